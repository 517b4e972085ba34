import { type Message, ofType } from './dns-message.ts';
import { plainName } from './dns-message-name.ts';
import { RECORD_TYPES, type RecordOf, type RecordType } from './dns-message-record.ts';
import { typeCode } from './dns-message-wire.ts';
import { covers, denials, MOST_ITERATIONS, provesAbsence, provesNoDs } from './dnssec-denial.ts';
import { isDigestOf, keyTag, signs, usableDs } from './dnssec-key.ts';
import { type SignedSet, type Signer, signedSets, titleOf, type Verified, verifySet } from './dnssec-set.ts';

/** How long the best signature of a record set is good for. */
export interface Lasting {
  /** "SOA acme.test". */
  set: string;
  from: Date;
  until: Date;
}

/** What a validating resolver that trusts the parent zone makes of a zone. `link` names where the chain breaks, as a sentence without end. */
export type Validation =
  | { is: 'insecure'; because: string }
  | { is: 'bogus'; link: string }
  | { is: 'secure'; key: number; signatures: Lasting[] };

/** A question to the zone and its answer. `name` in lower case without final dot. */
export interface Asked {
  name: string;
  type: RecordType;
  message: Message;
}

/** The answers that are looked at: DS from the parent's server, the rest from one server of the zone, all asked with DO. */
export interface ZoneAnswers {
  zone: string;
  parent: string;
  ds: Message;
  /** The parent's DNSKEY answer; wanted only where `needsParentKeys` says so. */
  parentKeys: Message | null;
  /** DNSKEY of the zone; null where there is no DS record that could be followed. */
  keys: Message | null;
  /** What was asked of the zone. */
  answers: readonly Asked[];
  now: Date;
}

/** The DS records of a zone that validators follow. */
export function delegationOf(zone: string, ds: Message): { all: RecordOf<'DS'>[]; usable: RecordOf<'DS'>[] } {
  const all = ofType(ds.answers, 'DS').filter(({ name }) => plainName(name) === zone);
  return { all, usable: usableDs(all) };
}

/** True when the parent denies a DS record with signed proof, whose signatures only its own keys can verify. */
export function needsParentKeys(zone: string, ds: Message): boolean {
  return delegationOf(zone, ds).all.length === 0 && denials(ds.authorities).length > 0;
}

/** Validates a zone from its parent's DS record down (RFC 4035 section 5). The parent is taken at its word, as every resolver's cache does. */
export function validateZone({ zone, parent, ds, parentKeys, keys, answers, now }: ZoneAnswers): Validation {
  const { all, usable } = delegationOf(zone, ds);
  if (all.length === 0) return withoutDs({ zone, parent, ds, parentKeys, now });
  if (usable.length === 0 || !keys)
    return { is: 'insecure', because: `the DS records of ${zone} use algorithms that no validator must know` };
  const own = ofType(keys.answers, 'DNSKEY').filter(({ name }) => plainName(name) === zone);
  const trusted = own.filter((key) => signs(key) && usable.some((each) => names(each, key) && isDigestOf(each, key)));
  if (trusted.length === 0) return { is: 'bogus', link: brokenDelegation(zone, usable, own) };
  const signatures: Lasting[] = [];
  const keep = (set: string, verified: Verified & { ok: true }): void =>
    void signatures.push({ set, from: verified.from, until: verified.until });
  const keySet = signedSets(keys.answers).find((set) => set.type === RECORD_TYPES.DNSKEY && set.name === zone)!;
  const entry = verifySet(keySet, { zone, keys: trusted, now });
  if (!entry.ok) return { is: 'bogus', link: entry.why };
  keep(titleOf(keySet), entry);
  for (const asked of answers) {
    const sets = setsOf(asked, zone);
    const proof = denials(asked.message.authorities);
    for (const set of sets) {
      const verified = verifySet(set, { zone, keys: own, now });
      if (!verified.ok) return { is: 'bogus', link: verified.why };
      const { denied } = verified;
      if (denied !== null && !proof.some((record) => isTooMuchWork(record) || covers(record, denied)))
        return { is: 'bogus', link: `nothing proves that ${titleOf(set)} may come from a wildcard` };
      keep(titleOf(set), verified);
    }
    if (asked.message.answers.length > 0 || proof.some(isTooMuchWork)) continue;
    if (!provesAbsence(proof, asked.name, RECORD_TYPES[asked.type]))
      return { is: 'bogus', link: `nothing proves that ${asked.name} has no ${asked.type} record` };
  }
  return { is: 'secure', key: keyTag(trusted[0]!), signatures };
}

/** The sets of an answer that the zone has to have signed. */
function setsOf({ message }: Asked, zone: string): SignedSet[] {
  const negative = message.authorities.filter((record) => PROOF.has(record.type === 'RRSIG' ? record.covered : typeCode(record)));
  return signedSets([...message.answers, ...negative]).filter(({ name }) => name === zone || name.endsWith(`.${zone}`));
}

const PROOF: ReadonlySet<number> = new Set([RECORD_TYPES.SOA, RECORD_TYPES.NSEC, RECORD_TYPES.NSEC3]);

function withoutDs({ zone, parent, ds, parentKeys, now }: Pick<ZoneAnswers, 'zone' | 'parent' | 'ds' | 'parentKeys' | 'now'>): Validation {
  const proof = denials(ds.authorities);
  const none = `${parent} has no DS record of ${zone}`;
  if (proof.length === 0 || !parentKeys) return { is: 'insecure', because: none };
  const signer: Signer = { zone: parent === '.' ? '' : parent, keys: ofType(parentKeys.answers, 'DNSKEY'), now };
  for (const set of signedSets(ds.authorities)) {
    const verified = verifySet(set, signer);
    if (!verified.ok) return { is: 'bogus', link: `${none}, but its proof is worth nothing: ${verified.why}` };
  }
  if (proof.some(isTooMuchWork) || provesNoDs(proof, zone)) return { is: 'insecure', because: `${none}, and proves it` };
  return { is: 'bogus', link: `${none}, and does not prove it` };
}

function isTooMuchWork(record: ReturnType<typeof denials>[number]): boolean {
  return record.type === 'NSEC3' && record.iterations > MOST_ITERATIONS;
}

function names(ds: RecordOf<'DS'>, key: RecordOf<'DNSKEY'>): boolean {
  return ds.algorithm === key.algorithm && ds.keyTag === keyTag(key);
}

function brokenDelegation(zone: string, ds: readonly RecordOf<'DS'>[], keys: readonly RecordOf<'DNSKEY'>[]): string {
  const tags = [...new Set(ds.map((each) => each.keyTag))].join(', ');
  const said = `the DS of ${zone} at the parent names key ${tags}`;
  if (keys.length === 0) return `${said}, and the zone has no keys at all`;
  const named = keys.filter((key) => ds.some((each) => names(each, key)));
  if (named.length === 0) return `${said}, which the zone does not have (it has ${keys.map(keyTag).join(', ')})`;
  return named.some(signs) ? `${said}, but with a digest that is not that of the key` : `${said}, which may not sign or is revoked`;
}
