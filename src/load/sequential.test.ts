import { describe, expect, test } from 'vitest';
import { seeded } from '../../test/io.ts';
import { type Block, look, LOOKS, type Look, PAIRS_PER_BLOCK } from './sequential.ts';

const TRIALS = 200;

/** How 200 comparisons end in a world where the new side is `slower` times as slow as the old one. */
function trials(slower: number, { drift = 0, seed = 11 }: { drift?: number; seed?: number } = {}): { fails: number; perSide: number } {
  const random = seeded(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let fails = 0;
  let perSide = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const blocks: Block[] = [];
    // The machine's own slowness wanders from block to block and hits both sides.
    let machine = 0;
    const block = (): Block => {
      machine = 0.8 * machine + drift * gauss();
      const draw = (times: number): number[] =>
        Array.from({ length: PAIRS_PER_BLOCK }, () => times * 60 * Math.exp(0.5 * gauss() + machine));
      return { old: draw(1), new: draw(slower) };
    };
    let seen: Look | undefined;
    for (const at of LOOKS) {
      while (blocks.length * PAIRS_PER_BLOCK < at) blocks.push(block());
      seen = look(blocks, { last: at === LOOKS.at(-1), random });
      if (seen.is !== 'go-on') break;
    }
    if (seen?.is === 'fail') fails += 1;
    perSide += seen?.perSide ?? 0;
  }
  return { fails: fails / TRIALS, perSide: perSide / TRIALS };
}

describe('the comparison of two releases (PERF-4)', () => {
  test('raises no false alarm, drifting machine or not', () => {
    expect(trials(1).fails).toBeLessThanOrEqual(0.02);
    expect(trials(1, { drift: 0.15 }).fails).toBeLessThanOrEqual(0.02);
  }, 60_000);

  test('catches a release that is 1.3 times as slow', () => {
    expect(trials(1.3).fails).toBeGreaterThanOrEqual(0.9);
    expect(trials(1.3, { drift: 0.15 }).fails).toBeGreaterThanOrEqual(0.9);
  }, 60_000);

  test('lets a release pass that is 1.1 times as slow, and catches 1.5 with few requests', () => {
    expect(trials(1.1).fails).toBeLessThanOrEqual(0.05);
    const half = trials(1.5);
    expect(half.fails).toBeGreaterThanOrEqual(0.99);
    expect(half.perSide).toBeLessThan(400);
  }, 60_000);

  const same = (of: number, count = 20): number[] => Array.from({ length: count }, (_, i) => of + i / 10);
  const blocksOf = (older: number[], newer: number[]): Block[] => Array.from({ length: 10 }, () => ({ old: older, new: newer }));
  const judged = (older: number[], newer: number[]): Look => look(blocksOf(older, newer), { last: true, random: seeded(1) });

  test('a difference under 10 ms hurts nobody, whatever the ratio', () => {
    expect(judged(same(4), same(9)).is).toBe('pass');
    expect(judged(same(40), same(90)).is).toBe('fail');
  });

  test('a release that fails where the old one answered is infinitely slower', () => {
    const failing = [...same(50, 17), Infinity, Infinity, Infinity];
    expect(judged(same(50), failing)).toMatchObject({ is: 'fail', newP95: Infinity });
    expect(judged(failing, failing)).toMatchObject({ is: 'pass', ratio: 1 });
    expect(judged(failing, same(50))).toMatchObject({ is: 'pass', ratio: 0 });
  });

  test('more routes in one run make an early end rarer, not commoner', () => {
    const random = seeded(2);
    const blocks = Array.from({ length: 10 }, () => ({ old: same(60 + 60 * random()), new: same(72 + 72 * random()) }));
    const width = (routes: number): number => {
      const { low, high } = look(blocks, { last: false, random: seeded(1), tolerance: { ratio: 1.2, floorMs: 10, routes } });
      return high - low;
    };
    expect(width(10)).toBeGreaterThanOrEqual(width(1));
  });
});
