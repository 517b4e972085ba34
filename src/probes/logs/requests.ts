import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { type LogLine, parseLogLine } from '../../parsers/log-line.ts';
import { createRedactor } from '../../redact/stream.ts';
import { openFile } from '../repo/open-file.ts';

/** Of a longer log the end is read: what happened last counts. */
const BYTES = 256 * 1024 * 1024;
/** Routes told apart while reading, and kept. */
const ROUTES = 1_000;
const KEPT = 100;
/** Times are counted in steps of 4 %, so that memory does not grow with the log. */
const STEP = Math.log(1.04);

const count = z.int().nonnegative();
const route = z.object({
  route: z.string(),
  requests: count,
  /** Answers with 500 and above. */
  failed: count,
  /** How many lines tell a time, and their p95 and worst in ms, both within 4 %. */
  timed: count,
  p95: z.number().nullable(),
  worst: z.number().nullable(),
});

const sees = z.object({
  lines: count,
  bytes: count,
  requests: count,
  failed: count,
  /** ISO times of the first and the last line that tells one. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** The most asked first, then the rest that failed. */
  routes: z.array(route),
  /** True where only the end of the log was read. */
  truncated: z.boolean(),
});
type Seen = z.output<typeof sees>;

/** What a log of production tells of requests: how many failed and how long they took, by route. Secrets are masked before a line is read. */
export const logRequests = defineProbe({
  id: 'logs/requests',
  on: 'log',
  touch: 'passive',
  asks: 'the log for failed and slow requests',
  deadline: 60_000,
  sees,
  async collect({ name, root, path }, io): Promise<Seen> {
    using file = openFile(root, path);
    if (!file) throw new ProbeError('log-unreadable', `${name} is no plain file that can be read.`);
    const counting = counter();
    const redactor = createRedactor();
    const decoder = new TextDecoder();
    let rest = '';
    const take = (bytes: Buffer, last: boolean): void => {
      const lines = (rest + decoder.decode(bytes, { stream: !last })).split('\n');
      rest = last ? '' : (lines.pop() ?? '');
      for (const line of lines) counting.line(line);
    };
    const start = Math.max(0, file.size - BYTES);
    // `end`: a log that grows while it is read has no end of its own.
    const range = { fd: file.fd, autoClose: false, start, end: start + BYTES - 1 };
    const stream = createReadStream('', { ...range, signal: io.signal, highWaterMark: 256 * 1024 });
    for await (const chunk of stream) take(redactor.push(chunk as Buffer), false); // as: no encoding was asked for
    take(redactor.end(), true);
    return { ...counting.result(), bytes: Math.min(file.size, BYTES), truncated: start > 0 };
  },
});

interface Row {
  requests: number;
  failed: number;
  timed: number;
  worst: number;
  /** Requests by step of time. */
  steps: Map<number, number>;
}

/** Counts lines as they come; nothing of a line is kept but its route. */
export function counter(): { line(text: string): void; result(): Omit<Seen, 'bytes' | 'truncated'> } {
  const rows = new Map<string, Row>();
  let [lines, requests, failed, from, to] = [0, 0, 0, Infinity, -Infinity];

  function add({ status, ms, route: where = 'a function' }: LogLine): void {
    requests += 1;
    const bad = status !== undefined && status >= 500 && status < 600;
    if (bad) failed += 1;
    const row = rows.get(where) ?? { requests: 0, failed: 0, timed: 0, worst: 0, steps: new Map() };
    if (row.requests === 0 && rows.size >= ROUTES) return;
    rows.set(where, row);
    row.requests += 1;
    if (bad) row.failed += 1;
    if (ms === undefined) return;
    row.timed += 1;
    row.worst = Math.max(row.worst, ms);
    const step = Math.ceil(Math.log(Math.max(1, ms)) / STEP);
    row.steps.set(step, (row.steps.get(step) ?? 0) + 1);
  }

  return {
    line(text) {
      if (text === '') return;
      lines += 1;
      const line = parseLogLine(text);
      if (line.at !== undefined) [from, to] = [Math.min(from, line.at), Math.max(to, line.at)];
      if (line.status !== undefined || (line.ms !== undefined && line.route !== undefined)) add(line);
    },
    result() {
      const routes = [...rows].map(([where, { steps, worst, ...row }]) => ({
        route: where,
        ...row,
        p95: row.timed === 0 ? null : Math.min(worst, p95Of(steps, row.timed)),
        worst: row.timed === 0 ? null : worst,
      }));
      const order = routes.toSorted((a, b) => b.requests - a.requests || (a.route < b.route ? -1 : 1));
      return {
        lines,
        requests,
        failed,
        from: to < from ? null : new Date(from).toISOString(),
        to: to < from ? null : new Date(to).toISOString(),
        routes: [...order.slice(0, KEPT), ...order.slice(KEPT).filter((each) => each.failed > 0)].slice(0, 2 * KEPT),
      };
    },
  };
}

/** The upper end of the step that the 95th of a hundred requests lies in, ms. */
function p95Of(steps: ReadonlyMap<number, number>, timed: number): number {
  let left = Math.ceil(0.95 * timed);
  for (const [step, many] of [...steps].toSorted(([a], [b]) => a - b)) {
    left -= many;
    if (left <= 0) return Math.round(Math.exp(step * STEP));
  }
  return 0;
}
