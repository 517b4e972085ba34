import type { Fate, Flight } from './sender.ts';
import { blockInterval, type Estimate, estimateQuantile, estimateShare, quantile } from './statistics.ts';

/** One arrival: when it was meant to be sent, and how it went. */
export interface Sample {
  intendedAt: number;
  flight: Flight;
}

/** A number of ms with its interval at 95 %; null stands for "longer than any answer we waited for". */
export interface Span {
  ms: number | null;
  low: number | null;
  high: number | null;
}

/** A route as a stream of independent visitors met it. Times run from the moment a visitor wanted the answer to its last byte. */
export interface Measured {
  requests: number;
  p50: Span;
  p95: Span;
  p99: Span;
  /** The same p95 from the moment the request was written: what the server alone took. */
  serverP95: number | null;
  firstByteP50: number | null;
  /** Opening a connection, median; not part of the times above. */
  connectP50: number | null;
  /** The first request of the run, which may have met a cold start; not part of the times above. */
  firstMs: number | null;
  /** How late this process sent, p95. */
  lagP95: number;
  fates: Record<Fate, number>;
  errors: { share: number; low: number; high: number };
  /** Largest answer as transferred, bytes. */
  bytes: number;
  /** Why these numbers must not be used; nothing where they may. */
  void?: string;
  /** 101 quantiles, 0 to 100 %, for a later comparison. */
  quantiles: (number | null)[];
}

/** The two clocks may differ by this share of p95, or by so many ms: below that, no line of a profile moves. */
const CLOCKS = { share: 0.05, ms: 5 } as const;
/** The client may send this late at p95: so many ms, or this share of p95 for slow routes. */
const LAG = { share: 0.05, ms: 10 } as const;
/** Neighbours drawn again together. */
const BLOCK = 20;
/** So many answers of another kind leave nothing to measure. */
const OTHER_KIND = 0.05;

/** What the samples of one run say. Pure but for `random`. */
export function summarise(samples: readonly Sample[], { random, first }: { random: () => number; first?: Flight }): Measured {
  const fates: Measured['fates'] = { ok: 0, moved: 0, refused: 0, limited: 0, error: 0, timeout: 0 };
  for (const { flight } of samples) fates[flight.fate] += 1;
  const counted = samples.filter(({ flight }) => flight.fate === 'ok' || flight.fate === 'error' || flight.fate === 'timeout');
  // Timers may wake us a fraction of a millisecond early; nobody waits less than the server takes.
  const felt = counted.map(({ intendedAt, flight }) =>
    lasting(flight, flight.endedAt - Math.min(intendedAt + flight.connectMs, flight.wroteAt)),
  );
  const served = Float64Array.from(counted, ({ flight }) => lasting(flight, flight.endedAt - flight.wroteAt)).sort();
  const lag = Float64Array.from(samples, ({ intendedAt, flight }) => flight.wroteAt - flight.connectMs - intendedAt).sort();
  const sorted = Float64Array.from(felt).sort();
  const estimates = [0.5, 0.95, 0.99].map((share) => estimate(sorted, felt, { share, random }));
  const [p50, p95, p99] = estimates.map(spanOf) as [Span, Span, Span]; // as: three went in
  const opened = samples
    .map(({ flight }) => flight.connectMs)
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  const firstBytes = counted.flatMap(({ flight }) => (flight.firstByteAt === null ? [] : [flight.firstByteAt - flight.wroteAt]));
  const failed = fates.error + fates.timeout;
  const share = estimateShare(failed, counted.length);
  const measured: Measured = {
    requests: samples.length,
    p50,
    p95,
    p99,
    serverP95: finite(quantile(served, 0.95)),
    firstByteP50: finite(
      quantile(
        firstBytes.sort((a, b) => a - b),
        0.5,
      ),
    ),
    connectP50: finite(quantile(opened, 0.5)),
    firstMs: first?.fate === 'ok' ? finite(first.endedAt - first.wroteAt) : null,
    lagP95: rounded(Math.max(0, quantile(lag, 0.95) || 0)),
    fates,
    errors: { share: counted.length === 0 ? 0 : share.value, low: share.low, high: share.high },
    bytes: Math.max(0, ...samples.map(({ flight }) => flight.bytes)),
    quantiles: Array.from({ length: 101 }, (_, i) => finite(quantile(sorted, i / 100))),
  };
  const why = unusable(measured, samples);
  return why === undefined ? measured : { ...measured, void: why };
}

/** Why a run says nothing of the app: it met something else than the route, or it measured this machine. */
function unusable(measured: Measured, samples: readonly Sample[]): string | undefined {
  const { requests, fates, p95, serverP95, lagP95 } = measured;
  if (requests === 0) return 'Nothing was sent.';
  const most = requests * OTHER_KIND;
  if (fates.limited > most) return `The rate limit answered ${fates.limited} of ${requests} requests; send fewer per second.`;
  if (fates.refused > most) return `${fates.refused} of ${requests} answers say "log in first"; tell \`perf.login\` how.`;
  if (fates.moved > most) {
    const to = samples.find(({ flight }) => flight.location !== undefined)?.flight.location ?? 'elsewhere';
    return `The route only points to ${to}; measure that address.`;
  }
  const felt = p95.ms;
  if (felt === null || serverP95 === null) return undefined; // so many failures decide by themselves
  if (lagP95 > Math.max(LAG.ms, felt * LAG.share)) return `This machine sent ${lagP95} ms late; it was too busy to measure.`;
  const apart = Math.abs(felt - serverP95);
  if (apart > Math.max(CLOCKS.ms, felt * CLOCKS.share))
    return `Waiting here adds ${rounded(apart)} ms to a p95 of ${rounded(serverP95)} ms; this machine was too busy to measure.`;
  return undefined;
}

/** Both ways to an interval, and the wider counts: ranks for small runs, blocks for bursts. */
function estimate(sorted: Float64Array, inOrder: readonly number[], { share, random }: { share: number; random: () => number }): Estimate {
  const ranks = estimateQuantile(sorted, share);
  if (inOrder.length < BLOCK * 10) return ranks;
  const blocks = blockInterval(inOrder, { share, block: BLOCK, random });
  return { value: ranks.value, low: Math.min(ranks.low, blocks.low), high: Math.max(ranks.high, blocks.high) };
}

function lasting(flight: Flight, ms: number): number {
  return flight.fate === 'ok' ? ms : Number.POSITIVE_INFINITY;
}

function spanOf({ value, low, high }: Estimate): Span {
  return { ms: finite(value), low: finite(low), high: finite(high) };
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? rounded(ms) : null;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
