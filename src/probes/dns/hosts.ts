import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

const HOW_FOUND = ['apex', 'common', 'config'] as const;

/** Which of the usual host names exist below a domain, and whether a wildcard makes every name exist. */
export const dnsHosts = defineProbe({
  id: 'dns/hosts',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for the usual host names',
  deadline: 8_000,
  sees: z.object({
    /** Names that exist (any answer but NXDOMAIN); the apex is always listed. With a wildcard, only names whose answer differs from it. */
    hosts: z.array(z.object({ host: z.string(), how: z.enum(HOW_FOUND) })),
    /** What a random name answers, when it answers. */
    wildcard: z.object({ addresses: z.array(z.string()), cname: z.string().nullable() }).nullable(),
    /** How many names were asked. */
    asked: z.int(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
