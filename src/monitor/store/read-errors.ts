import { inflateSync } from 'node:zlib';
import type { Sql } from './sql.ts';

/** How far back an error may be why something broke, ms, and how many are read. */
const WINDOW = 10 * 60_000;
const READ = 30;

/** Types, messages and files of the newest errors, one text each, newest first: enough to see a database or a service named. */
export async function recentErrors(sql: Pick<Sql, 'all'>, now: number): Promise<string[]> {
  const rows = await sql.all<{ body: Uint8Array }>(
    'SELECT body FROM events WHERE issue IN (SELECT id FROM issues WHERE last_seen >= ?) AND at >= ? AND at <= ? ORDER BY at DESC LIMIT ?',
    now - WINDOW,
    now - WINDOW,
    now,
    READ,
  );
  return rows.map(({ body }) => toldBy(JSON.parse(inflateSync(body).toString('utf8'))));
}

/** What an event tells in words, without breadcrumbs: those say where an app was, not what failed. */
function toldBy(payload: unknown): string {
  const { message, logentry, exception } = payload as { message?: unknown; logentry?: unknown; exception?: { values?: unknown } }; // as: written as an object by the intake alone
  const values = Array.isArray(exception?.values) ? exception.values : [];
  const said = values.map((each: { type?: unknown; value?: unknown } | null) => `${text(each?.type)}: ${text(each?.value)}`);
  return [text(message), text(logentry), ...said].join('\n');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
