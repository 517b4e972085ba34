import { labelsOf, parentName, plainName, writeName } from './dns-message-name.ts';
import { RECORD_TYPES, type RecordOf, type ResourceRecord } from './dns-message-record.ts';
import { typeCode, writeRdata } from './dns-message-wire.ts';
import { keyTag, signs, verifies } from './dnssec-key.ts';

/** Records of one name and type, and the signatures over them. */
export interface SignedSet {
  name: string;
  /** Number of the type. */
  type: number;
  records: ResourceRecord[];
  signatures: RecordOf<'RRSIG'>[];
}

/** What came of verifying a set. `from` and `until` are those of the valid signature that lasts longest. */
export type Verified =
  | {
      ok: true;
      from: Date;
      until: Date;
      /** For records made from a wildcard: the name that must be proven not to exist (RFC 4035 section 5.3.4). */
      denied: string | null;
    }
  | { ok: false; why: string };

/** Who should have signed, with what, and when it is now. */
export interface Signer {
  zone: string;
  keys: readonly RecordOf<'DNSKEY'>[];
  now: Date;
}

/** The record sets of a section with their signatures, in the order in which they came. */
export function signedSets(records: readonly ResourceRecord[]): SignedSet[] {
  const sets = new Map<string, SignedSet>();
  for (const record of records) {
    const type = record.type === 'RRSIG' ? record.covered : typeCode(record);
    const name = plainName(record.name);
    const set = sets.get(`${name} ${type}`) ?? { name, type, records: [], signatures: [] };
    if (record.type === 'RRSIG') set.signatures.push(record);
    else set.records.push(record);
    sets.set(`${name} ${type}`, set);
  }
  return [...sets.values()].filter((set) => set.records.length > 0);
}

/** Verifies a record set (RFC 4035 section 5.3): one good signature is enough. Where none is, the one that came furthest tells why. */
export function verifySet(set: SignedSet, signer: Signer): Verified {
  const said = titleOf(set);
  if (set.signatures.length === 0) return { ok: false, why: `${said} has no signature` };
  const tried = set.signatures.map((signature) => trySignature(set, signature, signer));
  const good = tried.flatMap((each) => (each.ok ? [each] : [])).sort((a, b) => b.until.getTime() - a.until.getTime())[0];
  if (good) return good;
  const furthest = tried.flatMap((each) => (each.ok ? [] : [each])).sort((a, b) => b.stage - a.stage)[0]!;
  return { ok: false, why: furthest.why };
}

/** A set in words: "A app.acme.test". */
export function titleOf({ name, type }: Pick<SignedSet, 'name' | 'type'>): string {
  return `${TYPE_NAMES.get(type) ?? `TYPE${type}`} ${name || '.'}`;
}

const TYPE_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(RECORD_TYPES).map(([name, code]) => [code, name]));

type Tried = Extract<Verified, { ok: true }> | { ok: false; why: string; stage: number };

function trySignature(set: SignedSet, signature: RecordOf<'RRSIG'>, { zone, keys, now }: Signer): Tried {
  const said = `the signature of ${titleOf(set)}`;
  const signed = signedName(set.name, signature.labels);
  if (plainName(signature.signer) !== zone || signed === null || signature.labels < labelsOf(zone).length)
    return { ok: false, stage: 0, why: `${said} is not made by ${zone}` };
  const named = keys.filter((key) => key.algorithm === signature.algorithm && keyTag(key) === signature.keyTag && signs(key));
  if (named.length === 0) return { ok: false, stage: 1, why: `${said} is made with key ${signature.keyTag}, which the zone does not have` };
  const [from, until] = [timeOf(signature.inception, now), timeOf(signature.expires, now)];
  if (until < now) return { ok: false, stage: 2, why: `${said} ended on ${shown(until)}` };
  if (from > now) return { ok: false, stage: 2, why: `${said} is not valid before ${shown(from)}` };
  const data = signedData(set, signature, signed);
  if (named.some((key) => verifies(key, data, signature.signature)))
    return { ok: true, from, until, denied: signed === set.name ? null : closer(set.name, signature.labels) };
  return { ok: false, stage: 3, why: `${said} does not fit the records` };
}

/** The name that was signed: that of the records, or the wildcard they come from; null when the signature has more labels than the name. */
function signedName(name: string, labels: number): string | null {
  const own = labelsOf(name);
  const counted = own.length - (name.startsWith('*.') ? 1 : 0);
  if (labels > counted) return null;
  return labels === counted ? name : `*.${ancestor(name, own.length - labels)}`.replace(/\.$/, '');
}

/** The name that lies one label below the wildcard's place, towards the records. */
function closer(name: string, labels: number): string {
  return ancestor(name, labelsOf(name).length - labels - 1);
}

function ancestor(name: string, up: number): string {
  return up === 0 ? name : ancestor(parentName(name), up - 1);
}

/** What the signature was made of (RFC 4034 section 3.1.8.1): its own fields, then each different record in canonical form and order. */
function signedData(set: SignedSet, signature: RecordOf<'RRSIG'>, name: string): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(set.type, 0);
  head.writeUInt16BE(set.records[0]!.class, 2);
  head.writeUInt32BE(signature.originalTtl, 4);
  const sorted = set.records.map((record) => Buffer.from(writeRdata(record, { canonical: true }))).sort((a, b) => Buffer.compare(a, b));
  const different = sorted.filter((rdata, i) => i === 0 || !rdata.equals(sorted[i - 1]!));
  const owner = writeName(name);
  const records = different.flatMap((rdata) => [owner, head, Uint8Array.of(rdata.length >> 8, rdata.length & 0xff), rdata]);
  return Buffer.concat([writeRdata({ ...signature, signature: new Uint8Array() }, { canonical: true }), ...records]);
}

/** Times are seconds modulo 2^32; the nearest to now is meant (RFC 4034 section 3.1.5). */
function timeOf(seconds: number, now: Date): Date {
  const current = Math.floor(now.getTime() / 1000);
  return new Date((current + ((seconds - current) | 0)) * 1000);
}

function shown(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
