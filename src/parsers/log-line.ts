import { requestIdIn, requestIdInText } from './request-id.ts';

/** What a line of a log tells of a request or of a function. Everything is optional: logs are what they are. */
export interface LogLine {
  /** ms since 1970. */
  at?: number;
  status?: number;
  ms?: number;
  /** Path without query; numbers and ids are `:id`, so that requests of one kind are counted together. */
  route?: string;
  /** How long a new instance took to start, ms; 0 where the line only says that it was one. */
  coldMs?: number;
  /** The sentence, where it hides what went wrong. */
  vague?: string;
  /** The id by which the request is found in other logs. */
  requestId?: string;
}

const LONGEST = 16_384;
const REPORT = /^REPORT RequestId: \S{1,64}\s{1,8}Duration: ([\d.]{1,16}) ms(?:[^]{0,200}?Init Duration: ([\d.]{1,16}) ms)?/;
const REQUEST =
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/[^\s"]{0,2048})(?: HTTP\/[\d.]{1,4})?"? (\d{3})\b(?:[^]{0,200}?\b(\d{1,9}(?:\.\d{1,6})?) ?ms\b)?/;
const STATUS = /(?:^|\s)status=(\d{3})(?=\s|$)/;
const PATH = /(?:^|\s)(?:path|url|uri)="?(\/[^\s"]{0,2048})/;
const TOOK = /(?:^|\s)(?:service|duration|duration_ms|latency)=(\d{1,9}(?:\.\d{1,6})?)(?:ms)?(?=\s|$)/;
const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/;
const COLD = /\bcold[ _-]?start(?:ed|s)?\b(?:[^]{0,40}?\b(\d{1,9}(?:\.\d{1,6})?) ?ms\b)?/i;
/** Sentences that say that something failed and not what. */
const VAGUE =
  /^(?:error:?\s{0,4})?(?:(?:oops|sorry|ups)\W{0,4})?(?:something (?:has )?(?:went|gone) wrong|an? (?:unknown |unexpected )?error (?:has )?occurr?ed|unknown error|unexpected error|internal (?:server )?error|request failed|failed|error)[.!…]{0,4}$/i;

/** True for a sentence that says that something failed and not what. */
export function isVague(text: string): boolean {
  return VAGUE.test(text);
}

/** Reads one line: JSON as pino, winston, Vercel and others write it, AWS Lambda's REPORT, access logs, and plain text. Never throws. */
export function parseLogLine(line: string): LogLine {
  if (line.length > LONGEST) return {};
  if (line.startsWith('{')) {
    const json = parseObject(line);
    if (json !== undefined) return fromJson(json);
  }
  const report = REPORT.exec(line);
  const requestId = requestIdInText(line);
  if (report) return tidy({ ms: Number(report[1]), coldMs: report[2] === undefined ? undefined : Number(report[2]), requestId });
  const request = REQUEST.exec(line) ?? logfmt(line);
  const time = ISO.exec(line)?.[0];
  const cold = COLD.exec(line);
  const said = line.replace(/^[^]{0,60}?\b(?:ERROR|FATAL|error)\b\W{0,4}/, '').trim();
  return tidy({
    at: time === undefined ? undefined : timeOf(time.replace(',', '.').replace(' ', 'T')),
    route: request?.[1] === undefined ? undefined : routeOf(request[1]),
    status: request ? Number(request[2]) : undefined,
    ms: request?.[3] === undefined ? undefined : Number(request[3]),
    coldMs: cold ? Number(cold[1] ?? 0) : undefined,
    vague: isVague(said) ? said : undefined,
    requestId,
  });
}

/** `path=/x status=200 service=12ms` as Heroku and Rails write it, in the order of `REQUEST`. */
function logfmt(line: string): readonly (string | undefined)[] | null {
  const status = STATUS.exec(line)?.[1];
  return status === undefined ? null : ['', PATH.exec(line)?.[1], status, TOOK.exec(line)?.[1]];
}

function fromJson(json: Record<string, unknown>): LogLine {
  const req = objectAt(json, 'req', 'request', 'proxy', 'http');
  const res = objectAt(json, 'res', 'response', 'proxy', 'http');
  const url = [json['url'], json['path'], json['route'], req['url'], req['path'], json['ClientRequestPath'], json['ClientRequestURI']].find(
    (each) => typeof each === 'string',
  );
  const message = [json['msg'], json['message']].find((each) => typeof each === 'string');
  const explained = ['err', 'error', 'stack', 'cause', 'exception', 'reason'].some(
    (key) => json[key] !== undefined && json[key] !== message,
  );
  const cold = json['coldStart'] ?? json['cold_start'];
  const init = number(json['initDurationMs'], json['init_duration_ms'], json['initDuration']);
  return tidy({
    at: timeOf(json['time'] ?? json['timestamp'] ?? json['ts'] ?? json['@timestamp']),
    status: number(json['statusCode'], json['status'], json['status_code'], res['statusCode'], res['status'], json['EdgeResponseStatus']),
    ms: number(json['responseTime'], json['durationMs'], json['duration_ms'], json['duration'], json['latency_ms'], json['elapsed']),
    route: url === undefined ? undefined : routeOf(url),
    coldMs: cold === true || init !== undefined ? (init ?? 0) : undefined,
    vague: message !== undefined && !explained && isVague(message.trim()) ? message.trim() : undefined,
    requestId: requestIdIn(json),
  });
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined; // as: just looked
  } catch {
    return undefined;
  }
}

function objectAt(json: Record<string, unknown>, ...keys: readonly string[]): Record<string, unknown> {
  const held = keys.map((key) => json[key]).find((each) => typeof each === 'object' && each !== null);
  return (held ?? {}) as Record<string, unknown>; // as: just looked; an array has none of the keys
}

function number(...values: readonly unknown[]): number | undefined {
  const found = values.find(
    (each) => (typeof each === 'number' && Number.isFinite(each)) || (typeof each === 'string' && /^\d{1,9}(\.\d+)?$/.test(each)),
  );
  return found === undefined ? undefined : Number(found);
}

function timeOf(time: unknown): number | undefined {
  const ms = typeof time === 'number' ? (time < 1e11 ? time * 1000 : time) : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isFinite(ms) && ms > 0 && ms < 8e15 ? ms : undefined;
}

function routeOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]{0,255}/, '').replace(/[?#][^]*$/, '');
  return path
    .slice(0, 200)
    .split('/')
    .map((part) => (/^\d+$|^[0-9a-f-]{16}[0-9a-f-]*$/i.test(part) ? ':id' : part))
    .join('/');
}

function tidy(line: { [K in keyof LogLine]: LogLine[K] | undefined }): LogLine {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined));
}
