import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** What the parent zone and every authoritative server say of the domain's delegation. */
export const dnsDelegation = defineProbe({
  id: 'dns/delegation',
  on: 'site',
  touch: 'passive',
  asks: 'the parent zone and every name server',
  deadline: 8_000,
  sees: z.object({
    /** False when the parent zone says the domain does not exist (NXDOMAIN). */
    exists: z.boolean(),
    /** The parent's referral; null when no parent server answered. `names` in lower case without final dot, sorted. */
    parent: z.object({ zone: z.string(), server: z.string(), names: z.array(z.string()) }).nullable(),
    /** Every name server the parent or the zone itself names, sorted by name. */
    servers: z.array(
      z.object({
        name: z.string(),
        /** One entry per address; empty when the name does not resolve. */
        answers: z.array(
          z.object({
            address: z.string(),
            outcome: z.enum(['answered', 'refused', 'servfail', 'nxdomain', 'timeout', 'unreachable', 'malformed']),
            authoritative: z.boolean(),
            ms: z.number(),
            /** The NS set this server gives for the domain, sorted. */
            names: z.array(z.string()),
            soa: z
              .object({ primary: z.string(), serial: z.number(), refresh: z.number(), retry: z.number(), expire: z.number(), minimum: z.number(), ttl: z.number() })
              .nullable(),
          }),
        ),
      }),
    ),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
