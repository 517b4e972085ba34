import { BlockList, isIP } from 'node:net';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isSpf, parseSpf } from '../../parsers/spf.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import type { KnownNetwork } from './senders.ts';

/** The networks behind each include of a domain's own SPF record; empty when DNS does not answer, because names are then only fewer. */
export async function networksOf(io: Io, domain: string): Promise<KnownNetwork[]> {
  let seen: Awaited<ReturnType<typeof mailSpf.collect>>;
  try {
    seen = await mailSpf.collect({ kind: 'site', domain }, io);
  } catch (error) {
    if (error instanceof ProbeError) return [];
    throw error;
  }
  const includesOf = (records: readonly string[]): string[] =>
    records
      .filter(isSpf)
      .flatMap((record) =>
        parseSpf(record).terms.flatMap((term) =>
          term.is === 'mechanism' && term.mechanism === 'include' && term.value !== null ? [term.value.toLowerCase()] : [],
        ),
      );
  return includesOf(seen.records).map((include) => {
    const list = new BlockList();
    const reached = new Set([include]);
    for (const name of reached) {
      const records = seen.included[name]?.records ?? [];
      for (const next of includesOf(records)) reached.add(next);
      for (const record of records) addNetworks(list, record);
    }
    return { include, contains: (ip) => isIP(ip) !== 0 && list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4') };
  });
}

function addNetworks(list: BlockList, record: string): void {
  for (const term of parseSpf(record).terms) {
    if (term.is !== 'mechanism' || term.value === null || term.macro || term.qualifier !== '+') continue;
    if (term.mechanism === 'ip4' && isIP(term.value) === 4) list.addSubnet(term.value, term.cidr4, 'ipv4');
    if (term.mechanism === 'ip6' && isIP(term.value) === 6) list.addSubnet(term.value, term.cidr6, 'ipv6');
  }
}
