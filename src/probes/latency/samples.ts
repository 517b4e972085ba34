import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { keepAlive } from '../net/http-agent.ts';
import { request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { unchallenged } from '../http/unchallenged.ts';

/** Requests that count, after one that does not. */
const SAMPLES = 7;

/** After this many ms of answers no further request is started, so that slow routes yield fewer samples instead of none. */
const ENOUGH = 1_500;

/** Fewer than this say nothing of a percentile. */
const FEWEST = 3;

/** Answers within so many ms are far below every line of every profile: the fewest of them are enough. */
const SWIFT = 100;

/** Response times of a few polite requests, one after another over one connection. */
export const latencySamples = defineProbe({
  id: 'latency/samples',
  on: 'url',
  touch: 'passive',
  asks: 'the route a few times for its response time',
  deadline: 20_000,
  sees: z.object({
    /** Time to open a TCP connection, ms: the network's share. */
    connectMs: z.number(),
    /** After one warm-up request: ms to the first byte and to the end, with the status. */
    samples: z.array(z.object({ firstByteMs: z.number(), totalMs: z.number(), status: z.int() })),
  }),
  async collect({ url }, io) {
    using line = keepAlive(io, url);
    const samples: { firstByteMs: number; totalMs: number; status: number }[] = [];
    unchallenged(mustAnswer(await request(io, { url, agent: line.agent })));
    const spent = (): number => samples.reduce((sum, { totalMs }) => sum + totalMs, 0);
    const slow = (): boolean => samples.some(({ totalMs }) => totalMs > SWIFT);
    while (samples.length < FEWEST || (samples.length < SAMPLES && slow() && spent() < ENOUGH)) {
      const { connectMs, firstByteMs, totalMs, status } = unchallenged(mustAnswer(await request(io, { url, agent: line.agent })));
      // A server that closes after each answer makes us connect anew; that is not the route's time.
      samples.push({ firstByteMs: round(firstByteMs - connectMs), totalMs: round(totalMs - connectMs), status });
    }
    return { connectMs: round(line.tcpMs()), samples };
  },
});

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
