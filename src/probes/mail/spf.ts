import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** The SPF records of the domain and of everything they include or look up (RFC 7208), so that a check can count without I/O. */
export const mailSpf = defineProbe({
  id: 'mail/spf',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for SPF records',
  deadline: 10_000,
  sees: z.object({
    /** TXT strings at the domain that begin with v=spf1, in code-unit order. */
    records: z.array(z.string()),
    /** What each name reached through `include` or `redirect` publishes. At most 40 names. */
    included: z.record(z.string(), z.object({ outcome: z.enum(['found', 'nodata', 'nxdomain', 'servfail']), records: z.array(z.string()) })),
    /** Names asked for `a`, `mx` and `exists` terms: how many answers each has; 0 is a void lookup. */
    looked: z.record(z.string(), z.int()),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
