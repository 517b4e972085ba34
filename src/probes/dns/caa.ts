import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** The CAA records that bind certificate authorities for a host, found by climbing the name (RFC 8659 section 3). */
export const dnsCaa = defineProbe({
  id: 'dns/caa',
  on: 'host',
  touch: 'passive',
  asks: 'the resolver for CAA records',
  deadline: 8_000,
  sees: z.object({
    /** Where the climb found a record set; null when there is none up to the domain. */
    found: z.object({ at: z.string(), records: z.array(z.object({ critical: z.boolean(), tag: z.string(), value: z.string() })) }).nullable(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
