import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Times something ended until memory is given back. */
const EVERY = 4;

/**
 * Keeps a long run in little memory, for a tenth more CPU: V8 lets a heap grow to several times of what is in use before it looks for
 * what is not. Returns what is to be called whenever a piece of the work has ended.
 */
export function keepHeapSmall(): () => void {
  const collect = smallCollector();
  let ended = 0;
  return () => {
    ended += 1;
    if (ended % EVERY === 0) collect();
  };
}

/** Large buffers, and how many bytes of them are taken until those that were let go are given back. */
const LARGE = { each: 2 * 1024 * 1024, all: 8 * 1024 * 1024 } as const;

/**
 * Gives back the memory of large files that were let go, which V8 leaves lying until there is far more of it: buffers count little in its
 * heap. What is returned is told of each buffer, and costs nothing while none is large.
 */
export function giveBuffersBack(): (bytes: number) => void {
  let collect: (() => void) | undefined;
  let taken = 0;
  return (bytes) => {
    if (bytes < LARGE.each) return;
    taken += bytes;
    if (taken < LARGE.all) return;
    taken = 0;
    collect ??= smallCollector();
    collect();
  };
}

function smallCollector(): () => void {
  for (const flag of ['--expose-gc', '--max-semi-space-size=4', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
  return runInNewContext('gc') as () => void; // as: what --expose-gc gives
}
