import { setTimeout as wait } from 'node:timers/promises';
import type { HealthConfig } from '../core/config-deploy.ts';
import type { Io } from '../core/io.ts';
import { request } from '../probes/net/http-client.ts';
import { pointed } from './pointer.ts';

/** One answer of the health route. `release` is null where it names none, `status` where nobody answered. */
export interface Sample {
  atMs: number;
  ms: number;
  status: number | null;
  release: string | null;
}

/** What the gate saw, and why it opened or stayed shut. */
export interface Gated {
  passed: boolean;
  says: string;
  seconds: number;
  samples: Sample[];
}

/** Samples kept in the record; the last ones decide. */
const KEPT = 20;

/**
 * Waits until the health route has named the wanted release so many times in a row. An answer of 200 from another release, from a cache,
 * or without an id does not count, and neither does silence: missing data is a failure. With `well` false any status will do, as when a
 * release is put back that was ill before.
 */
export async function awaitRelease(io: Io, health: HealthConfig, wanted: string, well = true): Promise<Gated> {
  const started = performance.now();
  const since = (): number => Math.round(performance.now() - started);
  const samples: Sample[] = [];
  let row = 0;
  const told = (passed: boolean, says: string): Gated => ({ passed, says, seconds: since() / 1_000, samples: samples.slice(-KEPT) });
  for (;;) {
    const sample = await ask(io, health, since());
    samples.push(sample);
    row = isGood(sample, wanted, well) ? row + 1 : 0;
    if (row >= health.passes)
      return told(
        true,
        `${health.passes} answers in a row name ${wanted}${isWell(sample) ? '' : `, though the last was ${sample.status}`}.`,
      );
    const left = health.deadline_seconds * 1_000 - since();
    if (left <= health.interval_ms) return told(false, complaint(sample, wanted));
    await wait(health.interval_ms, undefined, { signal: io.signal });
  }
}

/** Asks once which release serves. */
export async function servingRelease(io: Io, health: HealthConfig): Promise<Sample> {
  return ask(io, health, 0);
}

async function ask(io: Io, health: HealthConfig, atMs: number): Promise<Sample> {
  const answer = await request(io, {
    url: health.url,
    headers: { Accept: 'application/json, */*;q=0.5', 'Cache-Control': 'no-cache' },
    trusted: health.url.startsWith('https:'),
    limits: { ms: 5_000, bodyBytes: 64 * 1024 },
  });
  if (answer.is === 'silence') return { atMs, ms: answer.ms, status: null, release: null };
  const release = releaseIn({ headers: answer.headers, text: answer.body.bytes.toString('utf8') }, health.release);
  return { atMs, ms: answer.totalMs, status: answer.status, release };
}

function isGood(sample: Sample, wanted: string, well: boolean): boolean {
  return sample.release === wanted && (!well || isWell(sample));
}

function isWell({ status }: Sample): boolean {
  return status !== null && status >= 200 && status < 300;
}

function complaint(sample: Sample, wanted: string): string {
  const { status, release } = sample;
  if (status === null) return `The health route does not answer, so ${wanted} has not proven itself.`;
  if (!isWell(sample)) return `The health route answers ${status}.`;
  if (release === null) return `The health route answers ${status} without a release id, so anybody may have answered.`;
  return `The health route is answered by release ${release}, not by ${wanted}.`;
}

/** The release id in an answer: by `header:Name`, or by a JSON pointer into the body. */
export function releaseIn(answer: { headers: readonly (readonly [string, string])[]; text: string }, where: string): string | null {
  if (where.startsWith('header:')) {
    const name = where.slice('header:'.length).toLowerCase();
    return answer.headers.find(([each]) => each === name)?.[1] ?? null;
  }
  const found = pointed(answer.text, where);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
}
