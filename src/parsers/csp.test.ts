import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowsAllInline, type CspPolicy, effectiveSources, isNonceOrHash, isStrictDynamic, parseCsp } from './csp.ts';

const only = (text: string): CspPolicy => parseCsp([text])[0]!;

describe('policies (CSP3 §2.2)', () => {
  test('one policy maps each directive to its sources as written', () => {
    const policy = only("Default-Src 'self';  img-src\t* data: ;; upgrade-insecure-requests");
    expect([...policy.directives]).toEqual([
      ['default-src', ["'self'"]],
      ['img-src', ['*', 'data:']],
      ['upgrade-insecure-requests', []],
    ]);
    expect(policy.problems).toEqual([]);
  });

  test('several headers and commas are several policies; empty ones are none', () => {
    expect(parseCsp(["script-src 'self', script-src a.com", 'img-src *', '', ' ; , ;']).map((each) => [...each.directives.keys()])).toEqual(
      [['script-src'], ['script-src'], ['img-src']],
    );
  });

  test('of a directive given twice the first counts', () => {
    expect(effectiveSources(only("script-src 'none'; script-src *"), 'script-src')?.sources).toEqual(["'none'"]);
    expect(only("script-src 'none'; script-src *").problems).toEqual(['script-src appears more than once; only the first counts']);
  });

  test('a directive nobody knows is a problem', () => {
    expect(only('scripts-src *; constructor x').problems).toEqual([
      'scripts-src is not a directive browsers know',
      'constructor is not a directive browsers know',
    ]);
  });
});

describe('the fallback chain (CSP3 §6.8.1)', () => {
  test.each([
    ["default-src 'self'; script-src a.com; script-src-elem b.com", 'script-src-elem', 'script-src-elem'],
    ["default-src 'self'; script-src a.com; script-src-elem b.com", 'script-src-attr', 'script-src'],
    ["default-src 'self'; script-src a.com; script-src-elem b.com", 'worker-src', 'script-src'],
    ["default-src 'self'; img-src *", 'script-src-elem', 'default-src'],
    ["default-src 'self'; child-src a.com", 'frame-src', 'child-src'],
    ["frame-ancestors 'none'; img-src *", 'script-src', null],
  ] as const)('%s governs %s by %s', (text, directive, by) => {
    expect(effectiveSources(only(text), directive)?.directive ?? null).toBe(by);
  });
});

describe('inline scripts (CSP3 §6.7.3.2)', () => {
  test.each([
    ["'unsafe-inline'", true],
    ["'UNSAFE-INLINE' https:", true],
    ["'self'", false],
    ["'unsafe-inline' 'nonce-4AEemGb0xJptoIGFP3Nd'", false],
    ["'unsafe-inline' 'sha256-+MO/YqmqPm/BYZwlDkir51GTc9Pt9BvmLrXcRRma8u8='", false],
    ["'unsafe-inline' 'strict-dynamic'", false],
    ["'unsafe-inline' 'sha1-abc='", true],
    ["'unsafe-inline' 'nonce-'", true],
    ['', false],
  ])('%s: %s', (sources, allowed) => {
    expect(allowsAllInline(sources.split(' '))).toBe(allowed);
  });
});

test('a nonce always switches unsafe-inline off, whatever stands around it', () => {
  const nonce = fc.base64String({ minLength: 4 }).map((value) => `'nonce-${value}'`);
  fc.assert(
    fc.property(nonce, fc.array(fc.constantFrom("'unsafe-inline'", "'self'", 'https:', '*', 'a.com')), fc.nat(5), (value, others, at) => {
      const sources = [...others.slice(0, at), value, ...others.slice(at)];
      const policy = only(`script-src ${sources.join(' ')}`);
      expect(allowsAllInline(effectiveSources(policy, 'script-src-elem')!.sources)).toBe(false);
    }),
  );
});

test('never throws, never hangs on any text', () => {
  const piece = fc.oneof(
    fc.constantFrom('script-src', ' ', ';', ',', "'unsafe-inline'", "'nonce-", '*', "'"),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 20 }), { maxLength: 4 }), (headers) => {
      for (const policy of parseCsp(headers.map((pieces) => pieces.join('')))) {
        expect(policy.directives.size).toBeGreaterThan(0);
        const { sources } = effectiveSources(policy, 'script-src-elem') ?? { sources: [] };
        expect(allowsAllInline(sources) && (isStrictDynamic(sources) || sources.some(isNonceOrHash))).toBe(false);
      }
    }),
  );
  for (const text of [
    'script-src '.repeat(20_000),
    ';'.repeat(200_000),
    'a;'.repeat(100_000),
    `script-src 'nonce-${'='.repeat(100_000)}`,
    ' '.repeat(200_000),
  ]) {
    const started = performance.now();
    for (const policy of parseCsp([text])) for (const sources of policy.directives.values()) allowsAllInline(sources);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
