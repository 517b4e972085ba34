import { isWithin, parentOf, type RecordType, type ZoneData, type ZoneRecord } from './zone.ts';

/** Response codes of RFC 1035 section 4.1.1 that the lab gives. */
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
export type Rcode = keyof typeof RCODES;

/** What a zone holds for a question: an answer, or `cut` with the NS set of a delegation below it. */
export interface Found {
  rcode: Rcode;
  answers: readonly ZoneRecord[];
  authority: readonly ZoneRecord[];
  additional: readonly ZoneRecord[];
  /** The delegated name, when this is a referral. */
  cut?: string;
  /** Where an alias leads out of the zone. */
  leaves?: string;
}

type Sets = ReadonlyMap<RecordType, readonly ZoneRecord[]>;

/** Answers a question from one zone: delegations, wildcards (RFC 4592) and aliases inside the zone (RFC 1034 section 4.3.2). */
export function lookup(zone: ZoneData, question: { name: string; type: string }): Found {
  const answers: ZoneRecord[] = [];
  const seen = new Set<string>();
  let name = question.name;
  while (!seen.has(name.toLowerCase())) {
    seen.add(name.toLowerCase());
    const cut = cutAbove(zone, name.toLowerCase());
    // The parent answers for the DS record at a delegation (RFC 4035 section 3.1.4.1).
    if (cut && !(question.type === 'DS' && cut === name.toLowerCase())) return referral(zone, cut, answers);
    const { sets, exists } = nodeOf(zone, name);
    const found = matching(sets, question.type);
    const alias = sets?.get('CNAME')?.[0];
    if (found.length > 0 || !alias) {
      const authority = found.length > 0 ? [] : [negative(zone)];
      const additional = question.type === 'NS' ? addressesOf(zone, found) : [];
      return { rcode: exists ? 'NOERROR' : 'NXDOMAIN', answers: [...answers, ...found], authority, additional };
    }
    answers.push(alias);
    name = alias.words[0] ?? '';
    if (!isWithin(name.toLowerCase(), zone.name)) return { rcode: 'NOERROR', answers, authority: [], additional: [], leaves: name };
  }
  return { rcode: 'SERVFAIL', answers, authority: [], additional: [] };
}

function matching(sets: Sets | undefined, type: string): readonly ZoneRecord[] {
  if (!sets) return [];
  if (type === 'ANY') return [...sets.values()].flat();
  return [...sets].find(([held]) => held === type)?.[1] ?? [];
}

/** The highest delegation at or above `name`, the zone's own top aside. */
function cutAbove(zone: ZoneData, name: string): string | undefined {
  let cut: string | undefined;
  for (let at = name; at !== zone.name && at !== ''; at = parentOf(at)) if (zone.nodes.get(at)?.has('NS')) cut = at;
  return cut;
}

/** The records at a name, or those of the wildcard at its closest encloser, under the name that was asked. */
function nodeOf(zone: ZoneData, name: string): { sets?: Sets; exists: boolean } {
  const own = zone.nodes.get(name.toLowerCase());
  if (own) return { sets: own, exists: true };
  let encloser = parentOf(name.toLowerCase());
  while (!zone.nodes.has(encloser) && encloser !== '') encloser = parentOf(encloser);
  const wildcard = zone.nodes.get(encloser === '' ? '*' : `*.${encloser}`);
  if (!wildcard) return { exists: false };
  return { sets: new Map([...wildcard].map(([type, records]) => [type, records.map((record) => ({ ...record, name }))])), exists: true };
}

function referral(zone: ZoneData, cut: string, answers: readonly ZoneRecord[]): Found {
  const authority = zone.nodes.get(cut)?.get('NS') ?? [];
  return { rcode: 'NOERROR', answers, authority, additional: addressesOf(zone, authority), cut };
}

/** The addresses that the zone itself holds for the targets of NS records. */
function addressesOf(zone: ZoneData, servers: readonly ZoneRecord[]): ZoneRecord[] {
  return servers.flatMap((ns) => {
    const sets = zone.nodes.get((ns.words[0] ?? '').toLowerCase());
    return [...(sets?.get('A') ?? []), ...(sets?.get('AAAA') ?? [])];
  });
}

/** The SOA of a negative answer, with the lower of its two TTLs (RFC 2308 section 3). */
function negative(zone: ZoneData): ZoneRecord {
  return { ...zone.soa, ttl: Math.min(zone.soa.ttl, Number(zone.soa.words[6] ?? zone.soa.ttl)) };
}
