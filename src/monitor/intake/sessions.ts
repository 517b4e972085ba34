import { HOUR } from '../store/read-monitors.ts';
import type { Sql } from '../store/sql.ts';
import { maskedText } from './people.ts';
import { type Json, list, number, object, text, time } from './read.ts';

/** Sessions of one release, as an SDK counted them or as they begin and end one by one. */
interface Tally {
  at: number;
  release: string;
  environment: string;
  sessions: number;
  errored: number;
  crashed: number;
}

/** Minutes of aggregates in one item, and the age of updates that still count, ms (develop.sentry.dev/sdk/telemetry/sessions). */
const AGGREGATES = 100;
const OLD = 5 * 24 * HOUR;
const ENDED = ['exited', 'crashed', 'abnormal'] as const;

/** A `sessions` item: per-minute sums of a server. */
export async function storeAggregates(sql: Sql, project: number, item: Json, now: number): Promise<void> {
  const about = attributesOf(item);
  for (const each of list(item['aggregates']).slice(0, AGGREGATES).map(object)) {
    const of = (key: string): number => Math.max(0, Math.floor(number(each[key]) ?? 0));
    const [errored, crashed] = [of('errored'), of('crashed') + of('abnormal')];
    await add(sql, project, { ...about, at: time(each['started'], now), sessions: of('exited') + errored + crashed, errored, crashed });
  }
}

/** A `session` item: one update of one session. Only `init` adds to the total; what has ended moves no more. */
export async function storeSession(sql: Sql, project: number, item: Json, now: number): Promise<void> {
  const sid = text(item['sid'], 64);
  const at = time(item['timestamp'], now);
  if (sid === null || at < now - OLD) return;
  const status = text(item['status'], 20) ?? 'ok';
  const known = await sql.get<{ errored: number; ended: number }>(
    'SELECT errored, ended FROM session_states WHERE project = ? AND sid = ?',
    project,
    sid,
  );
  if (known?.ended === 1 || (!known && item['init'] !== true)) return;
  const crashed = status === 'crashed' || status === 'abnormal';
  const errored = known?.errored === 1 || crashed || (number(item['errors']) ?? 0) > 0;
  const ended = ENDED.some((word) => word === status);
  await sql.run(
    `INSERT INTO session_states (project, sid, at, errored, ended) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (project, sid) DO UPDATE SET errored = excluded.errored, ended = excluded.ended`,
    project,
    sid,
    at,
    errored ? 1 : 0,
    ended ? 1 : 0,
  );
  await add(sql, project, {
    ...attributesOf(item),
    at: time(item['started'], now),
    sessions: known ? 0 : 1,
    // A session is counted once: among the errored, or, when it crashed, among the crashed alone.
    errored: (errored && !crashed ? 1 : 0) - (known?.errored === 1 ? 1 : 0),
    crashed: crashed ? 1 : 0,
  });
}

function attributesOf(item: Json): Pick<Tally, 'release' | 'environment'> {
  const attributes = object(item['attrs']);
  return {
    release: maskedText(text(attributes['release'], 200) ?? ''),
    environment: maskedText(text(attributes['environment'], 64) ?? ''),
  };
}

async function add(sql: Sql, project: number, { at, release, environment, sessions, errored, crashed }: Tally): Promise<void> {
  await sql.run(
    `INSERT INTO session_stats (project, at, release, environment, sessions, errored, crashed) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (project, at, release, environment) DO UPDATE SET sessions = session_stats.sessions + excluded.sessions,
        errored = session_stats.errored + excluded.errored, crashed = session_stats.crashed + excluded.crashed`,
    project,
    Math.floor(at / HOUR) * HOUR,
    release,
    environment,
    sessions,
    errored,
    crashed,
  );
}
