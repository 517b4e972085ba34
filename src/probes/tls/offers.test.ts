import { type AddressInfo, connect } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { authority, openWeb, raw, tcp } from '../../../test/web.ts';
import { askHello } from './ask-hello.ts';
import { tlsOffers } from './offers.ts';

const ZONE = ['acme.test A 192.0.2.1'];
const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
const ASKING = { version: 'TLSv1', suites: [0x002f], groups: [0x1d], alpn: [] } as const;

type Servers = Parameters<typeof openWeb>[0];

async function look(servers: Servers, zone = ZONE): Promise<Awaited<ReturnType<typeof tlsOffers.collect>>> {
  await using web = await openWeb(servers, zone);
  return tlsOffers.sees.parse(await tlsOffers.collect(HOST, web.io));
}

async function server(options: Parameters<typeof createTls>[0]): Promise<ReturnType<typeof createTls>> {
  const made = createTls({ ...(await (await authority()).issue({ names: ['acme.test'] })), ...options });
  made.on('tlsClientError', () => undefined);
  return made;
}

test('a server of today takes nothing old or weak, and is asked three times', async () => {
  await using web = await openWeb({ '192.0.2.1:443': await server({}) }, ZONE);
  const { addresses } = await tlsOffers.collect(HOST, web.io);
  expect(addresses).toEqual([
    {
      address: '192.0.2.1',
      old: [],
      weak: [],
      group: expect.stringMatching(/^(X25519MLKEM768|x25519)$/),
      dheBits: null,
      refusesFallback: null,
    },
  ]);
  expect(web.connections).toEqual({ '192.0.2.1:443': 3 });
});

test('old versions beside new ones, on the address that has them', async () => {
  const zone = [...ZONE, 'acme.test A 192.0.2.2'];
  const old = await server({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  const { addresses } = await look({ '192.0.2.1:443': await server({}), '192.0.2.2:443': old }, zone);
  expect(addresses.map(({ address, old: versions }) => [address, versions])).toEqual([
    ['192.0.2.1', []],
    ['192.0.2.2', ['TLSv1.1', 'TLSv1']],
  ]);
  expect(addresses.map(({ refusesFallback }) => refusesFallback)).toEqual([null, true]);
});

test('a server that does not know a second try when it sees one', async () => {
  const old = await server({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  const deaf = tcp((socket) => {
    socket.once('data', (hello: Buffer) => {
      const at = hello.indexOf(Buffer.from([0x56, 0x00]), 44);
      if (at > 0) hello.set([0x00, 0xff], at); // TLS_FALLBACK_SCSV as a signal that changes nothing
      const behind = connect((old.address() as AddressInfo).port, '127.0.0.1'); // as: a TCP server has no path
      behind.on('error', () => socket.destroy()).write(hello);
      return socket.pipe(behind).pipe(socket);
    });
  });
  const { addresses } = await look({ '192.0.2.1:443': deaf, '192.0.2.2:443': old });
  expect(addresses).toMatchObject([{ old: ['TLSv1.1', 'TLSv1'], refusesFallback: false }]);
});

test('the prime of the finite-field key exchange, and then nothing more of it is asked', async () => {
  const { key, cert } = await (await authority()).issue({ names: ['acme.test'], key: 'rsa2048' });
  const made = await server({
    key,
    cert,
    ciphers: 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384',
    dhparam: 'auto',
    maxVersion: 'TLSv1.2',
  });
  await using web = await openWeb({ '192.0.2.1:443': made }, ZONE);
  const { addresses } = await tlsOffers.collect(HOST, web.io);
  expect(addresses).toMatchObject([{ weak: [], dheBits: 2048 }]);
  expect(web.connections).toEqual({ '192.0.2.1:443': 4 });
});

test('a server without TLS 1.3 has no group', async () => {
  const { addresses } = await look({ '192.0.2.1:443': await server({ maxVersion: 'TLSv1.2' }) });
  expect(addresses).toMatchObject([{ old: [], weak: [], group: null }]);
});

describe('what is no answer', () => {
  test('plain HTTP, a closed port and no address are none', async () => {
    expect(await look({ '192.0.2.1:443': raw('HTTP/1.1 400 Bad Request\r\n\r\n') })).toEqual({ addresses: [] });
    expect(await look({}, ['acme.test TXT hello'])).toEqual({ addresses: [] });
  });

  test('a reset is asked once more and then unknown, never "not supported"', async () => {
    const resets = tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await using web = await openWeb({ '192.0.2.1:443': resets }, ZONE);
    expect(await askHello(web.io, { ...HOST, address: '192.0.2.1', ms: 2_000 }, ASKING)).toMatchObject({ is: 'unknown' });
    expect(web.connections).toEqual({ '192.0.2.1:443': 2 });
    await expect(tlsOffers.collect(HOST, web.io)).rejects.toMatchObject({ code: 'timeout' });
  });

  test('silence is unknown', async () => {
    await using web = await openWeb({ '192.0.2.1:443': tcp(() => undefined) }, ZONE);
    expect(await askHello(web.io, { ...HOST, address: '192.0.2.1', ms: 100 }, ASKING)).toMatchObject({ is: 'unknown' });
  });

  test.each([
    ['handshake_failure', 40, 'no'],
    ['protocol_version', 70, 'no'],
    ['insufficient_security', 71, 'no'],
    ['inappropriate_fallback', 86, 'no'],
    ['internal_error', 80, 'unknown'],
    ['unrecognized_name', 112, 'unknown'],
  ])('the alert %s (%i) is %s', async (_name, code, is) => {
    await using web = await openWeb({ '192.0.2.1:443': raw(Uint8Array.from([21, 3, 1, 0, 2, 2, code])) }, ZONE);
    expect(await askHello(web.io, { ...HOST, address: '192.0.2.1', ms: 2_000 }, ASKING)).toMatchObject({ is, because: `alert ${code}` });
  });

  test('a close is no', async () => {
    await using web = await openWeb({ '192.0.2.1:443': tcp((socket) => socket.once('data', () => socket.end())) }, ZONE);
    expect(await askHello(web.io, { ...HOST, address: '192.0.2.1', ms: 2_000 }, ASKING)).toMatchObject({ is: 'no' });
  });

  test('a server that speaks on without end is given up', async () => {
    const warnings = Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([21, 3, 1, 0, 2, 1, 0])));
    await using web = await openWeb({ '192.0.2.1:443': raw(warnings) }, ZONE);
    expect(await askHello(web.io, { ...HOST, address: '192.0.2.1', ms: 5_000 }, ASKING)).toMatchObject({ is: 'absent' });
  });

  test('a server that hangs on old hellos alone leaves the old versions open', async () => {
    const modern = await server({});
    const picky = tcp((socket) => {
      socket.once('data', (hello: Buffer) => {
        if (hello[10] !== 3) return socket.resetAndDestroy(); // the client version is older than TLS 1.2
        const behind = connect((modern.address() as AddressInfo).port, '127.0.0.1'); // as: a TCP server has no path
        behind.on('error', () => socket.destroy()).write(hello);
        return socket.pipe(behind).pipe(socket);
      });
    });
    const { addresses } = await look({ '192.0.2.1:443': picky, '192.0.2.2:443': modern });
    expect(addresses).toMatchObject([{ old: null, weak: [] }]);
  });
});
