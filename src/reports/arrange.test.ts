import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportOf, sampleReport } from '../../test/sample-report.ts';
import type { Finding } from '../core/finding.ts';
import { SEVERITIES } from '../core/vocabulary.ts';
import { arrange } from './arrange.ts';

const sample = sampleReport();
const base = sample.findings[0]!; // the sample is not empty
const made = (id: string, over: Partial<Finding>): Finding => ({ ...base, id, ...over });
const headlines = (entries: readonly { finding: Finding }[]): string[] => entries.map(({ finding }) => finding.id);

describe('arrange', () => {
  test('keeps blockers, and high findings that touch login, sign-up, payments or mail, in the way of shipping', () => {
    const { doNotShip, soon, later } = arrange(
      reportOf([
        made('1', { state: 'fail', severity: 'blocker', hurts: ['traffic'] }),
        made('2', { state: 'fail', severity: 'high', hurts: ['trust', 'email'] }),
        made('3', { state: 'fail', severity: 'high', hurts: ['traffic'] }),
        made('4', { state: 'fail', severity: 'medium', hurts: ['login'] }),
      ]),
    );
    expect([headlines(doNotShip), headlines(soon), headlines(later)]).toEqual([['1', '2'], ['3'], ['4']]);
  });

  test('folds a chain of causes under its root', () => {
    const { doNotShip } = arrange(
      reportOf([
        made('a', { state: 'fail', severity: 'blocker' }),
        made('b', { state: 'fail', severity: 'high', cause: 'a' }),
        made('c', { state: 'unknown', severity: 'blocker', cause: 'b' }),
      ]),
    );
    expect(doNotShip.map(({ finding, folded }) => [finding.id, folded.map((each) => each.id)])).toEqual([['a', ['b', 'c']]]);
  });

  test('a cause that is missing, accepted, or part of a circle explains nothing', () => {
    const { later } = arrange(
      reportOf([
        made('a', { state: 'fail', severity: 'low', cause: 'gone' }),
        made('b', { state: 'fail', severity: 'low', cause: 'c' }),
        made('c', { state: 'fail', severity: 'low', cause: 'b' }),
        made('d', { state: 'fail', severity: 'low', cause: 'e' }),
        made('e', { state: 'fail', severity: 'low', ignored: { reason: 'accepted', until: '2027-01-01' } }),
      ]),
    );
    expect(headlines(later).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('puts every finding in exactly one place', () => {
    const finding = fc.record({
      id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
      severity: fc.constantFrom(...SEVERITIES),
      state: fc.constantFrom('fail', 'pass', 'skip', 'unknown'),
      cause: fc.constantFrom(undefined, '1', '2', '3'),
      accepted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(finding, { selector: ({ id }) => id }), (list) => {
        const findings = list.map(({ id, severity, state, cause, accepted }) =>
          made(id, {
            severity,
            state,
            ...(cause ? { cause } : {}),
            ...(accepted ? { ignored: { reason: 'accepted', until: '2027-01-01' } } : {}),
          }),
        );
        const { doNotShip, soon, later, unknowns, passed, skipped, ignored } = arrange(reportOf(findings));
        const entries = [...doNotShip, ...soon, ...later];
        const placed = [
          ...entries.map((each) => each.finding),
          ...entries.flatMap((each) => each.folded),
          ...unknowns.flatMap((each) => each.findings),
          ...passed,
          ...skipped,
          ...ignored,
        ];
        expect(placed.map((each) => each.id).sort()).toEqual(findings.map((each) => each.id).sort());
      }),
    );
  });

  test('counts what is explained by another once, as the verdict does', () => {
    const { tally } = arrange(sample);
    expect(tally.find(({ mark }) => mark === 'blocker')?.n).toBe(5);
    expect(sample.because).toContain('5 blockers');
  });
});
