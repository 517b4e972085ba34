import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { authority, https, openWeb, raw, tcp } from '../../../test/web.ts';
import type { Certificate } from '../../lab/scenario.ts';
import { heard, tlsCertificate } from './certificate.ts';
import { oldSignatureIn } from './describe.ts';
import { handshake } from './handshake.ts';

const ZONE = ['acme.test A 192.0.2.1'];
const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
type Saw = Awaited<ReturnType<typeof tlsCertificate.collect>>;

async function look(server: Parameters<typeof openWeb>[0][string], zone = ZONE): Promise<Saw> {
  await using web = await openWeb({ '192.0.2.1:443': server }, zone, { ca: [(await authority()).root] });
  return tlsCertificate.sees.parse(await tlsCertificate.collect(HOST, web.io));
}

async function certified(
  wanted: Partial<Certificate>,
  options: Parameters<typeof createTls>[0] = {},
  more = '',
): Promise<ReturnType<typeof createTls>> {
  const { key, cert } = await (await authority()).issue({ names: ['acme.test'], ...wanted });
  const server = createTls({ key, cert: `${cert}${more}`, ...options }, (socket) => {
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', () => undefined);
  return server;
}

test('a good host: protocol, trust and the chain as it was sent', async () => {
  const { addresses } = await look(await https(['acme.test', '*.acme.test'], (_request, response) => response.end()));
  expect(addresses).toHaveLength(1);
  expect(addresses[0]).toMatchObject({
    address: '192.0.2.1',
    outcome: 'handshake',
    error: null,
    protocol: 'TLSv1.3',
    alpn: 'http/1.1',
    trusted: true,
    problem: null,
    marked: true,
  });
  const [leaf, intermediate] = addresses[0]?.chain ?? [];
  expect(leaf).toMatchObject({
    subject: 'acme.test',
    issuerOrganisation: "Let's Encrypt",
    names: ['acme.test', '*.acme.test'],
    keyType: 'ec',
    keyBits: 256,
    selfSigned: false,
  });
  expect(leaf?.until).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(leaf?.signature).toBe('ecdsa-with-SHA256');
  expect(intermediate?.issuerOrganisation).toBe('Launch Ready Lab');
  expect(addresses[0]?.chain).toHaveLength(2);
});

test.each([
  ['a missing intermediate', { issuer: 'missing-intermediate' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1],
  ['a self-signed certificate', { issuer: 'self-signed' }, 'DEPTH_ZERO_SELF_SIGNED_CERT', 1],
  ['a private root', { issuer: 'private-root' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1],
  ['an expired certificate', { from: -100, until: -1 }, 'CERT_HAS_EXPIRED', 2],
  ['a certificate of tomorrow', { from: 1 }, 'CERT_NOT_YET_VALID', 2],
  ['an expired intermediate', { issuer: 'expired-intermediate' }, 'CERT_HAS_EXPIRED', 2],
  ['a private root that is sent along', { issuer: 'private-chain' }, 'SELF_SIGNED_CERT_IN_CHAIN', 2],
] as const)('%s is a handshake with its problem named', async (_name, wanted, problem, length) => {
  const { addresses } = await look(await certified(wanted));
  expect(addresses[0]).toMatchObject({ outcome: 'handshake', trusted: false, problem });
  expect(addresses[0]?.chain).toHaveLength(length);
});

test('who signs for itself is known by the signature, although its key may sign no certificates', async () => {
  const { addresses } = await look(await certified({ issuer: 'self-signed' }));
  expect(addresses[0]?.chain).toMatchObject([{ selfSigned: true, issuer: 'acme.test' }]);
});

test('a certificate for another name is trusted: names are judged elsewhere', async () => {
  const { addresses } = await look(await certified({ names: ['other.test'] }));
  expect(addresses[0]).toMatchObject({ trusted: true, chain: [{ names: ['other.test'] }, {}] });
});

test('the list is told as it was sent, also where the library puts it in order', async () => {
  const order = async (issuer: NonNullable<Certificate['issuer']>): Promise<unknown> =>
    (await look(await certified({ issuer }))).addresses[0]?.sent;
  const [leaf, intermediate] = ['acme.test', 'E7'];
  expect(await order('intermediate')).toEqual([
    { subject: leaf, issuedBy: 1 },
    { subject: intermediate, issuedBy: null },
  ]);
  expect(await order('wrong-order')).toEqual([
    { subject: leaf, issuedBy: 2 },
    { subject: 'Lab Root X1', issuedBy: 1 },
    { subject: intermediate, issuedBy: 1 },
  ]);
  expect(await order('foreign-extra')).toEqual([
    { subject: leaf, issuedBy: 1 },
    { subject: intermediate, issuedBy: null },
    { subject: 'Company Internal CA', issuedBy: 2 },
  ]);
  expect(await order('self-signed')).toEqual([{ subject: leaf, issuedBy: 0 }]);
});

test('a host of TLS 1.3 alone keeps its list to itself', async () => {
  const { addresses } = await look(await certified({}, { minVersion: 'TLSv1.3' }));
  expect(addresses[0]).toMatchObject({ outcome: 'handshake', sent: null, marked: null });
});

test('old protocols and short keys are seen, not refused', async () => {
  const { addresses } = await look(
    await certified({ key: 'rsa1024' }, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  );
  expect(addresses[0]).toMatchObject({ outcome: 'handshake', protocol: 'TLSv1.1', chain: [{ keyType: 'rsa', keyBits: 1024 }, {}] });
});

test('a signature with SHA-1 is told, whatever this Node knows', async () => {
  const { addresses } = await look(await certified({ hash: 'sha1' }, { ciphers: 'DEFAULT:@SECLEVEL=0' }));
  expect(addresses[0]).toMatchObject({ trusted: true, chain: [{ signature: 'ecdsa-with-SHA1' }, { signature: 'ecdsa-with-SHA256' }] });
  const derOf = async (wanted: Partial<Certificate>): Promise<Buffer> =>
    new X509Certificate((await (await authority()).issue({ names: ['acme.test'], ...wanted })).cert).raw;
  expect(oldSignatureIn(await derOf({ hash: 'sha1' }))).toBe('ecdsa-with-SHA1');
  expect(oldSignatureIn(await derOf({}))).toBeNull();
  expect(oldSignatureIn(Buffer.from([0x30, 0x84]))).toBeNull();
});

test('of very many names those that concern the host are kept', async () => {
  const names = [...Array.from({ length: 300 }, (_, i) => `n${i}.other.test`), 'acme.test'];
  const { addresses } = await look(await certified({ names }));
  expect(addresses[0]?.chain[0]?.names).toHaveLength(100);
  expect(addresses[0]?.chain[0]?.names[0]).toBe('acme.test');
});

test('a certificate message larger than clients take is an outcome', async () => {
  const { cert } = await (await authority()).issue({ names: ['acme.test'] });
  const intermediate = cert.slice(cert.indexOf('-----BEGIN', 1));
  const { addresses } = await look(await certified({}, {}, intermediate.repeat(400)));
  expect(addresses[0]).toMatchObject({ outcome: 'alert', error: 'acme.test sends a certificate too large for clients' });
});

describe('no handshake', () => {
  test.each([
    ['plain http on the TLS port', raw('HTTP/1.1 400 Bad Request\r\n\r\n'), 'not-tls'],
    ['garbage', raw(Buffer.from('\u0000\u0001garbage'.repeat(50))), 'not-tls'],
    ['an alert', raw(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])), 'alert'],
    ['an unrecognised name', raw(Buffer.from([0x15, 3, 3, 0, 2, 2, 112])), 'alert'],
    ['a close', tcp((socket) => socket.once('data', () => socket.end())), 'reset'],
    ['a reset', tcp((socket) => socket.once('data', () => socket.resetAndDestroy())), 'reset'],
  ] as const)('%s', async (_name, server, outcome) => {
    const { addresses } = await look(server);
    expect(addresses[0]).toMatchObject({ outcome, protocol: null, trusted: false, chain: [] });
    expect(addresses[0]?.error).toMatch(/^acme\.test /);
  });

  test('a refused connection', async () => {
    const gone = tcp(() => undefined);
    await using web = await openWeb({ '192.0.2.1:443': gone }, ZONE);
    gone.close();
    await once(gone, 'close');
    expect(await tlsCertificate.collect(HOST, web.io)).toMatchObject({ addresses: [{ outcome: 'refused' }] });
  });

  test('silence is an outcome of one address, and no evidence when there is nothing else', async () => {
    await using web = await openWeb({ '192.0.2.1:443': tcp(() => undefined) }, ZONE);
    const silent = await handshake(web.io, { host: 'acme.test', address: '192.0.2.1', port: 443, ms: 100 });
    expect(silent).toMatchObject({ outcome: 'timeout', error: 'acme.test did not answer in time' });
    expect(() => heard('acme.test', [silent, null])).toThrow(/did not answer/);
    expect(() => heard('acme.test', [null])).toThrow(/no route/);
    expect(silent && heard('acme.test', [silent, { ...silent, outcome: 'refused' }])).toHaveLength(2);
  });

  test('a host without addresses has none to look at, one with private addresses alone is not looked at', async () => {
    await using web = await openWeb({}, ['acme.test TXT hello', 'inside.test A 10.0.0.1']);
    expect(await tlsCertificate.collect(HOST, web.io)).toEqual({ addresses: [] });
    await expect(tlsCertificate.collect({ ...HOST, host: 'inside.test' }, web.io)).rejects.toMatchObject({ code: 'private-address' });
  });
});

test('each address is asked, both families, at most four', async () => {
  const four = [1, 2, 3, 4, 5].map((i) => `192.0.2.${i}`);
  const zone = [...four.map((address) => `acme.test A ${address}`), 'acme.test AAAA 2001:db8::1'];
  const servers = await Promise.all([...four, '2001:db8::1'].map(async (address) => [`${address}:443`, await certified({})] as const));
  await using web = await openWeb(Object.fromEntries(servers), zone);
  const { addresses } = await tlsCertificate.collect(HOST, web.io);
  expect(addresses.map(({ address, outcome }) => [address, outcome])).toEqual(
    ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1'].map((address) => [address, 'handshake']),
  );
});
