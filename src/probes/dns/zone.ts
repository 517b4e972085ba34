import { networkInterfaces } from 'node:os';
import type { Io } from '../../core/io.ts';
import { RCODES } from '../../parsers/dns-message.ts';
import { parentName, plainName } from '../../parsers/dns-message-name.ts';
import type { Answer } from '../net/dns-ask.ts';
import { addressesOf, orNull, resolve } from '../net/dns-client.ts';

/** Per try for authoritative servers, ms: they answer from memory, and a probe has to get through two rounds of silent ones. */
export const AUTHORITY_TIMEOUT = 1_200;

/** The zone a host lies in, as the user's resolver knows it: the nearest name with NS records, top-level domains left out. */
export async function zoneOf(io: Io, host: string): Promise<{ zone: string; names: string[] } | null> {
  for (let name = plainName(host); name.includes('.'); name = parentName(name)) {
    const { outcome, cnames, records } = await resolve(io, name, 'NS');
    if (outcome === 'servfail') return null;
    // The NS records at the end of an alias belong to the zone of its target.
    if (outcome === 'found' && cnames.length === 0) return { zone: name, names: sorted(records.map((record) => plainName(record.target))) };
  }
  return null;
}

/** The addresses of a name server; what the parent zone told us where the resolver finds none, for a broken zone cannot name its own servers. */
export async function serverAddresses(io: Io, name: string, glue: readonly string[] = []): Promise<string[]> {
  const found = (await orNull(addressesOf(io, name))) ?? [];
  return found.length > 0 ? found.map(({ address }) => address) : [...glue];
}

/** Why an answer is none; null for NOERROR. Codes that nobody expects count as a refusal. */
export function failureOf(answer: Answer): 'refused' | 'servfail' | 'nxdomain' | 'timeout' | 'unreachable' | 'malformed' | null {
  if (answer.is !== 'message') return answer.is;
  switch (answer.message.rcode) {
    case RCODES.noError:
      return null;
    case RCODES.noSuchName:
      return 'nxdomain';
    case RCODES.serverFailure:
      return 'servfail';
    default:
      return 'refused';
  }
}

const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EHOSTUNREACH']);

/** True when a server could not be asked because this machine lacks its address family, which says nothing about the server. */
export function lacksFamily(address: string, answer: Answer): boolean {
  if (answer.is !== 'unreachable' || !NO_ROUTE.has(answer.code ?? '')) return false;
  return address.includes(':') || !hasIpv4();
}

/** Everybody's machine has an IPv4 address but those on IPv6-only networks, where none but loopback is left. */
function hasIpv4(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family, internal }) => family === 'IPv4' && !internal));
}

/** Unique values in code-unit order. */
export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
