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

  const sends = (where: string, status = 302) => http((_, response) => void response.writeHead(status, { Location: where }).end());
  const NAMES = ['acme.test A 192.0.2.1', 'www.acme.test A 192.0.2.2', 'parked.example A 192.0.2.3'];

  test('follows a redirect to the canonical host, and adds the times of both up (OBS-1)', async () => {
    const home = http((_, response) => void response.end('welcome'));
    await using web = await openWeb({ '192.0.2.1:80': sends('http://www.acme.test/en#top', 301), '192.0.2.2:80': home }, NAMES);
    const one = await look(web.io, monitor('http://acme.test/', { statuses: [200], contains: 'welcome' }));
    expect(one).toMatchObject({ outcome: 'ok', status: 200, redirects: 1, landed: 'www.acme.test/en', address: '192.0.2.2' });
    expect(web.connections).toMatchObject({ '192.0.2.1:80': 1, '192.0.2.2:80': 1 });
    const straight = await look(web.io, monitor('http://www.acme.test/'));
    expect(straight).toMatchObject({ outcome: 'ok' });
    expect(straight).not.toHaveProperty('redirects');
  });

  test.each<[string, Record<string, ReturnType<typeof http>>, Partial<Monitor>, object]>([
    [
      'to a parked domain is down, and the other site is not asked',
      { '192.0.2.1:80': sends('http://parked.example/'), '192.0.2.3:80': http((_, response) => void response.end('for sale')) },
      {},
      { outcome: 'fail', cause: 'redirect', code: 'redirect-elsewhere', says: 'acme.test sends people to another site, parked.example' },
    ],
    [
      'in a circle is down',
      { '192.0.2.1:80': sends('http://www.acme.test/'), '192.0.2.2:80': sends('http://acme.test/') },
      {},
      { outcome: 'fail', code: 'redirect-loop', says: 'acme.test redirects in a circle, over acme.test/' },
    ],
    [
      'without end is down',
      { '192.0.2.1:80': http((request, response) => void response.writeHead(302, { Location: `${request.url}x` }).end()) },
      {},
      { outcome: 'fail', code: 'redirect-many', says: 'acme.test redirects more than 5 times' },
    ],
    [
      'without a place is down',
      { '192.0.2.1:80': http((_, response) => void response.writeHead(302).end()) },
      {},
      { outcome: 'fail', code: 'redirect-nowhere' },
    ],
    ['to a scheme of its own is down', { '192.0.2.1:80': sends('javascript:alert(1)') }, {}, { outcome: 'fail', code: 'redirect-nowhere' }],
    [
      'to an error is down',
      { '192.0.2.1:80': sends('http://www.acme.test/'), '192.0.2.2:80': http((_, response) => void response.writeHead(502).end()) },
      {},
      { outcome: 'fail', status: 502, says: 'www.acme.test answers 502', redirects: 1 },
    ],
    [
      'to a private address is refused',
      { '192.0.2.1:80': sends('http://in.acme.test/') },
      {},
      { outcome: 'fail', cause: 'dns', code: 'private-address' },
    ],
    [
      'that the config expects is not followed',
      { '192.0.2.1:80': sends('http://parked.example/') },
      { statuses: [302] },
      { outcome: 'ok', status: 302 },
    ],
    [
      'that is another one than the config expects is down',
      { '192.0.2.1:80': sends('/x') },
      { statuses: [301] },
      { outcome: 'fail', code: 'http-302' },
    ],
    [
      'of a webhook is down, as its senders do not follow',
      { '192.0.2.1:80': sends('/there') },
      { kind: 'webhook', statuses: [200, 405] },
      { outcome: 'fail', code: 'http-302' },
    ],
  ])('at a redirect %s (OBS-1)', async (_, servers, more, wanted) => {
    await using web = await openWeb(servers, [...NAMES, 'in.acme.test A 10.0.0.1']);
    expect(await look(web.io, monitor('http://acme.test/', more))).toMatchObject(wanted);
    expect(web.connections['192.0.2.3:80'] ?? 0).toBe(0);
  });

  test('keeps the secrets of its headers from the hosts that a redirect leads to', async () => {
    const got: (string | undefined)[] = [];
    const other = http((request, response) => {
      got.push(request.headers.authorization);
      response.end('hello');
    });
    await using web = await openWeb({ '192.0.2.1:80': sends('http://www.acme.test/'), '192.0.2.2:80': other }, NAMES, {
      env: { KEY: 'k' },
    });
    expect(await look(web.io, monitor('http://acme.test/', { headers: { Authorization: '${KEY}' } }))).toMatchObject({ outcome: 'ok' });
    expect(got).toEqual([undefined]);
  });

  test('takes the cookie that a site asks for before it lets anybody in', async () => {
    const site = http((request, response) => {
      if (request.headers.cookie === 'seen=1') response.end('in');
      else response.writeHead(302, { Location: '/', 'Set-Cookie': 'seen=1; Path=/; HttpOnly' }).end();
    });
    await using web = await openWeb({ '192.0.2.1:80': site }, NAMES);
    expect(await look(web.io, monitor('http://acme.test/', { contains: 'in' }))).toMatchObject({ outcome: 'ok', redirects: 1 });
  });

  test('hears from a health route that its database is down, also when its answer never ends (OBS-8)', async () => {
    const site = http((request, response) => {
      response.writeHead(503, { 'Content-Type': 'application/json' });
      if (request.url === '/slow') response.write('{"database":');
      else response.end('{"status":"error","checks":{"database":{"status":"down"}}}');
    });
    await using web = await openWeb({ '192.0.2.1:80': site }, NAMES);
    expect(await look(web.io, monitor('http://acme.test/health'))).toMatchObject({
      code: 'http-503',
      blame: { part: 'database', who: 'the database' },
    });
    const slow = await look(web.io, monitor('http://acme.test/slow'));
    expect(slow).toMatchObject({ code: 'http-503' });
    expect(slow).not.toHaveProperty('blame');
  });
});
