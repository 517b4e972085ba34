import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** What the resolver and every authoritative server answer for one host name. */
export const dnsAnswers = defineProbe({
  id: 'dns/answers',
  on: 'host',
  touch: 'passive',
  asks: 'every name server for the host',
  deadline: 8_000,
  sees: z.object({
    /** What a visitor's resolver says. `cnames` is the alias chain in order, without the host itself. Addresses sorted, IPv4 first. */
    resolver: z.object({
      outcome: z.enum(['found', 'nodata', 'nxdomain', 'servfail']),
      addresses: z.array(z.string()),
      cnames: z.array(z.string()),
    }),
    /** One entry per authoritative server address of the zone. */
    servers: z.array(
      z.object({
        server: z.string(),
        address: z.string(),
        outcome: z.enum(['answered', 'nodata', 'nxdomain', 'refused', 'servfail', 'timeout', 'unreachable', 'malformed']),
        a: z.array(z.string()),
        aaaa: z.array(z.string()),
        cname: z.string().nullable(),
        /** Seconds; the lowest TTL of the answer. */
        ttl: z.number().nullable(),
      }),
    ),
    /** The last name of the alias chain and whether it exists; null when the host is no alias. */
    alias: z.object({ target: z.string(), exists: z.boolean() }).nullable(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
