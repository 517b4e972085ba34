import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** Where mail to the domain is delivered. */
export const mailMx = defineProbe({
  id: 'mail/mx',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for MX records',
  deadline: 8_000,
  sees: z.object({
    /** Sorted by preference, then name. A null MX (RFC 7505) is one record whose exchange is the empty string. */
    records: z.array(z.object({ preference: z.int(), exchange: z.string(), addresses: z.array(z.string()), isAlias: z.boolean() })),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
