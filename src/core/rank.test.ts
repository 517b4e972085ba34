import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyCheck } from './check.ts';
import { decide } from './decide.ts';
import { estimate } from './estimate.ts';
import type { Finding } from './finding.ts';
import { foldCauses, rank } from './rank.ts';
import { HURTS, SEVERITIES } from './vocabulary.ts';

const profile = { name: 'plain', title: 'Plain', about: '', bars: {} };

function finding(more: Partial<Finding>): Finding {
  return {
    id: 'f1',
    check: 'dns/caa',
    subject: 'host acme.com',
    severity: 'medium',
    state: 'fail',
    title: 'Title',
    found: 'found',
    why: 'why',
    hurts: ['trust'],
    requirements: ['DNS-1'],
    learn: ['https://example.com'],
    evidence: [],
    ...more,
  };
}

const anyFinding = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    severity: fc.constantFrom(...SEVERITIES),
    state: fc.constantFrom('pass', 'fail', 'skip', 'unknown'),
    hurts: fc.uniqueArray(fc.constantFrom(...HURTS), { minLength: 1, maxLength: 3 }),
    check: fc.constantFrom('dns/a', 'tls/b', 'email/c'),
    subject: fc.constantFrom('site acme.com', 'host acme.com', 'host app.acme.com', 'url https://app.acme.com/x'),
  })
  .map((record) => finding(record as Partial<Finding>));

describe('ranking (AUD-2)', () => {
  test('is the same whatever order the findings come in', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (findings, keys) => {
        const shuffled = findings
          .map((each) => ({ each, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(rank(shuffled, profile)).toEqual(rank(findings, profile));
      }),
    );
  });

  test('puts blockers first, then what hurts money and access, then what the profile names', () => {
    const ranked = rank(
      [
        finding({ id: 'looks', severity: 'high', hurts: ['trust'] }),
        finding({ id: 'money', severity: 'high', hurts: ['traffic', 'billing'] }),
        finding({ id: 'blocker', severity: 'blocker', hurts: ['cost'] }),
        finding({ id: 'passed', severity: 'blocker', state: 'pass' }),
        finding({ id: 'named', severity: 'high', hurts: ['trust'], check: 'tls/named' }),
        finding({ id: 'unknown', severity: 'blocker', state: 'unknown' }),
      ],
      { ...profile, severity: { 'tls/named': 'high' } },
    );
    expect(ranked.map((each) => each.id)).toEqual(['blocker', 'money', 'named', 'looks', 'unknown', 'passed']);
  });
});

describe('one root cause, one headline', () => {
  const checks = [
    { id: 'tls/handshake', explainsUnknown: true },
    { id: 'routing/path', causedBy: ['routing/loop'] },
    { id: 'routing/loop' },
    { id: 'headers/framing' },
  ] as unknown as AnyCheck[];

  test('folds a failure under the failure that its check names', () => {
    const [loop, path] = foldCauses(
      [finding({ id: 'l', check: 'routing/loop' }), finding({ id: 'p', check: 'routing/path', subject: 'site acme.com' })],
      checks,
    );
    expect([loop?.cause, path?.cause]).toEqual([undefined, 'l']);
  });

  test('never folds a failure under a milder one', () => {
    const [, path] = foldCauses(
      [finding({ id: 'l', check: 'routing/loop', severity: 'low' }), finding({ id: 'p', check: 'routing/path', severity: 'blocker' })],
      checks,
    );
    expect(path?.cause).toBeUndefined();
  });

  test('folds a fault of a repository under one of the same file alone', () => {
    const on = (id: string, check: string, file: string): Finding =>
      finding({ id, check: check as Finding['check'], subject: 'repo .', at: [{ at: file, line: 3 }] }); // as: the ids of the checks above
    const folded = foldCauses([on('l', 'routing/loop', 'a.ts'), on('p', 'routing/path', 'a.ts'), on('q', 'routing/path', 'b.ts')], checks);
    expect(folded.map(({ cause }) => cause)).toEqual([undefined, 'l', undefined]);
  });

  test('folds what could not be looked at under the reason, on the same host alone', () => {
    const down = finding({ id: 'down', check: 'tls/handshake', subject: 'host app.acme.com' });
    const folded = foldCauses(
      [
        down,
        finding({ id: 'a', check: 'headers/framing', state: 'unknown', subject: 'url https://app.acme.com/' }),
        finding({ id: 'b', check: 'headers/framing', state: 'unknown', subject: 'url https://acme.com/' }),
      ],
      checks,
    );
    expect(folded.map((each) => each.cause)).toEqual([undefined, 'down', undefined]);
  });
});

describe('the decision (AUD-7)', () => {
  const blocker = finding({ severity: 'blocker' });
  const unknown = finding({ id: 'u', severity: 'blocker', state: 'unknown' });
  const pass = finding({ id: 'p', state: 'pass' });

  test.each([
    ['a blocker is a no-go', [blocker, pass], 'no-go'],
    ['a blocker is a no-go even where other things could not be checked', [blocker, unknown], 'no-go'],
    ['a blocker check that could not run leaves it open', [unknown, pass], 'cannot-tell'],
    ['a lesser check that could not run does not', [finding({ state: 'unknown', severity: 'high' }), pass], 'go'],
    ['an unknown that a known failure explains does not', [finding({ id: 'h', severity: 'high' }), { ...unknown, cause: 'h' }], 'go'],
    ['nothing checked is no go', [finding({ state: 'skip' })], 'cannot-tell'],
    ['nothing at all is no go', [], 'cannot-tell'],
    ['an accepted blocker does not count', [{ ...blocker, ignored: { reason: 'accepted', until: '2027-01-01' } }, pass], 'go'],
    ['high risks alone are a go', [finding({ severity: 'high' }), pass], 'go'],
  ] as const)('%s', (_name, findings, decision) => {
    expect(decide(findings).decision).toBe(decision);
  });

  test('a blocker is never averaged away by any number of passes', () => {
    fc.assert(fc.property(fc.array(anyFinding), (findings) => decide([...findings, blocker]).decision === 'no-go'));
  });
});

describe('the estimate (AUD-13)', () => {
  test('never falls when a failure is added', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), anyFinding, (findings, more) => {
        const [before, after] = [estimate(findings), estimate([...findings, more])];
        expect(after.risk).toBeGreaterThanOrEqual(before.risk);
        expect(after.minutesToShip).toBeGreaterThanOrEqual(before.minutesToShip);
      }),
    );
  });
});
