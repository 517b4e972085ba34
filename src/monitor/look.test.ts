import { describe, expect, test } from 'vitest';
import { answersFrom, dnsServer } from '../../test/dns-server.ts';
import { routeTo, testIo } from '../../test/io.ts';
import { listen } from '../../test/watching.ts';
import { authority, http, https, openWeb, raw, tcp } from '../../test/web.ts';
import { look } from './look.ts';
import type { Monitor } from './types.ts';

const monitor = (url: string, more: Partial<Monitor> = {}): Monitor => ({
  id: 'm',
  name: 'home',
  url,
  kind: 'home',
  intervalMs: 6e4,
  targetMs: 1e3,
  failureMs: 2e3,
  ...more,
});

describe('a look', () => {
  test('times each phase on a fresh connection and tells the days of the certificate (OBS-1, TLS-5)', async () => {
    const site = await https(['acme.test'], (_, response) => void response.end('welcome back'));
    await using web = await openWeb({ '192.0.2.1:443': site }, ['acme.test A 192.0.2.1'], {
      now: () => new Date(),
      ca: [(await authority()).root],
    });
    const one = await look(web.io, monitor('https://acme.test/'));
    expect(one).toMatchObject({ outcome: 'ok', status: 200, cause: null, address: '192.0.2.1', slow: false });
    for (const phase of [one.dnsMs, one.tcpMs, one.tlsMs, one.ttfbMs]) expect(phase).toBeGreaterThan(0);
    expect(one.totalMs).toBeGreaterThanOrEqual(one.dnsMs! + one.tcpMs! + one.tlsMs! + one.ttfbMs! - 1);
    expect(one.certDays).toBeGreaterThan(30);
    await look(web.io, monitor('https://acme.test/'));
    expect(web.connections['192.0.2.1:443']).toBe(2);
  });

  test('asks DNS anew each time, so that a move is seen', async () => {
    let home = '192.0.2.1';
    await using dns = await dnsServer((asked) => answersFrom([`acme.test A ${home}`])(asked));
    await using site = await listen((_, response) => void response.end());
    const { port } = new URL(site.url);
    const here = { host: '127.0.0.1', port: Number(port) };
    const io = testIo({ resolver: ['9.9.9.9:53'], route: routeTo({ '9.9.9.9:53': dns, '192.0.2.1:80': here, '192.0.2.2:80': here }) });
    expect((await look(io, monitor('http://acme.test/'))).address).toBe('192.0.2.1');
    home = '192.0.2.2';
    expect((await look(io, monitor('http://acme.test/'))).address).toBe('192.0.2.2');
  });

  test.each<[string, { status: number; headers?: Record<string, string> }, object]>([
    ['answers 503', { status: 503 }, { outcome: 'fail', cause: 'status', code: 'http-503', says: 'acme.test answers 503' }],
    [
      'is under maintenance',
      { status: 503, headers: { 'Retry-After': '60' } },
      { cause: 'status', says: 'acme.test says that it is under maintenance (503)' },
    ],
    ['answers 404', { status: 404 }, { outcome: 'fail', cause: 'status' }],
    ['redirects', { status: 302, headers: { Location: '/login' } }, { outcome: 'ok', status: 302 }],
  ])('of a site that %s', async (_, { status, headers }, wanted) => {
    await using web = await openWeb({ '192.0.2.1:80': http((_request, response) => void response.writeHead(status, headers).end()) }, [
      'acme.test A 192.0.2.1',
    ]);
    expect(await look(web.io, monitor('http://acme.test/'))).toMatchObject(wanted);
  });

  test('holds the text against what the page should show, and sends headers with secrets of the environment and a request id (OBS-1, LOG-3)', async () => {
    let cookie: string | undefined;
    let sent: unknown;
    const site = http((request, response) => {
      cookie = request.headers.cookie;
      sent = request.headers['x-request-id'];
      response.end('Your orders');
    });
    await using web = await openWeb({ '192.0.2.1:80': site }, ['acme.test A 192.0.2.1'], { env: { SESSION: 'abc' } });
    const at = monitor('http://acme.test/orders', { contains: 'Your orders', headers: { Cookie: 'session=${SESSION}' } });
    expect(await look(web.io, at)).toMatchObject({ outcome: 'ok' });
    expect(cookie).toBe('session=abc');
    expect(sent).toMatch(/^[0-9a-f-]{36}$/);
    expect(await look(web.io, { ...at, contains: 'Sign in' })).toMatchObject({ outcome: 'fail', cause: 'content' });
    const without = await look(web.io, { ...at, headers: { Cookie: 'session=${OTHER}' } });
    expect(without).toMatchObject({ outcome: 'unknown', says: 'The environment has no OTHER.' });
  });

  test.each([
    ['a name that is not there', {}, [], { cause: 'dns', code: 'no-address' }],
    ['a port where nobody listens', {}, ['acme.test A 127.0.0.1'], { cause: 'dns', code: 'private-address' }],
    [
      'a server that hangs up',
      { '192.0.2.1:80': tcp((socket) => void socket.destroy()) },
      ['acme.test A 192.0.2.1'],
      { cause: 'connect', code: 'ECONNRESET' },
    ],
    [
      'a server that does not speak HTTP',
      { '192.0.2.1:80': raw('SSH-2.0-OpenSSH\r\n') },
      ['acme.test A 192.0.2.1'],
      { cause: 'connect', code: 'malformed' },
    ],
  ])('at %s fails with its cause', async (_, servers, zone, wanted) => {
    await using web = await openWeb(servers, zone);
    expect(await look(web.io, monitor('http://acme.test/'))).toMatchObject({ outcome: 'fail', status: null, ...wanted });
  });

  test('at a silent server ends in time', async () => {
    await using web = await openWeb({ '192.0.2.1:80': tcp(() => undefined) }, ['acme.test A 192.0.2.1']);
    expect(await look(web.io, monitor('http://acme.test/', { intervalMs: 1_000 }))).toMatchObject({
      outcome: 'fail',
      cause: 'timeout',
      code: 'timeout',
    });
  });

  test('at a certificate that browsers refuse fails in TLS', async () => {
    const site = await https(['other.test'], (_, response) => void response.end());
    await using web = await openWeb({ '192.0.2.1:443': site }, ['acme.test A 192.0.2.1'], {
      now: () => new Date(),
      ca: [(await authority()).root],
    });
    expect(await look(web.io, monitor('https://acme.test/'))).toMatchObject({
      outcome: 'fail',
      cause: 'tls',
      code: 'untrusted',
      certDays: expect.any(Number),
    });
    expect(await look({ ...web.io, ca: [] }, monitor('https://acme.test/'))).toMatchObject({ cause: 'tls', code: 'untrusted' });
  });

  test('at a private address is refused unless it is allowed', async () => {
    expect(await look(testIo(), monitor('http://127.0.0.1:1/'))).toMatchObject({ outcome: 'fail', code: 'private-address' });
    expect(await look(testIo({ allowPrivate: true }), monitor('http://127.0.0.1:1/'))).toMatchObject({
      cause: 'connect',
      code: 'ECONNREFUSED',
    });
  });
});
