import { createHash } from 'node:crypto';
import { compareNames, labelsOf, parentName, plainName, writeName } from './dns-message-name.ts';
import { RECORD_TYPES, type RecordOf, type ResourceRecord } from './dns-message-record.ts';

/** Rounds of hashing beyond which validators give up and treat a zone as unsigned (RFC 9276 section 3.2; BIND and Unbound: 150). */
export const MOST_ITERATIONS = 150;
const SHA1 = 1;
const OPT_OUT = 1;

type Denial = RecordOf<'NSEC'> | RecordOf<'NSEC3'>;

/** The NSEC and NSEC3 records among others. */
export function denials(records: readonly ResourceRecord[]): Denial[] {
  return records.filter((record): record is Denial => record.type === 'NSEC' || record.type === 'NSEC3');
}

/**
 * True when the parent's records, whose signatures are good, prove that a delegation has no DS record: they show the name with NS and
 * without DS, or NSEC3 opt-out leaves it out (RFC 4035 section 5.2, RFC 5155 section 8.9).
 */
export function provesNoDs(records: readonly Denial[], name: string): boolean {
  const own = matching(records, name);
  if (own) return has(own, 'NS') && !has(own, 'DS') && !has(own, 'SOA');
  const hashed = records.filter((record) => record.type === 'NSEC3');
  for (let at = name; at !== ''; at = parentName(at)) {
    if (!matching(hashed, parentName(at))) continue;
    return hashed.some((record) => (record.flags & OPT_OUT) !== 0 && covers(record, at));
  }
  return false;
}

/**
 * True when records, whose signatures are good, prove that a name has no records of a type: the name is shown without it, or neither
 * the name nor a wildcard in its place exists (RFC 4035 section 5.4, RFC 5155 section 8).
 */
export function provesAbsence(records: readonly Denial[], name: string, type: number): boolean {
  const own = matching(records, name);
  if (own) return lacks(own, type);
  if (records.some((record) => record.type === 'NSEC' && covers(record, name) && isBelow(record.next, name))) return true; // an empty name between others
  for (let at = name; at !== ''; at = parentName(at)) {
    const above = parentName(at);
    if (!exists(records, above)) continue;
    const wildcard = above === '' ? '*' : `*.${above}`;
    const instead = matching(records, wildcard);
    const gone = records.some((record) => covers(record, at));
    return gone && (instead ? lacks(instead, type) : records.some((record) => covers(record, wildcard)));
  }
  return false;
}

/** True when a record says that nothing lies where `name` would be. */
export function covers(record: Denial, name: string): boolean {
  if (record.type === 'NSEC')
    return between(compareNames(record.name, name), compareNames(name, record.next), compareNames(record.name, record.next));
  const [owner, hash] = [ownHash(record), hashOf(record, name)];
  if (!owner || !hash) return false;
  return between(Buffer.compare(owner, hash), Buffer.compare(hash, record.next), Buffer.compare(owner, record.next));
}

/** From the orders of start to name, name to end and start to end, whether the name lies inside; the last record leads back to the first. */
function between(afterStart: number, beforeEnd: number, span: number): boolean {
  return span < 0 ? afterStart < 0 && beforeEnd < 0 : afterStart < 0 || beforeEnd < 0;
}

function matching(records: readonly Denial[], name: string): Denial | undefined {
  return records.find((record) => {
    if (record.type === 'NSEC') return plainName(record.name) === name;
    const hash = hashOf(record, name);
    return hash !== null && ownHash(record)?.equals(hash) === true;
  });
}

/** True when the records show that something lies at a name, or below it. */
function exists(records: readonly Denial[], name: string): boolean {
  if (matching(records, name)) return true;
  return records.some((record) => record.type === 'NSEC' && (isBelow(record.name, name) || isBelow(record.next, name)));
}

function isBelow(name: string, above: string): boolean {
  return above === '' || plainName(name).endsWith(`.${above}`);
}

function lacks(record: Denial, type: number): boolean {
  return !record.types.includes(type) && !has(record, 'CNAME');
}

function has(record: Denial, type: keyof typeof RECORD_TYPES): boolean {
  return record.types.includes(RECORD_TYPES[type]);
}

/** The hash of a name as this record's zone makes it (RFC 5155 section 5); null where it is of an unknown kind or too much work. */
function hashOf({ algorithm, iterations, salt }: RecordOf<'NSEC3'>, name: string): Buffer | null {
  if (algorithm !== SHA1 || iterations > MOST_ITERATIONS) return null;
  let hash: Uint8Array = writeName(name.toLowerCase());
  for (let i = 0; i <= iterations; i += 1) hash = createHash('sha1').update(hash).update(salt).digest();
  return Buffer.from(hash);
}

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/** The hash that is the first label of an NSEC3 record; null when it is none. */
function ownHash({ name }: RecordOf<'NSEC3'>): Buffer | null {
  const bits: string[] = [];
  for (const char of Buffer.from(labelsOf(name.toLowerCase())[0] ?? []).toString('latin1')) {
    const value = BASE32HEX.indexOf(char);
    if (value < 0) return null;
    bits.push(value.toString(2).padStart(5, '0'));
  }
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
