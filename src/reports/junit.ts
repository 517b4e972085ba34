import type { Finding, Report } from '../core/finding.ts';
import { fixLines } from './fix-lines.ts';
import { clip, escapeHtml, line } from './text.ts';
import { markOf, MARKS, placeOf } from './words.ts';

/** Longest text of a field, characters. */
const FIELD = 4_000;

/** JUnit XML, as CI systems read it: a suite per area. A failure is a failure, what could not be checked an error, the rest skipped. */
export function renderJunit(report: Report): string {
  const areas = Map.groupBy(report.findings, (finding) => finding.check.split('/')[0] ?? '');
  const suites = [...areas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([area, findings]) => suite(area, findings, report));
  const title = `Launch Ready: ${report.target}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${attribute(title)}" ${totals(report.findings)} time="0">\n${suites.join('')}</testsuites>\n`;
}

function suite(area: string, findings: readonly Finding[], report: Report): string {
  const cases = findings.map(testcase).join('');
  return `  <testsuite name="${attribute(area)}" ${totals(findings)} time="0" timestamp="${attribute(report.taken)}">\n${cases}  </testsuite>\n`;
}

function totals(findings: readonly Finding[]): string {
  const outcomes = findings.map(outcome);
  const of = (wanted: Outcome): number => outcomes.filter((each) => each === wanted).length;
  return `tests="${findings.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

function outcome(finding: Finding): Outcome {
  if (finding.ignored || finding.state === 'skip') return 'skipped';
  if (finding.state === 'unknown') return 'error';
  return finding.state === 'fail' ? 'failure' : 'passed';
}

function testcase(finding: Finding): string {
  const open = `    <testcase classname="${attribute(finding.check)}" name="${attribute(`${finding.title} (${placeOf(finding.subject)})`)}" time="0"`;
  const kind = outcome(finding);
  if (kind === 'passed') return `${open}/>\n`;
  const message = attribute(finding.ignored ? `accepted until ${finding.ignored.until}: ${finding.ignored.reason}` : finding.found);
  if (kind === 'skipped') return `${open}>\n      <skipped message="${message}"/>\n    </testcase>\n`;
  const type = attribute(kind === 'error' ? 'unknown' : finding.severity);
  return `${open}>\n      <${kind} type="${type}" message="${message}">${escapeHtml(clip(details(finding), FIELD))}</${kind}>\n    </testcase>\n`;
}

function details(finding: Finding): string {
  const { fix } = finding;
  const told = fix ? ['', 'Fix:', ...fixLines(fix), '', `Verify: ${fix.verify}`] : [];
  return [`${MARKS[markOf(finding)].word}: ${finding.found}`, finding.why, ...told].join('\n');
}

function attribute(text: string): string {
  return escapeHtml(line(text, FIELD));
}
