import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** Whether a host has a health route: the usual paths and those of the config, told apart from catch-all pages by a random sibling. */
export const httpHealth = defineProbe({
  id: 'http/health',
  on: 'host',
  touch: 'passive',
  asks: 'the host for a health route',
  deadline: 12_000,
  sees: z.object({
    /** What a random path answers. */
    fallback: z.object({ status: z.int(), sha256: z.string() }),
    tried: z.array(z.object({ path: z.string(), status: z.int(), type: z.string(), ms: z.number(), isFallback: z.boolean() })),
    /** The first path that answered for itself with 2xx or 503. `says` is its body, redacted, at most 400 characters. */
    found: z.object({ path: z.string(), status: z.int(), type: z.string(), says: z.string(), keys: z.array(z.string()) }).nullable(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
