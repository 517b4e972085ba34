import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { emptyReport, hostileReport, hugeReport, sampleReport } from '../../test/sample-report.ts';
import { renderSarif } from './sarif.ts';

const text = z.strictObject({ text: z.string().min(1) });
const rule = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  shortDescription: text,
  fullDescription: text,
  help: text,
  helpUri: z.url({ protocol: /^https$/ }),
  defaultConfiguration: z.strictObject({ level: z.enum(['error', 'warning', 'note']) }),
  properties: z.looseObject({
    'security-severity': z.string().regex(/^\d+\.\d$/),
    tags: z.array(z.string()).refine((tags) => new Set(tags).size === tags.length),
  }),
});
const location = z.strictObject({
  physicalLocation: z.strictObject({
    // RFC 3986 relative reference without a scheme or a way out of the checkout
    artifactLocation: z.strictObject({
      uri: z.string().regex(/^(?!\/|.*(?:^|\/)\.\.(?:\/|$))[\w.~!$&'()*+,;=@%/-]+$/),
      uriBaseId: z.literal('%SRCROOT%'),
    }),
    region: z.strictObject({ startLine: z.int().positive() }),
  }),
  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string().min(1), kind: z.string() })).min(1),
});
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().nonnegative(),
  kind: z.literal('fail'),
  level: z.enum(['error', 'warning', 'note']),
  message: text,
  locations: z.array(location).min(1).max(10),
  partialFingerprints: z.record(z.string(), z.string()),
  suppressions: z.array(z.strictObject({ kind: z.literal('external'), justification: z.string() })).optional(),
  properties: z.looseObject({ severity: z.string() }),
});
const notification = z.strictObject({
  level: z.enum(['error', 'warning']),
  message: text,
  associatedRule: z.strictObject({ id: z.string(), index: z.int().nonnegative() }),
});
/** What SARIF 2.1.0 and GitHub ask for, strictly: an unknown key is a fault. */
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string(), version: z.string(), informationUri: z.url(), rules: z.array(rule) }),
      }),
      automationDetails: z.strictObject({ id: z.string() }),
      columnKind: z.literal('utf16CodeUnits'),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.literal(true),
          startTimeUtc: z.iso.datetime(),
          toolExecutionNotifications: z.array(notification),
        }),
      ]),
      results: z.array(result),
      properties: z.looseObject({}),
    }),
  ]),
});

describe('SARIF', () => {
  test.each([
    ['sample', sampleReport()],
    ['empty', emptyReport()],
    ['huge', hugeReport(1_000)],
    ['hostile', hostileReport()],
  ] as const)('of a %s report has every property that is asked for, and no other', (_name, report) => {
    const [run] = log.parse(JSON.parse(renderSarif(report))).runs;
    const { rules } = run.tool.driver;
    expect(new Set(rules.map((each) => each.id)).size).toBe(rules.length);
    for (const each of run.results) expect(rules[each.ruleIndex]?.id).toBe(each.ruleId);
    for (const { associatedRule } of run.invocations[0].toolExecutionNotifications)
      expect(rules[associatedRule.index]?.id).toBe(associatedRule.id);
    expect(run.results).toHaveLength(report.findings.filter((each) => each.state === 'fail').length);
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(report.findings.filter((each) => each.state === 'unknown').length);
  });

  const [run] = log.parse(JSON.parse(renderSarif(sampleReport()))).runs;
  const resultOf = (id: string): z.output<typeof result> => run.results.find((each) => each.ruleId === id)!; // the sample has one of each

  test('says how bad it is in the words GitHub sorts by', () => {
    const score = (id: string): unknown => run.tool.driver.rules.find((each) => each.id === id)?.properties['security-severity'];
    expect([resultOf('tls/expiry').level, score('tls/expiry')]).toEqual(['error', '9.5']);
    expect([resultOf('headers/framing').level, score('headers/framing')]).toEqual(['warning', '5.0']);
    expect([resultOf('dns/caa').level, score('dns/caa')]).toEqual(['note', '2.0']);
  });

  test('points into files where the repository is at fault, and to the configuration elsewhere', () => {
    const place = (id: string): unknown[] =>
      resultOf(id).locations.map(({ physicalLocation }) => [physicalLocation.artifactLocation.uri, physicalLocation.region.startLine]);
    expect(place('secrets/env-file')).toEqual([
      ['.env.production', 1],
      ['apps/web/.env', 3],
    ]);
    expect(place('tls/expiry')).toEqual([['launch-ready.yaml', 1]]);
    expect(resultOf('tls/expiry').locations[0]?.logicalLocations[0]?.fullyQualifiedName).toBe('host api.acme.com');
  });

  test('keeps its fingerprints between runs, and shows accepted risks as suppressed', () => {
    const finding = sampleReport().findings.find((each) => each.check === 'tls/expiry');
    expect(resultOf('tls/expiry').partialFingerprints['launchReady/v1']).toBe(finding?.id);
    expect(resultOf('headers/sniffing').suppressions?.[0]?.justification).toContain('accepted by Ada');
  });

  test('links each rule to its page', () => {
    expect(run.tool.driver.rules.find((each) => each.id === 'email/spf-single')?.helpUri).toBe(
      'https://github.com/launch-ready/launch-ready/blob/main/docs/checks/email/spf-single.md',
    );
  });
});
