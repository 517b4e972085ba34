import { fromTheTop, quantile } from './statistics.ts';

/** One block of the comparison: what both sides took side by side, ms; failures are infinite. */
export interface Block {
  old: readonly number[];
  new: readonly number[];
}

/** Pairs per block, and the samples per side at which the comparison looks and may end. */
export const PAIRS_PER_BLOCK = 20;
export const LOOKS = [200, 400, 800, 1600, 3200] as const;

/** A release may be this much slower; and a difference of fewer ms than `floorMs` hurts nobody, whatever the ratio. */
export interface Tolerance {
  ratio: number;
  floorMs: number;
  /** Routes compared in the same run; early ends become as much rarer. */
  routes: number;
}
export const TOLERANCE = { ratio: 1.2, floorMs: 10, routes: 1 } as const satisfies Tolerance;

/** What one look saw: p95 of both sides, their ratio, and the interval of the ratio at the early bounds. */
export interface Look {
  perSide: number;
  oldP95: number;
  newP95: number;
  ratio: number;
  low: number;
  high: number;
  is: 'pass' | 'fail' | 'go-on';
}

/** What may be made of the last look where none decided earlier: the ratio must be over the line and surely over 1.05. */
const LAST_LOW = 1.05;
/** Over the line by 5 % and surely over 1.1: no need to look further. */
const EARLY_OVER = 1.05;
const EARLY_LOW = 1.1;
const DRAWS = 2_000;

/**
 * Looks at what was measured so far, old and new side by side. Ends early when it is sure; at the `last` look it fails a release that is
 * over the line and surely slower, and passes all others. Whole blocks are drawn again for the interval, so that bursts that hit both
 * sides cancel out. Pure but for `random`.
 */
export function look(
  blocks: readonly Block[],
  { last, random, tolerance = TOLERANCE }: { last: boolean; random: () => number; tolerance?: Tolerance },
): Look {
  const [oldSide, newSide] = [descending(blocks, 'old'), descending(blocks, 'new')];
  const perSide = newSide.length;
  const p95 = (side: typeof oldSide): number => quantile(side.map(({ value }) => value).reverse(), 0.95);
  const [oldP95, newP95] = [p95(oldSide), p95(newSide)];
  const ratio = ratioOf(newP95, oldP95);
  const drawn = new Float64Array(DRAWS);
  const sizes = { old: blocks.map((block) => block.old.length), new: blocks.map((block) => block.new.length) };
  const weights = new Uint16Array(blocks.length);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    weights.fill(0);
    for (let i = 0; i < blocks.length; i += 1) weights[Math.floor(random() * blocks.length)]! += 1;
    drawn[draw] = ratioOf(p95Of(newSide, weights, sizes.new), p95Of(oldSide, weights, sizes.old));
  }
  drawn.sort();
  const tail = 0.01 / Math.max(1, tolerance.routes);
  const [low, high] = [quantile(drawn, tail), quantile(drawn, 1 - tail)];
  const noticeable = newP95 - oldP95 > tolerance.floorMs || newP95 === Number.POSITIVE_INFINITY;
  const over = ratio > tolerance.ratio && noticeable;
  const is = ((): Look['is'] => {
    if (high < tolerance.ratio) return 'pass';
    if (over && ratio > tolerance.ratio * EARLY_OVER && low > EARLY_LOW) return 'fail';
    if (!last) return 'go-on';
    return over && quantile(drawn, 0.05) > LAST_LOW ? 'fail' : 'pass';
  })();
  return { perSide, oldP95, newP95, ratio, low, high, is };
}

/** Two failures compare as equal; a side that fails is infinitely slower than one that answers. */
function ratioOf(newer: number, older: number): number {
  if (newer === older) return 1;
  return newer / older;
}

function descending(blocks: readonly Block[], side: 'old' | 'new'): { value: number; block: number }[] {
  return blocks
    .flatMap((block, i) => block[side].map((value) => ({ value, block: i })))
    .sort((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
}

function p95Of(side: readonly { value: number; block: number }[], weights: Uint16Array, sizes: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < sizes.length; i += 1) total += weights[i]! * sizes[i]!;
  return fromTheTop(side, weights, total * 0.05);
}
