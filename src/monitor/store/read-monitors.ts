import { addTo, decodeSketch, encodeSketch, mergeInto, quantile, type Sketch } from '../sketch.ts';
import { shown } from '../state.ts';
import type { Bar, Cause, Monitor, MonitorState, Outcome, Sample, Time, Watched } from '../types.ts';
import type { Sql } from './sql.ts';
import type { Span } from './store.ts';

/** One row of the table of monitors. */
export interface MonitorRow {
  n: number;
  id: string;
  spec: string;
  state: string;
  last: string | null;
  next_at: number;
  wanted: number;
}

/** A row as pages show it. */
export function readWatched(row: MonitorRow, now: Time = Date.now()): Watched {
  const state = JSON.parse(row.state) as MonitorState; // as: ours
  return {
    monitor: JSON.parse(row.spec) as Monitor,
    state,
    shown: shown(state, now),
    last: row.last === null ? null : (JSON.parse(row.last) as Sample),
    nextAt: row.next_at,
  };
}

const OUTCOMES = ['ok', 'fail', 'unknown'] as const satisfies readonly Outcome[];
/** Added to the number of an outcome that was slow. */
const SLOW = 4;
/** Times of a sample are kept in tenths of a millisecond: small integers take a byte or two. */
const TENTHS = 10;

interface SampleRow {
  at: number;
  outcome: number;
  status: number | null;
  dns: number | null;
  tcp: number | null;
  tls: number | null;
  ttfb: number | null;
  total: number;
  cert: number | null;
  code: string | null;
}

export async function insertSample(sql: Sql, monitor: number, sample: Sample): Promise<void> {
  const tenths = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * TENTHS));
  await sql.run(
    `INSERT INTO samples (monitor, at, outcome, status, dns, tcp, tls, ttfb, total, cert, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (monitor, at) DO NOTHING`,
    monitor,
    sample.at,
    OUTCOMES.indexOf(sample.outcome) + (sample.slow ? SLOW : 0),
    sample.status,
    tenths(sample.dnsMs),
    tenths(sample.tcpMs),
    tenths(sample.tlsMs),
    tenths(sample.ttfbMs),
    Math.round(sample.totalMs * TENTHS),
    sample.certDays,
    sample.cause === null ? null : `${sample.cause} ${sample.code ?? ''}`.trim(),
  );
}

export async function readSamples(sql: Pick<Sql, 'all' | 'get'>, monitor: string, { from, to }: Span): Promise<Sample[]> {
  const row = await sql.get<{ n: number }>('SELECT n FROM monitors WHERE id = ?', monitor);
  if (!row) return [];
  const rows = await sql.all<SampleRow>('SELECT * FROM samples WHERE monitor = ? AND at >= ? AND at < ? ORDER BY at', row.n, from, to);
  return rows.map((each) => sampleOf(monitor, each));
}

function sampleOf(monitor: string, row: SampleRow): Sample {
  const ms = (tenths: number | null): number | null => (tenths === null ? null : tenths / TENTHS);
  const [cause = null, code = null] = row.code?.split(' ') ?? [];
  return {
    monitor,
    at: row.at,
    outcome: OUTCOMES[row.outcome % SLOW] ?? 'unknown',
    slow: row.outcome >= SLOW,
    status: row.status,
    dnsMs: ms(row.dns),
    tcpMs: ms(row.tcp),
    tlsMs: ms(row.tls),
    ttfbMs: ms(row.ttfb),
    totalMs: row.total / TENTHS,
    certDays: row.cert,
    cause: cause as Cause | null,
    code,
    says: null,
    address: null,
  };
}

export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Counts of one monitor over one step of time. */
export interface Counted {
  looks: number;
  ok: number;
  fail: number;
  unknown: number;
  sketch: Sketch;
}

/** Counts of raw samples. */
export function countSamples(samples: readonly Pick<Sample, 'outcome' | 'totalMs'>[]): Counted {
  const counted: Counted = { looks: samples.length, ok: 0, fail: 0, unknown: 0, sketch: new Map() };
  for (const { outcome, totalMs } of samples) {
    counted[outcome] += 1;
    if (outcome === 'ok' && totalMs > 0) addTo(counted.sketch, totalMs); // 0: its time is void
  }
  return counted;
}

interface BarRow extends Omit<Counted, 'sketch'> {
  at: number;
  sketch: Uint8Array;
}

/** Writes the counts of a closed hour or day down. Written twice they are the same. */
export async function putBar(
  sql: Sql,
  { monitor, step, at, counted }: { monitor: number; step: number; at: Time; counted: Counted },
): Promise<void> {
  const { looks, ok, fail, unknown } = counted;
  await sql.run(
    `INSERT INTO bars (monitor, step, at, looks, ok, fail, unknown, sketch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (monitor, step, at) DO UPDATE SET looks = excluded.looks, ok = excluded.ok, fail = excluded.fail, unknown = excluded.unknown,
        sketch = excluded.sketch`,
    monitor,
    step,
    at,
    looks,
    ok,
    fail,
    unknown,
    encodeSketch(counted.sketch),
  );
}

/** Counts by time, from what is rolled up and, past that, from raw samples. */
export async function countsBy(
  sql: Pick<Sql, 'all' | 'get'>,
  n: number,
  { from, to, step }: Span & { step: number },
): Promise<Map<Time, Counted>> {
  const counts = new Map<Time, Counted>();
  const take = (at: Time, more: Counted): void => {
    const slot = Math.floor(at / step) * step;
    const known = counts.get(slot);
    if (!known) return void counts.set(slot, { ...more, sketch: new Map(more.sketch) });
    for (const key of ['looks', 'ok', 'fail', 'unknown'] as const) known[key] += more[key];
    mergeInto(known.sketch, more.sketch);
  };
  let reached = Math.floor(from / step) * step;
  for (const each of [DAY, HOUR]) {
    if (each > step) continue;
    const rows = await sql.all<BarRow>(
      'SELECT * FROM bars WHERE monitor = ? AND step = ? AND at >= ? AND at < ? ORDER BY at',
      n,
      each,
      reached,
      to,
    );
    for (const row of rows) {
      const { looks, ok, fail, unknown } = row;
      take(row.at, { looks, ok, fail, unknown, sketch: decodeSketch(row.sketch) });
      reached = row.at + each;
    }
  }
  const raw = await sql.all<SampleRow>('SELECT * FROM samples WHERE monitor = ? AND at >= ? AND at < ? ORDER BY at', n, reached, to);
  for (const row of raw) take(row.at, countSamples([sampleOf('', row)]));
  return counts;
}

/** Bars with the gaps filled, oldest first. */
export async function readBars(sql: Pick<Sql, 'all' | 'get'>, id: string, { from, to, step }: Span & { step: number }): Promise<Bar[]> {
  const row = await sql.get<MonitorRow>('SELECT * FROM monitors WHERE id = ?', id);
  if (!row) return [];
  const { intervalMs } = JSON.parse(row.spec) as Monitor; // as: ours
  const counts = await countsBy(sql, row.n, { from, to, step });
  const bars: Bar[] = [];
  for (let at = Math.floor(from / step) * step; at < to; at += step) {
    const { sketch, ...numbers } = counts.get(at) ?? { looks: 0, ok: 0, fail: 0, unknown: 0, sketch: new Map<number, number>() };
    const expected = Math.round(Math.min(step, Math.max(0, to - at)) / intervalMs);
    bars.push({ at, stepMs: step, ...numbers, expected, p50Ms: quantile(sketch, 0.5), p95Ms: quantile(sketch, 0.95) });
  }
  return bars;
}
