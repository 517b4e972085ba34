import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { keepAlive } from '../net/http-agent.ts';
import { first } from '../../parsers/headers.ts';
import { redactText } from '../../redact/redact.ts';
import { pageKind } from '../http/route-kind.ts';
import { type Answer, request } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { unchallenged } from '../http/unchallenged.ts';
import { noteHolds } from './holds.ts';

/** Requests that count, after one that does not: that one is shared with whoever else reads the page in this run. */
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
    /** What was measured: of a home page that leads on, such as to `/en`, the page that visitors see. */
    url: z.string(),
    /** Time to open a TCP connection, ms: the network's share. */
    connectMs: z.number(),
    /** After one warm-up request: ms to the first byte and to the end, less what this machine was held up, with the status. */
    samples: z.array(z.object({ firstByteMs: z.number(), totalMs: z.number(), status: z.int() })),
  }),
  async collect({ url: asked, for: kind }, io) {
    using line = keepAlive(io, asked);
    using holds = noteHolds();
    const samples: { firstByteMs: number; totalMs: number; status: number }[] = [];
    const warmed = unchallenged(mustAnswer(await read(io, { url: asked })));
    const page = kind === 'home' ? pageBehind(warmed) : null;
    if (page !== null) unchallenged(mustAnswer(await request(io, { url: page, agent: line.agent })));
    const url = page ?? asked;
    const spent = (): number => samples.reduce((sum, { totalMs }) => sum + totalMs, 0);
    const slow = (): boolean => samples.some(({ totalMs }) => totalMs > SWIFT);
    while (samples.length < FEWEST || (samples.length < SAMPLES && slow() && spent() < ENOUGH)) {
      const { connectMs, firstByteMs, totalMs, status } = unchallenged(mustAnswer(await request(io, { url, agent: line.agent })));
      const from = performance.now() - totalMs;
      // A server that closes after each answer makes us connect anew, and a busy machine reads late; neither is the route's time.
      const since = (ms: number): number => round(Math.max(0, ms - connectMs - holds.between(from + connectMs, from + ms)));
      samples.push({ firstByteMs: since(firstByteMs), totalMs: since(totalMs), status });
    }
    return { url, connectMs: round(line.tcpMs()), samples };
  },
});

/** The page of the same host to which a home page leads and which no audit looks at by itself; null for all else. */
function pageBehind({ url, status, headers }: Answer): string | null {
  const place = status >= 300 && status < 400 ? URL.parse(first(headers, 'location') || '//', url) : null;
  const isSeen = place !== null && place.origin === new URL(url).origin && pageKind(place.pathname) === 'page';
  return isSeen && redactText(place.href) === place.href ? place.href : null;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
