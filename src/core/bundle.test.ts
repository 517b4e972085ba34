import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bundle, canonicalJson, diffBundles, digestBundle, loadBundle, saveBundle } from './bundle.ts';
import { defaultConfig } from './config.ts';
import { UserError } from './errors.ts';

const bundle: Bundle = {
  schema: 1,
  taken: '2026-11-22T00:00:00.000Z',
  target: 'acme.com',
  config: defaultConfig(),
  subjects: [{ kind: 'site', domain: 'acme.com' }],
  evidence: {
    'dns/hosts site acme.com': { ok: true, saw: { hosts: [] }, ms: 12.5, from: 'dns/hosts' },
    'mail/mx site acme.com': { ok: false, code: 'deadline', message: 'no answer', ms: 8000 },
  },
};

describe('a bundle', () => {
  test('is the same after it was saved and loaded', () => {
    const again = loadBundle(saveBundle(bundle), 'bundle.json');
    expect(again).toEqual(bundle);
    expect(digestBundle(again)).toBe(digestBundle(bundle));
  });

  test('has one digest whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(bundle).reverse()) as unknown as Bundle;
    expect(digestBundle(reversed)).toBe(digestBundle(bundle));
  });

  test('tells what changed between two runs, times left out', () => {
    const after: Bundle = {
      ...bundle,
      evidence: {
        'dns/hosts site acme.com': { ok: true, saw: { hosts: [] }, ms: 99, from: 'dns/hosts' },
        'mail/spf site acme.com': { ok: true, saw: 1, ms: 1, from: 'mail/spf' },
      },
    };
    expect(diffBundles(bundle, after)).toEqual([
      { key: 'mail/mx site acme.com', change: 'removed' },
      { key: 'mail/spf site acme.com', change: 'added' },
    ]);
    expect(
      diffBundles(bundle, {
        ...bundle,
        evidence: { ...bundle.evidence, 'dns/hosts site acme.com': { ok: true, saw: 2, ms: 1, from: 'x' } },
      }),
    ).toEqual([{ key: 'dns/hosts site acme.com', change: 'changed' }]);
  });

  test.each([
    ['not JSON', '{', 'is not JSON'],
    ['another JSON', '{"schema":2}', 'schema'],
    ['a subject of no kind', saveBundle(bundle).replace('"kind": "site"', '"kind": "planet"'), 'subjects'],
    ['a URL that is none', saveBundle({ ...bundle, subjects: [{ kind: 'url', url: 'nowhere', for: 'home' }] }), 'subjects'],
    [
      'evidence nested without end',
      saveBundle(bundle).replace('"saw": {', `"saw": {"in": ${'['.repeat(20_000)}${']'.repeat(20_000)},`),
      'too deep',
    ],
    ['evidence that is neither', saveBundle(bundle).replace('"ok": false', '"ok": 3'), 'evidence'],
  ])('refuses %s with the place', (_name, text, part) => {
    expect(() => loadBundle(text, 'b.json')).toThrow(UserError);
    expect(() => loadBundle(text, 'b.json')).toThrow(part);
  });

  test('never fails with anything but a UserError, on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          loadBundle(text, 'x');
          return true;
        } catch (error) {
          return error instanceof UserError;
        }
      }),
    );
  });
});

test('canonical JSON is the same for equal values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = JSON.parse(JSON.stringify(value)) as unknown;
      expect(canonicalJson(copy)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(copy);
    }),
  );
});

test('canonical JSON steers no terminal and turns no text, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = canonicalJson({ [text]: `${text}\u009b2J\u202egnp` });
      // oxlint-disable-next-line no-control-regex -- these are what must be gone
      expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(JSON.parse(json)).toEqual({ [text]: `${text}\u009b2J\u202egnp` });
    }),
  );
});
