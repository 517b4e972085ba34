import { expect, test } from 'vitest';
import { paced } from './pace.ts';

test('spaces the requests to one host, and lets other hosts be asked meanwhile', async () => {
  const pace = paced(20);
  const { signal } = new AbortController();
  const started = performance.now();
  const at: number[] = [];
  const asks = Array.from({ length: 6 }, () => pace('acme.com', signal).then(() => at.push(performance.now() - started)));
  await pace('other.com', signal);
  expect(at.length).toBeLessThan(6);
  await Promise.all(asks);
  expect(at.map((ms, i) => ms >= i * 20 - 5)).toEqual(Array(6).fill(true));
});

test('stops waiting when the run is stopped', async () => {
  const pace = paced(60_000);
  const stop = new AbortController();
  await pace('acme.com', stop.signal);
  const waits = pace('acme.com', stop.signal);
  stop.abort(new Error('Ctrl-C'));
  await expect(waits).rejects.toThrow('Ctrl-C');
});
