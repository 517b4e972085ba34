import { expect, test } from 'vitest';
import { emptyReport, goReport, hugeReport, sampleReport } from '../../test/sample-report.ts';
import { reportSchema } from './schema.ts';

test.each([
  ['sample', sampleReport()],
  ['go', goReport()],
  ['empty', emptyReport()],
  ['huge', hugeReport(200)],
] as const)('a %s report fits the published schema and survives it unchanged', (_name, report) => {
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test.each([
  ['an unknown key', { extra: 1 }],
  ['another schema', { schema: 2 }],
  ['a decision that is none', { decision: 'maybe' }],
  ['a count below zero', { counts: { ...emptyReport().counts, high: -1 } }],
] as const)('%s does not fit', (_name, change) => {
  expect(reportSchema.safeParse({ ...emptyReport(), ...change }).success).toBe(false);
});
