import { createHmac } from 'node:crypto';
import { type LogLine, parseLogLine } from '../../parsers/log-line.ts';
import { leaksIn } from '../../redact/classify.ts';
import { createRedactor, type Redactor } from '../../redact/stream.ts';

/** Places kept of each kind, and different routes or sentences. */
const PLACES = 20;
const ROWS = 500;
/** Ids that are followed from log to log; more would fill the memory. */
const IDS = 100_000;

export interface Place {
  file: string;
  line: number;
}

/** One kind of leak. A fingerprint is the same for the same value within a run, and says nothing of it without the run's key. */
export interface LeakKind {
  kind: string;
  count: number;
  /** How many different values. */
  values: number;
  at: (Place & { fingerprint: string })[];
}

/** Something seen several times: a route, or a sentence. */
export interface Sign {
  what: string;
  count: number;
  /** The worst, ms, where it is about time. */
  worstMs?: number;
  at: Place[];
}

/** Lines about a request, and whether it can be followed from one log to the next. */
export interface Requests {
  lines: number;
  /** Lines among them that carry an id of their request, and the first places that carry none. */
  withId: number;
  without: Place[];
  /** Different ids in all lines, at most `IDS`, and how many of them stand in more than one log. */
  ids: number;
  inSeveral: number;
}

export interface LogScan {
  files: { name: string; lines: number; bytes: number }[];
  leaks: LeakKind[];
  coldStarts: Sign[];
  slow: Sign[];
  /** Routes that answered with 500 and above at least `REPEATED` times, and with 401 or 403. */
  failing: Sign[];
  refused: Sign[];
  vague: Sign[];
  requests: Requests;
  /** The time the logs reach over; null where no line says when it was. */
  span: { from: string; to: string; days: number } | null;
}

/** Answers slower than this are slow, ms; as often as this they are repeated. */
const SLOW_MS = 1_000;
const REPEATED = 3;

/** Counts what several logs hold. Nothing it gives can be turned back into what leaked. */
export function tally(key: Buffer): { file(name: string): { push(chunk: Buffer): void; end(): void }; result(): LogScan } {
  const leaks = new Map<string, LeakKind & { seen: Set<string> }>();
  const signs = {
    coldStarts: new Map<string, Sign>(),
    slow: new Map<string, Sign>(),
    failing: new Map<string, Sign>(),
    refused: new Map<string, Sign>(),
    vague: new Map<string, Sign>(),
  };
  const files: LogScan['files'] = [];
  const requests = { lines: 0, withId: 0, without: [] as Place[] };
  /** The log that each id was first seen in; null once it was seen in another. */
  const seenIn = new Map<string, string | null>();
  let [from, to] = [Infinity, -Infinity];

  function leaked(place: Place, kind: string, value: string): void {
    const fingerprint = createHmac('sha256', key).update(value).digest('hex').slice(0, 12);
    const row = leaks.get(kind) ?? { kind, count: 0, values: 0, at: [], seen: new Set() };
    leaks.set(kind, row);
    row.count += 1;
    row.seen.add(fingerprint);
    if (row.at.length < PLACES) row.at.push({ ...place, fingerprint });
  }

  function sign(table: Map<string, Sign>, what: string, place: Place, ms?: number): void {
    const row = table.get(what) ?? { what, count: 0, at: [] };
    if (row.count === 0 && table.size >= ROWS) return;
    table.set(what, row);
    row.count += 1;
    if (ms !== undefined) row.worstMs = Math.max(row.worstMs ?? 0, ms);
    if (row.at.length < PLACES) row.at.push(place);
  }

  function follow({ requestId, route, status }: LogLine, place: Place): void {
    if (route !== undefined || status !== undefined) {
      requests.lines += 1;
      if (requestId !== undefined) requests.withId += 1;
      else if (requests.without.length < PLACES) requests.without.push(place);
    }
    if (requestId === undefined) return;
    const first = seenIn.get(requestId);
    if (first === undefined && seenIn.size < IDS) seenIn.set(requestId, place.file);
    if (typeof first === 'string' && first !== place.file) seenIn.set(requestId, null);
  }

  /** `text` has been redacted: whatever is told of it may be told. */
  function read(text: string, place: Place): void {
    const line = parseLogLine(text);
    const route = line.route ?? 'a function';
    if (line.at !== undefined) [from, to] = [Math.min(from, line.at), Math.max(to, line.at)];
    if (line.coldMs !== undefined) sign(signs.coldStarts, route, place, line.coldMs);
    if (line.ms !== undefined && line.ms >= SLOW_MS) sign(signs.slow, route, place, line.ms);
    if (line.status !== undefined && line.status >= 500 && line.status < 600) sign(signs.failing, `${line.status} ${route}`, place);
    if (line.status === 401 || line.status === 403) sign(signs.refused, `${line.status} ${route}`, place);
    follow(line, place);
    if (line.vague !== undefined) sign(signs.vague, line.vague.slice(0, 120), place);
  }

  return {
    file(name) {
      const about = { name, lines: 0, bytes: 0 };
      files.push(about);
      let rest = '';
      const redactor: Redactor = createRedactor({
        onMasked: (masked) => {
          for (const { kind, value } of leaksIn(masked)) leaked({ file: name, line: masked.line }, kind, value);
        },
      });
      const lines = (text: string, last: boolean): void => {
        const parts = (rest + text).split('\n');
        rest = last ? '' : (parts.pop() ?? '');
        if (last && parts.at(-1) === '') parts.pop();
        for (const part of parts) read(part, { file: name, line: (about.lines += 1) });
      };
      const decoder = new TextDecoder();
      return {
        push(chunk) {
          about.bytes += chunk.length;
          lines(decoder.decode(redactor.push(chunk), { stream: true }), false);
        },
        end: () => lines(decoder.decode(redactor.end()), true),
      };
    },
    result() {
      const most = <T extends { count: number }>(rows: Iterable<T>): T[] => [...rows].sort((a, b) => b.count - a.count);
      const often = (rows: Map<string, Sign>): Sign[] => most(rows.values()).filter(({ count }) => count >= REPEATED);
      return {
        files,
        leaks: most(leaks.values()).map(({ seen, ...row }) => ({ ...row, values: seen.size })),
        coldStarts: most(signs.coldStarts.values()),
        slow: most(signs.slow.values()),
        failing: often(signs.failing),
        refused: often(signs.refused),
        vague: most(signs.vague.values()),
        requests: { ...requests, ids: seenIn.size, inSeveral: [...seenIn.values()].filter((log) => log === null).length },
        span:
          to < from
            ? null
            : { from: new Date(from).toISOString(), to: new Date(to).toISOString(), days: Math.round((to - from) / 8_640_000) / 10 },
      };
    },
  };
}
