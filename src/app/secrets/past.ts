import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EXPOSURES, type FoundSecret } from '../../core/secret.ts';
import { SEVERITIES } from '../../core/vocabulary.ts';
import type { Accepted } from '../../redact/find/sieve.ts';
import type { KnownValue } from '../../redact/find/known-values.ts';
import type { Workspace } from '../workspace.ts';
import type { Looked } from './look.ts';

/** What the thread is asked. */
export interface PastAsked {
  workspace: Pick<Workspace, 'root' | 'state'>;
  salt: string;
  now: Date;
  known: readonly KnownValue[];
}

/** What the thread says: how far it is, or all that it found. */
export type PastSaid = { is: 'progress'; text: string } | { is: 'done'; found: FoundSecret[]; accepted: Accepted[]; looked: Looked };

const MAIN = join(import.meta.dirname, `past-main${extname(import.meta.filename)}`);
/** Places of one secret, as in every other source. */
const PLACES = 20;

/**
 * Looks for secrets in a whole history, in a thread of its own: what git sends makes V8 clean up all the time, and with little young memory
 * beside few old objects that costs half. Rejects with what `signal` was aborted with.
 */
export async function lookAtPast(
  asked: PastAsked,
  signal: AbortSignal,
  progress: (text: string) => void,
): Promise<Omit<PastSaid & { is: 'done' }, 'is'>> {
  signal.throwIfAborted();
  const worker = new Worker(MAIN, { workerData: asked, resourceLimits: { maxYoungGenerationSizeMb: 3 } });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }); // as: runs are aborted with errors
      worker.on('message', (said: PastSaid) => (said.is === 'progress' ? progress(said.text) : resolve(said)));
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread that reads the history ended early')));
    });
  } finally {
    await worker.terminate();
  }
}

/** Secrets of several looks as one list: the same one is one, with the places of all and the worst of its severities. Pure. */
export function mergeFound(...looks: readonly (readonly FoundSecret[])[]): FoundSecret[] {
  const merged = [...Map.groupBy(looks.flat(), ({ id }) => id).values()].map((same) => {
    const worst = same.toSorted(byWorst)[0]!; // groupBy makes no empty groups
    const places = new Map(
      same.flatMap((each) => each.places).map((place) => [[place.exposure, place.at, place.via, place.line].join('\0'), place]),
    );
    const all = [...places.values()].toSorted(
      (a, b) => EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure) || (a.at < b.at ? -1 : 1),
    );
    const more = same.reduce((sum, each) => sum + each.more, Math.max(0, all.length - PLACES));
    return { ...worst, says: [...new Set(same.flatMap(({ says }) => says))], places: all.slice(0, PLACES), more };
  });
  return merged.toSorted(byWorst);
}

function byWorst(a: FoundSecret, b: FoundSecret): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  const exposure = EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure);
  return severity || exposure || (`${a.kind} ${a.places[0]?.at}` < `${b.kind} ${b.places[0]?.at}` ? -1 : 1);
}
