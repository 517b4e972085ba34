import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** DKIM keys at the selectors that common providers use, plus those of the config. */
export const mailDkim = defineProbe({
  id: 'mail/dkim',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for DKIM keys at known selectors',
  deadline: 10_000,
  sees: z.object({
    /** True when a random selector has a TXT record: then every selector seems to exist and nothing can be concluded. */
    wildcard: z.boolean(),
    /** What `_domainkey.<domain>` itself answers: NODATA means that some key exists below it. */
    parent: z.enum(['nodata', 'nxdomain', 'found', 'servfail']),
    /** How many selectors were asked. */
    asked: z.int(),
    /** Selectors that exist. `record` joins the TXT strings without spaces; null when an alias leads nowhere. */
    selectors: z.array(z.object({ selector: z.string(), cname: z.string().nullable(), record: z.string().nullable() })),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
