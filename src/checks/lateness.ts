import type { Saw } from '../core/check.ts';
import type { latencySamples } from '../probes/latency/samples.ts';

type Latency = Saw<{ latency: typeof latencySamples }>['latency'];

/** True for statuses whose time says nothing of the route: it failed, or turned the audit away. */
function untold(status: number): boolean {
  return status === 429 || status >= 500;
}

/** First-byte times of the samples that count, ms, ascending; undefined when none counts. */
export function timesOf({ samples }: Latency): number[] | undefined {
  const times = samples.filter(({ status }) => !untold(status)).map(({ firstByteMs }) => firstByteMs);
  return times.length === 0 ? undefined : times.sort((a, b) => a - b);
}

/** Why the samples cannot be judged, for people. */
export function untimed({ samples }: Latency): string {
  const bad = [...new Set(samples.filter(({ status }) => untold(status)).map(({ status }) => status))];
  return bad.length === 0
    ? `Only ${samples.length} requests were answered in time.`
    : `Too many requests were answered with ${bad.join(' or ')}.`;
}

/** The nearest-rank percentile of ascending values: an observed value, never an average of two. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

/**
 * How late a time is. `network`: over the target only because of the way between here and the server, which opening a connection
 * measures; customers nearby do not see that.
 */
export function lateness(
  ms: number,
  { connectMs, targetMs, failureMs }: { connectMs: number; targetMs: number; failureMs: number },
): 'in-time' | 'network' | 'late' | 'too-late' {
  if (ms <= targetMs) return 'in-time';
  const share = ms - connectMs;
  if (share <= targetMs) return 'network';
  return share > failureMs ? 'too-late' : 'late';
}

/** Examples' evidence: the given first-byte times, all with one status. */
export function sampleLatency(times: readonly number[], { connectMs = 8, status = 200 } = {}): Latency {
  return { url: 'https://acme.com/', connectMs, samples: times.map((firstByteMs) => ({ firstByteMs, totalMs: firstByteMs + 4, status })) };
}
