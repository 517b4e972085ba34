import { createHash, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { bits, integer, nothing, octets, oid, sequence, setOf, tagged, time, utf8, yes } from './der.ts';
import type { Certificate, KeyKind } from './scenario.ts';

const DAY = 86_400_000;
/** Where public authorities say that their intermediate lies. */
const ISSUER_URL = 'http://e7.i.lencr.org/';
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const ECDSA_SHA1 = sequence(oid('1.2.840.10045.4.1'));
const RSA_SHA256 = sequence(oid('1.2.840.113549.1.1.11'), nothing);

/** A private key and the certificates a server sends with it, leaf first, both PEM. */
export interface Issued {
  key: string;
  cert: string;
}

/** The lab's certificate authorities: one public root that clients trust, an intermediate, and a private root that nobody trusts. */
export interface Authority {
  /** PEM of the trusted root. */
  root: string;
  issue(wanted: Certificate): Promise<Issued>;
}

interface Name {
  common: string;
  organisation?: string;
}

interface Signer {
  name: Name;
  key: KeyObject;
  publicKey: KeyObject;
  pem: string;
}

const makePair = promisify(generateKeyPair);

/** Makes new authorities. The intermediate is named "Let's Encrypt", so that CAA records have something to name. */
export async function makeAuthority(now = new Date()): Promise<Authority> {
  const root = await makeSigner({ common: 'Lab Root X1', organisation: 'Launch Ready Lab' }, now);
  const [intermediate, stranger] = await Promise.all([
    makeSigner({ common: 'E7', organisation: "Let's Encrypt" }, now, root),
    makeSigner({ common: 'Company Internal CA', organisation: 'Company' }, now),
  ]);
  return {
    root: root.pem,
    async issue(wanted) {
      const pair = await makeKeys(wanted.key ?? 'ec');
      const self: Signer = { name: { common: wanted.names[0] ?? 'localhost' }, key: pair.privateKey, publicKey: pair.publicKey, pem: '' };
      const from = wanted.issuer === 'self-signed' ? self : wanted.issuer?.startsWith('private-') ? stranger : intermediate;
      const leaf = certificate({
        subject: self,
        issuer: from,
        names: wanted.names,
        ...(from === intermediate ? { issuerUrl: ISSUER_URL } : {}),
        from: days(now, wanted.from ?? -20),
        until: days(now, wanted.until ?? 70),
        ...(wanted.hash ? { hash: wanted.hash } : {}),
      });
      const ended = { from: days(now, -3600), until: days(now, -40) };
      const expired = certificate({ subject: intermediate, issuer: root, ...ended });
      const crossed = async (): Promise<string> =>
        certificate({
          subject: root,
          issuer: await makeSigner({ common: 'Lab Root X0', organisation: 'Launch Ready Lab' }, now),
          ...ended,
        });
      const sent = await sentWith(wanted, {
        leaf,
        intermediate: intermediate.pem,
        root: root.pem,
        stranger: stranger.pem,
        expired,
        crossed,
      });
      return { key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: sent.join('') };
    },
  };
}

interface Pems extends Record<'leaf' | 'intermediate' | 'root' | 'stranger' | 'expired', string> {
  crossed: () => Promise<string>;
}

/** The list that a server sends. */
async function sentWith({ issuer = 'intermediate' }: Certificate, { leaf, ...others }: Pems): Promise<string[]> {
  switch (issuer) {
    case 'intermediate':
      return [leaf, others.intermediate];
    case 'expired-intermediate':
      return [leaf, others.expired];
    case 'expired-cross-sign':
      return [leaf, others.intermediate, await others.crossed()];
    case 'wrong-order':
      return [leaf, others.root, others.intermediate];
    case 'foreign-extra':
      return [leaf, others.intermediate, others.stranger];
    case 'private-chain':
      return [leaf, others.stranger];
    case 'missing-intermediate':
    case 'self-signed':
    case 'private-root':
      return [leaf];
    default:
      return issuer satisfies never;
  }
}

async function makeSigner(name: Name, now: Date, by?: Signer): Promise<Signer> {
  const pair = await makeKeys('ec');
  const self: Signer = { name, key: pair.privateKey, publicKey: pair.publicKey, pem: '' };
  return { ...self, pem: certificate({ subject: self, issuer: by ?? self, from: days(now, -700), until: days(now, 2900) }) };
}

function makeKeys(kind: KeyKind): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (kind === 'ec') return makePair('ec', { namedCurve: 'P-256' });
  return makePair('rsa', { modulusLength: kind === 'rsa1024' ? 1024 : 2048 });
}

/** A certificate as PEM (RFC 5280 section 4.1); without `names` it is an authority's. */
function certificate(of: {
  subject: Signer;
  issuer: Signer;
  names?: readonly string[];
  issuerUrl?: string;
  from: Date;
  until: Date;
  hash?: 'sha1';
}): string {
  const { hash = 'sha256' } = of;
  const algorithm = of.issuer.key.asymmetricKeyType === 'rsa' ? RSA_SHA256 : hash === 'sha1' ? ECDSA_SHA1 : ECDSA_SHA256;
  const spki = of.subject.publicKey.export({ type: 'spki', format: 'der' });
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    distinguished(of.issuer.name),
    sequence(time(of.from), time(of.until)),
    distinguished(of.subject.name),
    spki,
    tagged(
      3,
      sequence(
        ...(of.names ? leafExtensions(of.names) : authorityExtensions()),
        ...(of.issuerUrl ? [issuerAccess(of.issuerUrl)] : []),
        ...keyIds(of.subject, of.issuer),
      ),
    ),
  );
  const der = sequence(body, algorithm, bits(sign(algorithm === ECDSA_SHA1 ? 'sha1' : 'sha256', body, of.issuer.key)));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguished({ common, organisation }: Name): Buffer {
  const part = (id: string, text: string): Buffer => setOf(sequence(oid(id), utf8(text)));
  return sequence(...(organisation ? [part('2.5.4.10', organisation)] : []), part('2.5.4.3', common));
}

function leafExtensions(names: readonly string[]): Buffer[] {
  const alternatives = names.map((name) =>
    isIP(name) === 4 ? tagged(7, Buffer.from(name.split('.').map(Number)), true) : tagged(2, Buffer.from(name), true),
  );
  return [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', bits(Buffer.from([0xa0]), 5), true),
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(...alternatives)),
  ];
}

function authorityExtensions(): Buffer[] {
  return [extension('2.5.29.19', sequence(yes), true), extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true)];
}

/** Where the issuer's certificate can be fetched (RFC 5280 section 4.2.2.1). */
function issuerAccess(url: string): Buffer {
  return extension('1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.2'), tagged(6, Buffer.from(url), true))));
}

function keyIds(subject: Signer, issuer: Signer): Buffer[] {
  const id = (of: Signer): Buffer =>
    createHash('sha1')
      .update(of.publicKey.export({ type: 'spki', format: 'der' }))
      .digest();
  return [extension('2.5.29.14', octets(id(subject))), extension('2.5.29.35', sequence(tagged(0, id(issuer), true)))];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octets(value));
}

function days(now: Date, count: number): Date {
  return new Date(now.getTime() + count * DAY);
}
