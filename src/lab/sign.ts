import { createHash, createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto';
import { type Answer, encode } from 'dns-packet';

/** How a zone is signed: from and until when its signatures are good, in days from now, and whether the parent vouches for a key it lacks. */
export interface Signing {
  from?: number;
  until?: number;
  parentKey?: 'another';
}

const ED25519 = 15;
const SHA256 = 2;
const FLAGS = 257;
/** What precedes the 32 bytes of an Ed25519 key in its DER forms (RFC 8410). */
const SECRET_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = 12;
const DAY = 86_400;
const MESSAGE_HEAD = 12;
/** Type, class, TTL and length, which precede a record's data. */
const RECORD_HEAD = 10;

/** The key of a zone, always the same for a name, so that the parent can vouch for it and nobody has to keep it. */
function keyOf(name: string) {
  const seed = createHash('sha256').update(`the lab's key of ${name}`).digest();
  const secret = createPrivateKey({ key: Buffer.concat([SECRET_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const bytes = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_HEAD);
  const rdata = Buffer.from([FLAGS >> 8, FLAGS & 0xff, 3, ED25519, ...bytes]);
  const sum = rdata.reduce((total, byte, at) => total + (at % 2 === 0 ? byte * 256 : byte), 0);
  return { secret, bytes, rdata, tag: (sum + Math.floor(sum / 65_536)) % 65_536 };
}

/** The key record of a signed zone, as a line of its file. */
export function keyLine(zone: string): string {
  return `@ DNSKEY ${FLAGS} 3 ${ED25519} ${keyOf(zone).bytes.toString('base64')}`;
}

/** The DS record with which the parent vouches for a zone. */
export function dsLine(zone: string, { parentKey }: Signing): string {
  const { rdata, tag } = keyOf(parentKey === 'another' ? `${zone} at the host before` : zone);
  const owner = zone.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  const digest = createHash('sha256')
    .update(Uint8Array.from([...owner, 0]))
    .update(rdata)
    .digest('hex');
  return `${zone}. DS ${tag} ${ED25519} ${SHA256} ${digest}`;
}

/** Records with a signature behind each set of them. */
export function sign(records: readonly Answer[], zone: string, { from = -7, until = 21 }: Signing): Answer[] {
  const sets = Map.groupBy(records, ({ name, type }) => `${name} ${type}`);
  return [...sets.values()].flatMap((set) => [...set, signatureOf(set, zone, { from, until })]);
}

function signatureOf(set: readonly Answer[], zone: string, { from, until }: { from: number; until: number }): Answer {
  const [first] = set as readonly (Answer & { ttl: number })[]; // as: every record of a zone has a TTL
  const { name, type, ttl } = first!;
  const { secret, tag } = keyOf(zone);
  const now = Math.floor(Date.now() / 1000);
  const data = {
    typeCovered: type,
    algorithm: ED25519,
    labels: name.split('.').filter((label) => label !== '' && label !== '*').length,
    originalTTL: ttl,
    expiration: now + until * DAY,
    inception: now + from * DAY,
    keyTag: tag,
    signersName: zone,
    signature: Buffer.alloc(0),
  };
  const unsigned: Answer = { name, type: 'RRSIG', class: 'IN', ttl, data };
  // dns-packet does not compress, and the lab's names are lower case, so that its records are in canonical form.
  const records = set.map(bytesOf).sort((a, b) => Buffer.compare(a, b));
  const head = bytesOf(unsigned).subarray(wireLength(name) + RECORD_HEAD);
  return { ...unsigned, data: { ...data, signature: signBytes(null, Buffer.concat([head, ...records]), secret) } };
}

function bytesOf(record: Answer): Buffer {
  return encode({ type: 'response', answers: [record] }).subarray(MESSAGE_HEAD);
}

function wireLength(name: string): number {
  return name === '.' ? 1 : name.length + 2;
}
