import { follow, type Opening, type Telling } from './raise.ts';
import { decodeSketch, mergeInto, quantile, type Sketch } from './sketch.ts';

/** What the rules look back on, ms: the last minutes against the hour before them. */
const WINDOW = 5 * 60_000;
const BASE = 60 * 60_000;
/** How often a rule is held against what came in, ms. */
export const RULES_EVERY = 60_000;

/** Numbers that make a rule fire. Ends are lower than beginnings, so that no alert comes and goes. */
const ERRORS = { least: 10, times: 5 } as const;
const FAILING = { requests: 20, share: 0.05 } as const;
const AUTH = { least: 20, times: 5 } as const;
const SLOW = { requests: 20 } as const;
const ENDS_AT = 0.5;

/** What the rules need beside a transaction. */
export interface Judging {
  /** Past this p95 a route is slow, ms: the failure line of the profile. */
  slowMs: number;
  owner: string | null;
}

/**
 * Holds what came in over the last minutes against four lines (OBS-7): an error spike, failing routes, repeated auth failures, and
 * slow routes. Each opens at most one incident per subject and ends it when it is over.
 */
export async function judgeRules(telling: Telling, judging: Judging): Promise<void> {
  await errorSpike(telling, judging);
  await routes(telling, judging);
  await logs(telling, judging);
}

/** `now` is bad when it is past both lines; while an incident is open, half of them is still bad. */
function isBad(now: number, { least, usual, open }: { least: number; usual: number; open: boolean }): boolean {
  const line = Math.max(least, usual);
  return now >= (open ? line * ENDS_AT : line);
}

async function isOpen({ sql }: Telling, { rule, subject }: Pick<Opening, 'rule' | 'subject'>): Promise<boolean> {
  return (await sql.get('SELECT id FROM incidents WHERE rule = ? AND subject = ? AND resolved IS NULL', rule, subject)) !== undefined;
}

async function errorSpike(telling: Telling, { owner }: Judging): Promise<void> {
  const { sql, now } = telling;
  const count = async (from: number, to: number): Promise<number> =>
    (await sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM seen WHERE at >= ? AND at < ?', from, to))?.n ?? 0;
  const recent = await count(now - WINDOW, now + 1);
  const usual = ((await count(now - WINDOW - BASE, now - WINDOW)) / BASE) * WINDOW;
  const top = await sql.get<{ title: string }>('SELECT title FROM issues WHERE last_seen >= ? ORDER BY events DESC LIMIT 1', now - WINDOW);
  const says = `Errors: ${recent} in 5 minutes, ${Math.round(usual)} are usual. Most often: ${top?.title ?? 'none'}`;
  const opening = {
    rule: 'errors',
    subject: 'errors',
    title: 'Errors spike',
    severity: 'critical',
    owner,
    cause: { kind: 'errors', scope: 'many', says },
  } as const;
  await follow(telling, opening, isBad(recent, { least: ERRORS.least, usual: usual * ERRORS.times, open: await isOpen(telling, opening) }));
}

async function routes(telling: Telling, { slowMs, owner }: Judging): Promise<void> {
  const { sql, now } = telling;
  const rows = await sql.all<{ route: string; requests: number; errors: number; sketch: Uint8Array }>(
    'SELECT route, requests, errors, sketch FROM route_stats WHERE at >= ?',
    now - WINDOW,
  );
  const byRoute = new Map<string, { requests: number; errors: number; sketch: Sketch }>();
  for (const { route, requests, errors, sketch } of rows) {
    const sum = byRoute.get(route) ?? { requests: 0, errors: 0, sketch: new Map<number, number>() };
    byRoute.set(route, sum);
    sum.requests += requests;
    sum.errors += errors;
    mergeInto(sum.sketch, decodeSketch(sketch));
  }
  // A route that nobody asks any more ends its incident as well.
  const silent = await sql.all<{ subject: string }>(
    "SELECT subject FROM incidents WHERE resolved IS NULL AND rule IN ('errors', 'slow') AND subject LIKE 'route %'",
  );
  for (const { subject } of silent)
    if (!byRoute.has(subject.slice(6))) byRoute.set(subject.slice(6), { requests: 0, errors: 0, sketch: new Map() });
  for (const [route, { requests, errors, sketch }] of byRoute) {
    const share = requests === 0 ? 0 : errors / requests;
    const p95 = quantile(sketch, 0.95) ?? 0;
    const at = { subject: `route ${route}`, owner };
    const failing = {
      ...at,
      rule: 'errors',
      title: `${route} fails`,
      severity: 'critical',
      cause: { kind: 'errors', scope: 'route', says: `Errors: ${errors} of ${requests} requests to ${route} failed in 5 minutes` },
    } as const;
    const slow = {
      ...at,
      rule: 'slow',
      title: `${route} is slow`,
      severity: 'warning',
      cause: {
        kind: 'slow',
        scope: 'route',
        says: `Slow: the slowest 5 of 100 requests to ${route} take ${Math.round(p95)} ms or more, past ${slowMs} ms`,
      },
    } as const;
    const enough = requests >= FAILING.requests;
    await follow(
      telling,
      failing,
      isBad(share, { least: FAILING.share, usual: 0, open: await isOpen(telling, failing) }) &&
        (enough || (await isOpen(telling, failing))),
    );
    await follow(telling, slow, requests >= SLOW.requests && isBad(p95, { least: slowMs, usual: 0, open: await isOpen(telling, slow) }));
  }
}

async function logs(telling: Telling, { owner }: Judging): Promise<void> {
  const { sql, now } = telling;
  const sums = async (from: number, to: number) =>
    sql.all<{ source: string; lines: number; bad: number; auth: number }>(
      'SELECT source, SUM(lines) AS lines, SUM(server_errors) AS bad, SUM(auth_failures) AS auth FROM log_rates WHERE at >= ? AND at < ? GROUP BY source',
      from,
      to,
    );
  const before = new Map((await sums(now - WINDOW - BASE, now - WINDOW)).map((row) => [row.source, row]));
  const recent = new Map((await sums(now - WINDOW, now + 1)).map((row) => [row.source, row]));
  for (const source of new Set([...before.keys(), ...recent.keys()])) {
    const { lines = 0, bad = 0, auth = 0 } = recent.get(source) ?? {};
    const usual = (n: number | undefined): number => ((n ?? 0) / BASE) * WINDOW;
    const failing = {
      ...({ rule: 'errors', subject: `log ${source}`, title: `${source} answers with errors`, severity: 'critical', owner } as const),
      cause: { kind: 'errors', scope: 'many', says: `Errors: ${bad} of ${lines} lines of ${source} are 5xx answers in 5 minutes` },
    } as const;
    const guessing = {
      ...({ rule: 'auth-failures', subject: `log ${source}`, title: `${source} refuses many logins`, severity: 'warning', owner } as const),
      cause: {
        kind: 'auth',
        scope: 'many',
        says: `Logins: ${auth} answers of ${source} were 401 or 403 in 5 minutes, ${Math.round(usual(before.get(source)?.auth))} are usual`,
      },
    } as const;
    const isFailing = isBad(bad, {
      least: ERRORS.least,
      usual: usual(before.get(source)?.bad) * ERRORS.times,
      open: await isOpen(telling, failing),
    });
    await follow(telling, failing, isFailing && bad >= lines * FAILING.share);
    const usualAuth = usual(before.get(source)?.auth) * AUTH.times;
    await follow(telling, guessing, isBad(auth, { least: AUTH.least, usual: usualAuth, open: await isOpen(telling, guessing) }));
  }
}
