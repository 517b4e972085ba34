import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

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
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
