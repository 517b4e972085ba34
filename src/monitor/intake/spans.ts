import { addTo, decodeSketch, encodeSketch, mergeInto, type Sketch } from '../sketch.ts';
import type { Sql } from '../store/sql.ts';
import { storeCount } from './logs.ts';
import { clusterPath } from './parameterise.ts';
import { maskedText } from './people.ts';
import { type Json, list, number, object, text, time } from './read.ts';

/** One request that a product served, as an SDK measured it. */
export interface Served {
  route: string;
  release: string;
  at: number;
  ms: number;
  failed: boolean;
  /** Answered 401 or 403: somebody was not let in. */
  refused: boolean;
}

const MINUTE = 60_000;
/** What the source of traced requests is called among those of logs. */
const TRACED = 'the app (traces)';
/** Routes of one project in one day; more are one route "other". */
const ROUTES = 500;
/** Statuses of a trace that mean the server failed (develop.sentry.dev, span status). */
const FAILED = [
  'internal_error',
  'unknown_error',
  'unknown',
  'unavailable',
  'data_loss',
  'deadline_exceeded',
  'unimplemented',
  'error',
] as const;

/** What a `transaction` item of SDKs 7 to 10 tells; null when it is no request or has no times. */
export function ofTransaction(event: Json, now: number): Served | null {
  const trace = object(object(event['contexts'])['trace']);
  const data = object(trace['data']);
  const isRaw = text(object(event['transaction_info'])['source']) !== 'route';
  const [from, to] = [seconds(event['start_timestamp']), seconds(event['timestamp'])];
  const op = text(trace['op'], 60) ?? text(data['sentry.op'], 60);
  const code = number(data['http.response.status_code']) ?? number(data['http.status_code']);
  return served({
    name: text(event['transaction'], 300),
    path: text(data['url.path']),
    op,
    from,
    to,
    code,
    status: text(trace['status']),
    release: event['release'],
    isRaw,
    now,
  });
}

/** What a `span` container of SDK 11 tells: its segments, which are what was called a transaction before. */
export function ofSpans(container: Json, now: number): Served[] {
  return list(container['items']).flatMap((each) => {
    const span = object(each);
    if (span['is_segment'] !== true) return [];
    const attributes = object(span['attributes']);
    const of = (key: string): unknown => object(attributes[key])['value'];
    const one = served({
      name: text(span['name'], 300),
      path: text(of('url.path')) ?? text(of('http.target')) ?? text(of('url.full')),
      op: text(of('sentry.op'), 60),
      from: seconds(span['start_timestamp']),
      to: seconds(span['end_timestamp']),
      code: number(of('http.response.status_code')) ?? number(of('http.status_code')),
      status: text(span['status']),
      release: of('sentry.release'),
      isRaw: text(of('sentry.source')) !== 'route' && text(of('sentry.span.source')) !== 'route',
      now,
    });
    return one ? [one] : [];
  });
}

interface Told {
  name: string | null;
  path: string | null;
  op: string | null;
  from: number | null;
  to: number | null;
  code: number | null;
  status: string | null;
  release: unknown;
  /** True when the name may hold ids. */
  isRaw: boolean;
  now: number;
}

function served({ name, path, op, from, to, code, status, release, isRaw, now }: Told): Served | null {
  if (from === null || to === null || to < from) return null;
  const failed = code === null ? FAILED.some((word) => word === status) : code >= 500;
  return {
    route: routeOf({ name, path, op, isRaw }),
    release: maskedText(text(release, 200) ?? ''),
    at: time(to, now),
    ms: (to - from) * 1000,
    failed,
    refused: code === 401 || code === 403,
  };
}

function routeOf({ name, path, op, isRaw }: Pick<Told, 'name' | 'path' | 'op' | 'isRaw'>): string {
  const [, method, rest = ''] = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b\s*(.*)$/s.exec(name ?? '') ?? [];
  // Plain http servers are named by their method alone.
  const place = method === undefined ? (name ?? path ?? 'unnamed') : rest === '' ? (path ?? '/') : rest;
  const clean = isRaw ? clusterPath(place) : place;
  const isServer = op === null || op.startsWith('http.server');
  return maskedText([method ?? (isServer ? null : op), clean].filter((part) => part !== null).join(' ')).slice(0, 200);
}

function seconds(value: unknown): number | null {
  if (typeof value === 'string') return number(Date.parse(value) / 1000);
  return number(value);
}

/** Adds requests to the statistics of their minute. Each process writes rows of its own, so that none waits for another. */
export async function storeServed(sql: Sql, at: { project: number; writer: string }, all: readonly Served[]): Promise<void> {
  const rows = new Map<string, { one: Served; requests: number; errors: number; sketch: Sketch }>();
  for (const one of all) {
    const minute = Math.floor(one.at / MINUTE) * MINUTE;
    const key = `${minute} ${one.release} ${one.route}`;
    const row = rows.get(key) ?? { one: { ...one, at: minute }, requests: 0, errors: 0, sketch: new Map<number, number>() };
    rows.set(key, row);
    row.requests += 1;
    row.errors += one.failed ? 1 : 0;
    addTo(row.sketch, one.ms);
  }
  for (const row of rows.values()) await putServed(sql, at, row);
  await storeRefused(sql, all);
}

/** Refused logins that an SDK measured stand beside those of logs, so that one rule watches both (OBS-7). */
async function storeRefused(sql: Sql, all: readonly Served[]): Promise<void> {
  for (const [at, refused] of Map.groupBy(
    all.filter((one) => one.refused),
    (one) => one.at,
  )) {
    const count = { lines: refused.length, serverErrors: 0, authFailures: refused.length, withId: 0 };
    await storeCount(sql, { source: TRACED, now: at }, count);
  }
}

async function putServed(
  sql: Sql,
  { project, writer }: { project: number; writer: string },
  { one, requests, errors, sketch }: { one: Served; requests: number; errors: number; sketch: Sketch },
): Promise<void> {
  const route = await boundedRoute(sql, project, one);
  const key = [project, MINUTE, one.at, route, one.release, writer] as const;
  const where = 'WHERE project = ? AND step = ? AND at = ? AND route = ? AND release = ? AND writer = ?';
  const known = await sql.get<{ sketch: Uint8Array }>(`SELECT sketch FROM route_stats ${where}`, ...key);
  if (known) mergeInto(sketch, decodeSketch(known.sketch));
  await sql.run(
    `INSERT INTO route_stats (project, step, at, route, release, writer, requests, errors, sketch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (project, step, at, route, release, writer) DO UPDATE SET requests = route_stats.requests + excluded.requests,
        errors = route_stats.errors + excluded.errors, sketch = excluded.sketch`,
    ...key,
    requests,
    errors,
    encodeSketch(sketch),
  );
}

/** Routes by project that this process has seen; names that strangers can make up must not fill the disk. */
const seen = new Map<number, Set<string>>();

async function boundedRoute(sql: Sql, project: number, { route }: Served): Promise<string> {
  const known =
    seen.get(project) ??
    new Set(
      (await sql.all<{ route: string }>('SELECT DISTINCT route FROM route_stats WHERE project = ? LIMIT ?', project, ROUTES)).map(
        (row) => row.route,
      ),
    );
  seen.set(project, known);
  if (known.has(route)) return route;
  if (known.size >= ROUTES) return 'other';
  known.add(route);
  return route;
}
