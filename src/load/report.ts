import type { Baseline } from './plain.ts';
import { renderCaching } from './caching-report.ts';
import { cell, fence } from './markdown.ts';
import type { Caching, PerfDatabase, PerfRoute, PerfRun } from './result.ts';

/** A change of p95 that people notice: a fifth, and 10 ms. */
const NOTICED = { share: 0.2, ms: 10 } as const;

export interface Reported {
  found: string[];
  fixed: string[];
  later: string[];
}

/** What was found, what became better since the baseline, and what can wait; each as one sentence. Pure. */
export function sortOut({ baseline, latest, database }: Kept): Reported {
  const found: string[] = [];
  const fixed: string[] = [];
  const later: string[] = [];
  for (const route of latest?.routes ?? []) {
    const before = baseline?.routes.find(({ url }) => url === route.url);
    const [then, now] = [before?.p95.ms ?? null, route.measured.p95.ms];
    const said = `${route.name}: ${route.because}`;
    if (route.verdict === 'fail' || route.verdict === 'uncertain' || route.verdict === 'void') found.push(said);
    if (route.verdict === 'slow') later.push(said);
    if (route.verdict !== 'pass' && route.verdict !== 'slow') continue;
    if (then !== null && now !== null && then - now > NOTICED.ms && now < then * (1 - NOTICED.share))
      fixed.push(`${route.name}: p95 was ${Math.round(then)} ms and is ${Math.round(now)} ms.`);
  }
  for (const route of database?.routes ?? [])
    for (const fault of route.faults) {
      // What repeats or has no end grows with every customer; reading much can wait until it hurts.
      (fault.is === 'reads-much' ? later : found).push(`${route.name}: ${fault.says}`);
    }
  return { found, fixed, later };
}

export interface Kept {
  baseline?: Baseline | undefined;
  latest?: PerfRun | undefined;
  database?: PerfDatabase | undefined;
  caching?: Caching | undefined;
}

/** The performance report as Markdown: numbers by route, found, fixed, do later, caching, and the SQL to run. Pure. */
export function renderPerfReport(kept: Kept): string {
  const { baseline, latest, database, caching } = kept;
  const { found, fixed, later } = sortOut(kept);
  return [
    '# Performance',
    '',
    ...(latest ? numbers(latest, baseline) : ['Not measured: run `launch-ready perf run`.', '']),
    ...section('Found', found, latest ? 'Nothing is beyond its line.' : 'No route was measured.'),
    ...section(
      'Fixed since the baseline',
      fixed,
      baseline && latest ? 'No route became noticeably faster.' : 'Nothing to compare with yet.',
    ),
    ...section('Do later', later, latest ? 'Nothing waits.' : 'No route was measured.'),
    ...renderCaching(caching),
    ...renderDatabase(database),
  ].join('\n');
}

function numbers(latest: PerfRun, baseline: Baseline | undefined): string[] {
  const since = baseline
    ? `Compared with the baseline of ${baseline.at.slice(0, 10)}${baseline.commit ? ` (commit ${baseline.commit.slice(0, 7)})` : ''}.`
    : 'There is no baseline yet; `launch-ready perf baseline` writes one.';
  return [
    `Measured on ${latest.at.slice(0, 10)} under the profile ${cell(latest.profile)}. ${since} p95 is the time that 95 of 100 visitors do not wait longer than.`,
    '',
    '| route | p95 before | p95 now | wished for | at most | verdict |',
    '|---|---|---|---|---|---|',
    ...latest.routes.map((route) => row(route, baseline)),
    '',
  ];
}

/** Queries that repeat or have no end are under "Found"; here are the indexes that they and others lack. */
function renderDatabase(database: PerfDatabase | undefined): string[] {
  const title = ['## Database', ''];
  if (database === undefined) return [...title, 'Not measured: run `launch-ready perf database`.', ''];
  const unseen = database.routes.filter((route) => route.void !== undefined);
  const missing = unseen.flatMap((route) => [`Not measured at ${cell(route.name)}: ${cell(route.void ?? '')}`, '']);
  const faults = database.routes.flatMap((route) => route.faults.map((fault) => ({ route: route.name, fault })));
  if (faults.length === 0)
    return [
      ...title,
      ...(unseen.length === database.routes.length ? [] : ['No query repeats, has no end or lacks an index.', '']),
      ...missing,
    ];
  const advice = faults.flatMap(({ route, fault }) => (fault.advice ? [{ route, ...fault.advice }] : []));
  const indexes = [...new Map(advice.map((each) => [each.up, each])).values()];
  if (indexes.length === 0) return [...title, 'No index is missing; the queries above are to be changed.', '', ...missing];
  const sql = indexes.flatMap(({ route, why, up, down }) => [`-- ${comment(route)}: ${comment(why)}`, up, `-- undo: ${down}`]);
  return [
    ...title,
    'Run each line by itself, outside a transaction. An index that was left INVALID is dropped and made again.',
    '',
    ...fence(sql.join('\n'), 'sql'),
    '',
    ...missing,
  ];
}

function section(title: string, items: readonly string[], none: string): string[] {
  return [`## ${title}`, '', ...(items.length === 0 ? [none] : items.map((item) => `- ${cell(item)}`)), ''];
}

function row({ name, url, measured, lines, verdict }: PerfRoute, baseline: Baseline | undefined): string {
  const before = baseline?.routes.find((route) => route.url === url)?.p95.ms;
  const ms = (value: number | null | undefined): string =>
    value === undefined ? '' : value === null ? 'never' : `${Math.round(value)} ms`;
  const now = verdict === 'void' ? 'not measured' : ms(measured.p95.ms);
  return `| ${[cell(name), ms(before), now, ms(lines.targetMs), lines.failureMs === null ? '' : ms(lines.failureMs), verdict].join(' | ')} |`;
}

function comment(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
