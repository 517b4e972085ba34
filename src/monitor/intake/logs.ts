import { requestIdIn, requestIdInText } from '../../parsers/request-id.ts';
import { redactText } from '../../redact/redact.ts';
import type { Sql } from '../store/sql.ts';
import { type Json, object } from './read.ts';

/** What the lines of a log say of requests. Lines themselves are not kept, so nothing in them can leak (OBS-7, LOG-1). */
export interface LogCount {
  lines: number;
  serverErrors: number;
  authFailures: number;
  /** Lines that carry the id of their request (LOG-3). */
  withId: number;
}

const MINUTE = 60_000;
/** Where loggers put the status of a request: pino, winston, bunyan, Caddy, Vercel, Cloudflare, OpenTelemetry. */
const STATUS = [
  ['status'],
  ['statusCode'],
  ['status_code'],
  ['res', 'statusCode'],
  ['response', 'status'],
  ['response', 'statusCode'],
  ['proxy', 'statusCode'],
  ['http', 'status_code'],
  ['http.response.status_code'],
  ['http.status_code'],
  ['EdgeResponseStatus'],
] as const;
/** The status in a line of the common log format (httpd.apache.org/docs/current/logs.html#common). */
const COMMON = /"\s(\d{3})\s(?:\d+|-)(?:\s|$)/;

/** Counts lines of JSON or of the common log format. Anything else is a line and no more. Pure. */
export function countLines(text: string): LogCount {
  const count: LogCount = { lines: 0, serverErrors: 0, authFailures: 0, withId: 0 };
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    count.lines += 1;
    const json = line.startsWith('{') ? parse(line) : null;
    const status = json ? statusOf(json) : Number(COMMON.exec(line.slice(0, 8_192))?.[1] ?? 0);
    if (status >= 500 && status < 600) count.serverErrors += 1;
    if (status === 401 || status === 403) count.authFailures += 1;
    if ((json ? requestIdIn(json) : requestIdInText(line.slice(0, 8_192))) !== undefined) count.withId += 1;
  }
  return count;
}

function parse(line: string): Json | null {
  try {
    return object(JSON.parse(line));
  } catch {
    return null;
  }
}

function statusOf(json: Json): number {
  for (const path of STATUS) {
    const status = Number(at(json, path));
    if (status >= 100 && status < 600) return status;
  }
  return 0;
}

function at(json: Json, [first, second]: readonly [string, string?]): unknown {
  return second === undefined ? json[first] : object(json[first])[second];
}

/** Adds counts to the minute of a source. */
export async function storeCount(
  sql: Sql,
  { source, now }: { source: string; now: number },
  { lines, serverErrors, authFailures, withId }: LogCount,
): Promise<void> {
  await sql.run(
    `INSERT INTO log_rates (source, at, lines, server_errors, auth_failures, with_id) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, at) DO UPDATE SET lines = log_rates.lines + excluded.lines, server_errors = log_rates.server_errors + excluded.server_errors,
        auth_failures = log_rates.auth_failures + excluded.auth_failures, with_id = log_rates.with_id + excluded.with_id`,
    redactText(source).slice(0, 80),
    Math.floor(now / MINUTE) * MINUTE,
    lines,
    serverErrors,
    authFailures,
    withId,
  );
}
