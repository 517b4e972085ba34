import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { walkSchema } from './hop.ts';

/** How a host is entered: the walk of its home page over http and over https, and the headers of its own https answer. */
export const httpEntry = defineProbe({
  id: 'http/entry',
  on: 'host',
  touch: 'passive',
  asks: 'the host for its home page',
  deadline: 15_000,
  sees: z.object({
    http: walkSchema,
    https: walkSchema,
    /** Headers of the first https answer, names in lower case, in order, cookie values masked; empty when nobody answered. */
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
