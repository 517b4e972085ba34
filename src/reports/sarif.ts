import { VERSION } from '../core/version.ts';
import type { Finding, Report } from '../core/finding.ts';
import { SEVERITIES, type Severity } from '../core/vocabulary.ts';
import { fixLines } from './fix-lines.ts';
import { clip, line, plain } from './text.ts';
import { placeOf, pointersOf } from './words.ts';

export const HOME = 'https://github.com/launch-ready/launch-ready';

/** SARIF level, and GitHub's score: over 9 is critical, from 7 high, from 4 medium (docs.github.com, SARIF support for code scanning). */
export const LEVELS = {
  blocker: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '7.5' },
  medium: { level: 'warning', score: '5.0' },
  low: { level: 'note', score: '2.0' },
} as const satisfies Record<Severity, { level: string; score: string }>;

/** GitHub shows a result only at a place in a file; findings about domains and hosts stand at the top of the configuration. */
const ELSEWHERE = 'launch-ready.yaml';

/** Longest text of a message, characters. */
const MESSAGE = 4_000;

/** SARIF 2.1.0: failures are results, what could not be checked is a notification, accepted risks are suppressed results. */
export function renderSarif(report: Report): string {
  const reported = report.findings.filter((finding) => finding.state === 'fail' || finding.state === 'unknown');
  const rules = [...Map.groupBy(reported, (finding) => finding.check).values()].map(ruleOf);
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  const at = (finding: Finding): number => index.get(idOf(finding)) ?? -1;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Launch Ready', version: VERSION, informationUri: HOME, rules } },
        automationDetails: { id: `launch-ready/${slug(report.target)}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: report.taken,
            toolExecutionNotifications: reported
              .filter((finding) => finding.state === 'unknown')
              .map((finding) => notificationOf(finding, at(finding))),
          },
        ],
        results: reported.filter((finding) => finding.state === 'fail').map((finding) => resultOf(finding, at(finding))),
        properties: {
          decision: report.decision,
          because: line(report.because, MESSAGE),
          profile: line(report.profile, 200),
          bundle: report.bundle,
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(findings: readonly Finding[]): { id: string } & Record<string, unknown> {
  const first = findings[0]!; // groupBy makes no empty groups
  const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? first.severity;
  const helpUri = `${HOME}/blob/main/docs/checks/${encodePath(first.check)}.md`;
  const why = plain(clip(first.why, MESSAGE));
  return {
    id: idOf(first),
    name: slug(first.check),
    shortDescription: { text: line(first.title, 1_000) || first.check },
    fullDescription: { text: line(first.why, 1_000) || line(first.title, 1_000) },
    help: { text: `${why}\n\n${helpUri}` },
    helpUri,
    defaultConfiguration: { level: LEVELS[worst].level },
    properties: {
      'security-severity': LEVELS[worst].score,
      'problem.severity': LEVELS[worst].level === 'note' ? 'recommendation' : LEVELS[worst].level,
      precision: 'high',
      tags: ['security', ...new Set([...first.hurts, ...first.requirements.map((each) => line(each, 100))])],
    },
  };
}

function resultOf(finding: Finding, ruleIndex: number): Record<string, unknown> {
  const { fix, ignored } = finding;
  const told = fix ? `\n\nFix:\n${fixLines(fix).join('\n')}\n\nVerify: ${fix.verify}` : '';
  return {
    ruleId: idOf(finding),
    ruleIndex,
    kind: 'fail',
    level: LEVELS[finding.severity].level,
    message: { text: plain(clip(`${finding.title} (${placeOf(finding.subject)}). ${finding.found}${told}`, MESSAGE)) },
    locations: locationsOf(finding),
    partialFingerprints: { 'launchReady/v1': finding.id, primaryLocationLineHash: `${finding.id}:1` },
    ...(ignored
      ? { suppressions: [{ kind: 'external', justification: line(`${ignored.reason} (until ${ignored.until})`, MESSAGE) }] }
      : {}),
    properties: { severity: finding.severity, subject: line(finding.subject, 1_000), ...(finding.cause ? { cause: finding.cause } : {}) },
  };
}

function notificationOf(finding: Finding, index: number): Record<string, unknown> {
  return {
    level: finding.severity === 'blocker' ? 'error' : 'warning',
    message: { text: plain(clip(`Could not be checked: ${finding.title} (${placeOf(finding.subject)}). ${finding.found}`, MESSAGE)) },
    associatedRule: { id: idOf(finding), index },
  };
}

function locationsOf(finding: Finding): Record<string, unknown>[] {
  const logicalLocations = [{ fullyQualifiedName: line([finding.subject, ...pointersOf(finding)].join(' '), 1_000), kind: 'resource' }];
  const files = finding.subject.startsWith('repo ') ? (finding.at ?? []) : [];
  if (files.length === 0) return [{ physicalLocation: physical(ELSEWHERE, 1), logicalLocations }];
  return files.slice(0, 10).map(({ at, line: number }) => ({ physicalLocation: physical(encodePath(at), number ?? 1), logicalLocations }));
}

function physical(uri: string, startLine: number): Record<string, unknown> {
  return { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: Math.max(1, Math.trunc(startLine)) } };
}

/** A path as a relative URI reference that stays inside the checkout. */
export function encodePath(path: string): string {
  const parts = line(path, 1_000)
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((part) => encodeURIComponent(part)).join('/') || ELSEWHERE;
}

function idOf(finding: Finding): string {
  return line(finding.check, 200);
}

export function slug(text: string): string {
  return line(text, 200).replace(/[^A-Za-z0-9._-]+/g, '-');
}
