import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { noteHolds } from './holds.ts';

function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('time in which this process was held up is told, before the next timer and after it', async () => {
  using holds = noteHolds();
  await setTimeout(20);
  await setImmediate();
  const from = performance.now();
  work(100);
  const to = performance.now();
  const told = holds.between(from, to);
  expect(told).toBeGreaterThan(90);
  expect(told).toBeLessThanOrEqual(to - from);
  await setTimeout(20);
  expect(holds.between(from, to)).toBeGreaterThan(90);
  expect(holds.between(to + 1_000, to + 2_000)).toBe(0);
});
