import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerStep, platformOf, removeStep, shellQuote, showHeader } from './header-fix.ts';

const WANTED = { name: 'X-Content-Type-Options', value: 'nosniff' };

test.each([
  [
    [
      ['x-powered-by', 'Next.js'],
      ['x-vercel-id', 'fra1::abc'],
    ],
    'next',
    'next.config.js',
  ],
  [
    [
      ['x-vercel-id', 'fra1::abc'],
      ['server', 'Vercel'],
    ],
    'vercel',
    'vercel.json',
  ],
  [
    [
      ['server', 'Netlify'],
      ['x-nf-request-id', '01J'],
    ],
    'netlify',
    'public/_headers',
  ],
  [
    [
      ['x-powered-by', 'Express'],
      ['server', 'cloudflare'],
    ],
    'express',
    'server.js',
  ],
] as const)('%j is %s: the header goes into %s', (headers, platform, path) => {
  expect(platformOf(headers)).toBe(platform);
  const step = headerStep(headers, WANTED);
  expect(step).toMatchObject({ by: 'file', path });
  expect(JSON.stringify(step)).toContain('nosniff');
});

test('behind Cloudflare it is a rule at the edge, elsewhere steps by hand', () => {
  expect(headerStep([['server', 'cloudflare']], WANTED)).toMatchObject({ by: 'edge', value: 'nosniff' });
  expect(headerStep([['server', 'nginx']], WANTED)).toMatchObject({ by: 'hand' });
});

test('a header for one path stays on that path', () => {
  for (const headers of [
    [['x-powered-by', 'Next.js']],
    [['x-vercel-id', 'a']],
    [['server', 'Netlify']],
    [['x-powered-by', 'Express']],
    [['cf-ray', 'a']],
    [],
  ] as const) {
    expect(JSON.stringify(headerStep(headers, { ...WANTED, path: '/dashboard' }))).toContain('/dashboard');
    expect(JSON.stringify(headerStep(headers, { ...WANTED, path: '/dashboard' }))).not.toContain('/(.*)');
  }
});

test('a header for one path of Express is not set below it: below "/" is everything', () => {
  const step = headerStep([['x-powered-by', 'Express']], { ...WANTED, path: '/' });
  expect(step.by === 'file' && step.patch).toContain('app.all("/", ');
});

test('a vercel.json rule is JSON and a value with quotes survives', () => {
  const step = headerStep([['x-vercel-id', 'a']], { name: 'Content-Security-Policy', value: `default-src 'self' "x"` });
  expect(step.by === 'file' && JSON.parse(step.patch)).toEqual({
    headers: [{ source: '/(.*)', headers: [{ key: 'Content-Security-Policy', value: `default-src 'self' "x"` }] }],
  });
});

test('headers are silenced where they come from', () => {
  expect(removeStep([['x-powered-by', 'Next.js']], ['x-powered-by'])).toEqual({
    by: 'file',
    path: 'next.config.js',
    patch: 'poweredByHeader: false,\n',
  });
  expect(removeStep([['server', 'nginx/1.25.3']], ['x-pod'])).toMatchObject({ by: 'hand' });
  expect(
    removeStep(
      [
        ['server', 'cloudflare'],
        ['x-pod', 'a'],
      ],
      ['x-pod'],
    ),
  ).toMatchObject({ by: 'edge', value: 'x-pod' });
});

test('a word for the shell arrives as it is', () => {
  for (const text of ["it's", '$(date)', '`id`', 'a b', '"', String.raw`\'`, '']) {
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      // Every quote inside is closed, escaped and opened again, so no character is ever outside quotes but \'.
      expect(
        shellQuote(text)
          .replaceAll(String.raw`'\''`, '')
          .slice(1, -1),
      ).not.toContain("'");
    }),
  );
});

test('the command asks for the headers of a plain GET', () => {
  expect(showHeader('https://acme.com/?a=1&b=2', 'vary', 'null')).toBe(
    "curl -sS -o /dev/null -D - -H 'Origin: null' 'https://acme.com/?a=1&b=2' | grep -iE '^(vary):'",
  );
});
