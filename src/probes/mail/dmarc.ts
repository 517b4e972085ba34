import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** The DMARC records of the domain's tree walk (RFC 9989) and whether foreign report receivers have agreed. */
export const mailDmarc = defineProbe({
  id: 'mail/dmarc',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for DMARC records',
  deadline: 8_000,
  sees: z.object({
    /** From `_dmarc.<domain>` upwards. `records` are TXT strings that begin with v=DMARC1, or that were plainly meant to. */
    walk: z.array(z.object({ name: z.string(), records: z.array(z.string()) })),
    /** For each report address outside the domain: whether `<domain>._report._dmarc.<other>` authorises it. */
    receivers: z.array(z.object({ domain: z.string(), authorised: z.boolean() })),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
