import { isIP } from 'node:net';
import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { addressesOf, orNull, resolve } from '../net/dns-client.ts';
import { brokenName } from './txt.ts';

export interface Exchange {
  preference: number;
  exchange: string;
  addresses: string[];
  isAlias: boolean;
}

/** Exchanges looked up at most. */
const EXCHANGES = 20;

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
  async collect({ domain }, io) {
    return { records: await exchangesOf(io, domain) };
  },
});

/** The exchanges of a domain with their addresses, best first. */
export async function exchangesOf(io: Io, domain: string): Promise<Exchange[]> {
  const { outcome, records } = await resolve(io, domain, 'MX');
  if (outcome === 'servfail') throw brokenName(domain);
  const list = records.map(({ preference, exchange }) => ({ preference, exchange: plainName(exchange) }));
  list.sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1));
  return Promise.all(list.slice(0, EXCHANGES).map((record) => lookUp(io, record)));
}

async function lookUp(io: Io, record: Pick<Exchange, 'preference' | 'exchange'>): Promise<Exchange> {
  // An address where a name belongs leads senders nowhere, though it looks as if it were one (RFC 5321 section 5.1).
  if (record.exchange === '' || isIP(record.exchange) > 0) return { ...record, addresses: [], isAlias: false };
  const [addresses, a] = await Promise.all([addressesOf(io, record.exchange), orNull(resolve(io, record.exchange, 'A'))]);
  return { ...record, addresses: addresses.map(({ address }) => address), isAlias: (a?.cnames.length ?? 0) > 0 };
}
