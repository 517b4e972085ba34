import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../core/finding.ts';
import { headerText, ignoreText, platformFiles } from './mend.ts';

describe('.gitignore', () => {
  test.each<[string | null, string]>([
    [null, '.env\n.env.*\n!.env.example\n'],
    ['node_modules\ndist\n', 'node_modules\ndist\n.env\n.env.*\n!.env.example\n'],
    ['dist', 'dist\n.env\n.env.*\n!.env.example\n'],
    ['dist\r\n', 'dist\r\n.env\r\n.env.*\r\n!.env.example\r\n'],
    ['.env\n!.env.example\n', '.env\n!.env.example\n.env.*\n!.env.example\n'],
    ['.env*\n!.env.example\n', '.env*\n!.env.example\n'],
    ['/.env\n.env.*\n!.env.example\n', '/.env\n.env.*\n!.env.example\n'],
  ])('%j becomes %j (SEC-5)', (before, after) => {
    expect(ignoreText(before)).toBe(after);
    expect(ignoreText(after)).toBe(after);
  });

  test('keeps every byte that was there', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (before) => ignoreText(before).startsWith(before)));
  });
});

describe('headers in the file of a platform', () => {
  const rule =
    '{\n  "headers": [\n    { "source": "/(.*)", "headers": [{ "key": "Referrer-Policy", "value": "strict-origin-when-cross-origin" }] }\n  ]\n}\n';
  test('are added to vercel.json once, and everything else stays', () => {
    const before = '{\r\n    "cleanUrls": true,\r\n    "headers": [{ "source": "/a", "headers": [] }]\r\n}\r\n';
    const after = headerText('vercel.json', before, [rule, rule])!;
    expect(JSON.parse(after)).toEqual({
      cleanUrls: true,
      headers: [
        { source: '/a', headers: [] },
        { source: '/(.*)', headers: [{ key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' }] },
      ],
    });
    expect(after).toMatch(/^\{\r\n {4}"cleanUrls"/);
    expect(headerText('vercel.json', after, [rule])).toBe(after);
    expect(headerText('vercel.json', '// no JSON\n{}', [rule])).toBeNull();
    expect(headerText('vercel.json', '{"headers":{}}', [rule])).toBeNull();
  });

  test('are added to _headers below what is there', () => {
    const patch = '/*\n  X-Content-Type-Options: nosniff\n';
    const after = headerText('public/_headers', '/a\n  X-A: b', [patch])!;
    expect(after).toBe(`/a\n  X-A: b\n${patch}`);
    expect(headerText('public/_headers', after, [patch])).toBe(after);
  });

  test('a policy that could break a page is never added unseen', () => {
    const finding = (check: string): Finding =>
      ({ id: check, check, fix: { by: 'file', path: 'vercel.json', patch: rule } }) as unknown as Finding; // as: what is read of it
    const found = platformFiles(['headers/content-security-policy', 'headers/framing', 'headers/referrer'].map(finding));
    expect([...found].map(([path, steps]) => [path, steps.map(({ id }) => id)])).toEqual([['vercel.json', ['headers/referrer']]]);
  });
});
