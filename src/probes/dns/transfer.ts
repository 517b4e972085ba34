import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { serverAt } from '../net/dns-ask.ts';
import { askTransfer } from '../net/dns-transfer.ts';
import { AUTHORITY_TIMEOUT, serverAddresses, zoneOf } from './zone.ts';

/** Name servers asked at most, each at its first address: one connection each. */
const SERVERS = 8;

/** Whether the name servers of a zone hand all of it to a stranger. */
export const dnsTransfer = defineProbe({
  id: 'dns/transfer',
  on: 'site',
  touch: 'passive',
  asks: 'each name server for the whole zone',
  deadline: 8_000,
  sees: z.object({
    /** The zone the domain lies in; null when it is none of the founder's, or the resolver knows none. */
    zone: z.string().nullable(),
    /** One entry per name server that has an address, sorted by name. */
    servers: z.array(
      z.object({
        name: z.string(),
        address: z.string(),
        /** `open`: it began to send records. `closed`: it said no. `unheard`: nothing that tells came back. */
        outcome: z.enum(['open', 'closed', 'unheard']),
        /** How many names the first message with records holds; the rest was not taken. */
        names: z.int(),
      }),
    ),
  }),
  async collect({ domain }, io) {
    const found = isPlatformName(domain) ? null : await zoneOf(io, domain);
    if (!found) return { zone: null, servers: [] };
    const asked = await Promise.all(found.names.slice(0, SERVERS).map((name) => askServer(io, found.zone, name)));
    return { zone: found.zone, servers: asked.filter((each) => each !== null) };
  },
});

async function askServer(io: Io, zone: string, name: string) {
  const [address] = await serverAddresses(io, name);
  if (address === undefined) return null;
  const reply = await askTransfer(io, { server: serverAt(address), zone, timeout: AUTHORITY_TIMEOUT });
  if (reply.is === 'message') {
    const { rcode, answers } = reply.message;
    if (rcode === 0 && answers.length > 0)
      return { name, address, outcome: 'open' as const, names: new Set(answers.map((record) => plainName(record.name))).size };
    return { name, address, outcome: 'closed' as const, names: 0 };
  }
  // Many servers close the connection in the place of a refusal.
  const hungUp = reply.is === 'unreachable' && (reply.code === null || reply.code === 'ECONNRESET' || reply.code === 'EPIPE');
  return { name, address, outcome: hungUp ? ('closed' as const) : ('unheard' as const), names: 0 };
}
