import type { Saw } from '../core/check.ts';
import type { dnsAnswers } from '../probes/dns/answers.ts';

/** What the answers probe saw of one host. */
export type Answers = Saw<{ answers: typeof dnsAnswers }>['answers'];
export type ServerAnswer = Answers['servers'][number];

/** Every alias on the way from the host to its addresses, as the resolver and the authoritative servers tell, in order. */
export function aliasesOf(answers: Answers): string[] {
  return [
    ...new Set([...answers.resolver.cnames, ...answers.servers.flatMap((server) => server.cname ?? [])].map((name) => name.toLowerCase())),
  ];
}

/** Addresses of an authoritative answer in one order. */
export function addressesOf(server: ServerAnswer): string[] {
  return [...server.a.toSorted(), ...server.aaaa.toSorted()];
}

/** An authoritative answer, for the examples of checks. */
export function answered(server: string, a: string[], changes: Partial<ServerAnswer> = {}): ServerAnswer {
  return {
    server,
    address: server === 'ns1.acmedns.net' ? '203.0.113.53' : '198.51.100.53',
    outcome: a.length > 0 ? 'answered' : 'nodata',
    a,
    aaaa: [],
    cname: null,
    ttl: a.length > 0 ? 300 : null,
    staleFor: 300,
    ...changes,
  };
}

/** The evidence of a host with one address everywhere, for the examples of checks. */
export function resolved(addresses: string[], changes: Partial<Answers> = {}): Answers {
  const a = addresses.filter((address) => !address.includes(':'));
  const aaaa = addresses.filter((address) => address.includes(':'));
  return {
    resolver: { outcome: addresses.length > 0 ? 'found' : 'nodata', addresses, cnames: [] },
    servers: ['ns1.acmedns.net', 'ns2.acmedns.net'].map((server) => answered(server, a, { aaaa })),
    alias: null,
    ...changes,
  };
}

/** The evidence of a host that is an alias, for the examples of checks. */
export function aliased(target: string, addresses: string[], exists = true): Answers {
  return {
    resolver: { outcome: addresses.length > 0 ? 'found' : exists ? 'nodata' : 'nxdomain', addresses, cnames: [target] },
    servers: ['ns1.acmedns.net', 'ns2.acmedns.net'].map((server) => answered(server, [], { outcome: 'answered', cname: target, ttl: 300 })),
    alias: { target, exists },
  };
}
