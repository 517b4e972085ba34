import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { connect, isIP, isIPv6, SocketAddress } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lab, startLab } from './index.ts';
import type { Scenario } from './scenario.ts';
import healthy from './scenarios/healthy.ts';
import { scenarios } from './scenarios/index.ts';
import resolverTimeout from './scenarios/resolver-timeout.ts';
import { zoneFile } from './zone.ts';

const mess = scenarios.find((scenario) => scenario.name === 'ai-built-mess')!;

/** A c-ares resolver that asks a pretend server of the lab. */
function asking(lab: Lab, server = lab.resolver[0]!, options: { timeout?: number; tries?: number } = {}): Resolver {
  const at = lab.route(server.replace(/:\d+$/, ''), 53);
  const resolver = new Resolver(options);
  resolver.setServers([`${at.host}:${at.port}`]);
  return resolver;
}

interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

async function get(lab: Lab, url: string, options: { address: string; headers?: Record<string, string>; method?: string }): Promise<Got> {
  const { hostname, pathname, search } = new URL(url);
  const { host, port } = lab.route(options.address, 443);
  const asked = request({
    host,
    port,
    path: pathname + search,
    servername: hostname,
    headers: { Host: hostname, ...options.headers },
    method: options.method ?? 'GET',
    ca: [...lab.ca],
    agent: false,
  }).end();
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() };
}

function siteOf(host: string, changes: Partial<Scenario['sites'][number]>): Scenario {
  return {
    ...healthy,
    sites: [{ hosts: [host], addresses: ['76.76.21.21'], https: [{ path: '*', body: 'here' }], ...changes }],
    mail: [],
  };
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('the scenario %s', (_name, scenario) => {
  test('starts, and closes every socket', async () => {
    const lab = await startLab(scenario);
    const site = scenario.sites.find((each) => each.http)!;
    const place = lab.route(site.addresses[0]!, 80);
    const open = connect(place.port, place.host).on('error', () => undefined);
    await once(open, 'connect');
    await lab.close();
    await lab.close();
    const refused = connect(place.port, place.host);
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    // Another suite may have taken the port meanwhile; it ends what it does not know.
    expect(error.code).toMatch(/^ECONN(REFUSED|RESET)$/);
    open.destroy();
  });

  test('is plain data with sentences for people', () => {
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    expect(scenario.about).toMatch(/\.$/);
    for (const fault of scenario.faults) expect(fault.on).toMatch(/^(site|host|url|repo|log|tracker) \S+$/);
    const places = scenario.faults.map((fault) => `${fault.check} ${fault.on}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('dns', () => {
  test('the resolver follows aliases across zones and says what does not exist', async () => {
    await using lab = await startLab(healthy);
    const dns = asking(lab);
    expect(await dns.resolve4('www.acme.test')).toEqual(['76.76.21.21']);
    expect(await dns.resolve6('api.acme.test')).toEqual(['2a09:8280:1::3:b0c1']);
    expect(await dns.resolveMx('acme.test')).toEqual([expect.objectContaining({ exchange: 'smtp.google.com', priority: 1 })]);
    expect(await dns.resolve4('kate.ns.cloudflare.com')).toEqual(['108.162.192.126']);
    await expect(dns.resolve4('nobody.acme.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(dns.resolve4('example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(dns.resolve4('send.acme.test')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('a key longer than a UDP packet arrives over TCP', async () => {
    const long = 'k'.repeat(2_000);
    const zones = healthy.zones.map((zone) =>
      zone.name === 'acme.test' ? { ...zone, records: [...zone.records, `big TXT "${long}"`] } : zone,
    );
    await using lab = await startLab({ ...healthy, zones });
    expect((await asking(lab).resolveTxt('big.acme.test')).map((parts) => parts.join(''))).toEqual([long]);
  });

  test('name servers of one zone may disagree, refuse and keep old serials', async () => {
    await using lab = await startLab(mess);
    const [one, two, three] = ['45.90.28.10:53', '45.90.30.10:53', '45.90.31.10:53'].map((server) =>
      asking(lab, server, { tries: 1, timeout: 2_000 }),
    );
    expect(await one!.resolve4('app.coachly.test')).toEqual(['3.120.181.40']);
    expect(await two!.resolve4('app.coachly.test')).toEqual(['18.194.66.20']);
    expect((await two!.resolveSoa('coachly.test')).serial).toBeLessThan((await one!.resolveSoa('coachly.test')).serial);
    await expect(three!.resolve4('coachly.test')).rejects.toMatchObject({ code: 'EREFUSED' });
    expect(await one!.resolve4('anything.coachly.test')).toEqual(['185.158.133.1']);
  });

  test('a resolver that times out stays silent', async () => {
    await using lab = await startLab(resolverTimeout);
    await expect(asking(lab, undefined, { tries: 1, timeout: 200 }).resolve4('quiet.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });

  test('a resolver that is broken says SERVFAIL', async () => {
    await using lab = await startLab({ ...healthy, resolver: 'servfail' });
    await expect(asking(lab).resolve4('acme.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  test('bytes that are no question get no answer or FORMERR, and do not stop the server', async () => {
    await using lab = await startLab(healthy);
    const { createSocket } = await import('node:dgram');
    const socket = createSocket('udp4');
    const at = lab.route('9.9.9.9', 53);
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.alloc(12, 0xff), Buffer.alloc(40, 0xc0)])
      socket.send(bytes, at.port, at.host);
    socket.send(Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0]), at.port, at.host);
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer[3]! & 0xf).toBe(1);
    socket.close();
    expect(await asking(lab).resolve4('acme.test')).toEqual(['76.76.21.21']);
  });
});

describe('sites', () => {
  test('are trusted by the lab CA and told apart by SNI and Host', async () => {
    await using lab = await startLab(healthy);
    const home = await get(lab, 'https://acme.test/', { address: '76.76.21.21' });
    expect(home).toMatchObject({ status: 200, body: expect.stringContaining('Invoices that pay themselves') });
    const nonce = /'nonce-([^']+)'/.exec(String(home.headers['content-security-policy']))?.[1];
    expect(home.body).toContain(`nonce="${nonce}"`);
    const www = await get(lab, 'https://www.acme.test/a/b?c=1', { address: '76.76.21.21' });
    expect(www).toMatchObject({ status: 301, headers: { location: 'https://acme.test/a/b?c=1' } });
    const api = await get(lab, 'https://api.acme.test/api/health', { address: '2a09:8280:1:0::3:b0c1' });
    expect(JSON.parse(api.body)).toEqual({ status: 'ok', release: 'first' });
    expect(lab.counts).toMatchObject({ requests: 3, connections: 3 });
  });

  test('send what asks for a cookie elsewhere, and compress for those who can read it', async () => {
    await using lab = await startLab(healthy);
    const at = { address: '76.76.21.21' };
    expect((await get(lab, 'https://app.acme.test/dashboard', at)).headers.location).toBe('https://app.acme.test/login');
    expect((await get(lab, 'https://app.acme.test/dashboard', { ...at, headers: { Cookie: '__Host-session=1' } })).body).toContain(
      'Your invoices',
    );
    expect((await get(lab, 'https://acme.test/', { ...at, headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding']).toBe(
      'gzip',
    );
    expect((await get(lab, 'https://acme.test/', { ...at, method: 'HEAD' })).body).toBe('');
  });

  test.each([
    ['any', 'https://stranger.example', '*'],
    ['reflect', 'https://stranger.example', 'https://stranger.example'],
    ['null', 'null', 'null'],
    ['null', 'https://stranger.example', undefined],
    ['prefix', 'https://acme.test.example.com', 'https://acme.test.example.com'],
    ['prefix', 'https://stranger.example', undefined],
    ['suffix', 'https://evilacme.test', 'https://evilacme.test'],
    ['subdomains', 'https://old.acme.test', 'https://old.acme.test'],
    ['subdomains', 'https://evilacme.test', undefined],
    ['http', 'http://acme.test', 'http://acme.test'],
    ['http', 'https://evilacme.test', undefined],
  ] as const)('with the CORS rule %s answer the origin %s with %s', async (origins, origin, allowed) => {
    await using lab = await startLab(siteOf('acme.test', { https: [{ path: '*', json: {}, cors: { origins, credentials: true } }] }));
    const answer = await get(lab, 'https://acme.test/api', { address: '76.76.21.21', headers: { Origin: origin } });
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    expect(answer.headers['access-control-allow-credentials']).toBe(allowed === undefined || allowed === '*' ? undefined : 'true');
  });

  test.each([
    ['an expired certificate', { names: ['acme.test'], from: -90, until: -1 }, 'CERT_HAS_EXPIRED'],
    ['a missing intermediate', { names: ['acme.test'], issuer: 'missing-intermediate' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['a certificate that signed itself', { names: ['acme.test'], issuer: 'self-signed' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['a private root', { names: ['acme.test'], issuer: 'private-root' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['a foreign name', { names: ['other.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['an RSA key', { names: ['acme.test'], key: 'rsa2048' }, null],
  ] as const)('with %s are judged by Node as on the real internet', async (_what, certificate, code) => {
    await using lab = await startLab(siteOf('acme.test', { certificate }));
    const { host, port } = lab.route('76.76.21.21', 443);
    const socket = secureConnect({ host, port, servername: 'acme.test', ca: [...lab.ca], rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    expect((socket.authorizationError as { code?: string } | null | undefined)?.code ?? socket.authorizationError ?? null).toBe(code);
    socket.destroy();
  });

  test('may speak an old TLS version only, or plain HTTP on the TLS port', async () => {
    const old = { ...siteOf('acme.test', { tls: { max: 'TLSv1.1' } }) };
    const plain = { hosts: ['plain.test'], addresses: ['76.76.21.99'], https: [{ path: '*', body: 'plain' }], tls: 'none' } as const;
    await using lab = await startLab({ ...old, sites: [...old.sites, plain] });
    const { host, port } = lab.route('76.76.21.21', 443);
    const socket = secureConnect({
      host,
      port,
      servername: 'acme.test',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe('TLSv1.1');
    socket.destroy();
    const clear = connect(lab.route('76.76.21.99', 443).port, '127.0.0.1').end(
      'GET / HTTP/1.1\r\nHost: plain.test\r\nConnection: close\r\n\r\n',
    );
    let said = '';
    for await (const chunk of clear) said += String(chunk);
    expect(said).toContain('200 OK');
  });

  test('a client that leaves in the middle of a handshake breaks nothing, nor does closing then', async () => {
    const lab = await startLab(healthy);
    const { host, port } = lab.route('76.76.21.21', 443);
    const half = Array.from({ length: 20 }, () => connect(port, host).on('error', () => undefined));
    await Promise.all(half.map((socket) => once(socket, 'connect')));
    for (const socket of half) socket.write(Buffer.from('160301020001000200', 'hex'));
    half[0]!.resetAndDestroy();
    await expect(lab.close()).resolves.toBeUndefined();
    for (const socket of half) socket.destroy();
  });
});

describe('mail', () => {
  const greet = async (lab: Lab, address: string): Promise<string> => {
    const { host, port } = lab.route(address, 25);
    const socket = connect(port, host).setEncoding('utf8');
    let said = '';
    const steps = [[/^220 .*\r\n/, 'EHLO client.test\r\n'] as const, [/^250 .*\r\n/m, 'QUIT\r\n'] as const];
    socket.on('data', (text: string) => {
      said += text;
      if (steps[0]?.[0].test(said)) socket.write(steps.shift()![1]);
    });
    await once(socket, 'close');
    return said;
  };

  test('exchangers greet by name and offer STARTTLS or not', async () => {
    await using good = await startLab(healthy);
    expect(await greet(good, '142.250.27.26')).toMatch(/^220 smtp\.google\.com[^]*250.STARTTLS/);
    await using bad = await startLab(mess);
    expect(await greet(bad, '217.70.184.38')).not.toContain('STARTTLS');
  });
});

describe('route', () => {
  test('leads nowhere but to this machine and to private addresses', async () => {
    await using lab = await startLab(healthy);
    const known = [
      ...healthy.sites.flatMap((site) => site.addresses),
      '9.9.9.9',
      '198.41.0.4',
      ...healthy.zones.flatMap((zone) => zone.servers.map((server) => server.address)),
    ];
    const hosts = fc.oneof(
      fc.constantFrom(...known),
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
      fc.string(),
      fc.constantFrom('127.0.0.1', 'localhost', '::1', '[::1]'),
    );
    const ports = fc.oneof(fc.constantFrom(25, 53, 80, 443), fc.integer(), fc.double());
    fc.assert(
      fc.property(hosts, ports, (host, port) => {
        const { host: to, port: at } = lab.route(host, port);
        // One address has many spellings: 0:0::1 is ::1, and ::ffff:10.0.0.1 is 10.0.0.1.
        const told = isIPv6(host) ? new SocketAddress({ address: host, family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '') : host;
        const inside =
          to === host && Object.is(at, port) && /^(10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168)\.|^(::1$|f[cde])/i.test(told);
        expect(inside || (to === '127.0.0.1' && Number.isInteger(at))).toBe(true);
      }),
    );
  });

  test('leaves private addresses alone, which nobody asks', async () => {
    await using lab = await startLab(mess);
    expect(lab.route('192.168.1.20', 443)).toEqual({ host: '192.168.1.20', port: 443 });
    expect(lab.allowPrivate).toBe(false);
  });

  test('leads unknown addresses to a closed door', async () => {
    await using lab = await startLab(healthy);
    expect(lab.route('8.8.8.8', 53)).toEqual({ host: '127.0.0.1', port: 1 });
    expect(isIP(lab.route('76.76.21.21', 22).host)).toBe(4);
    expect(lab.route('76.76.21.21', 22).port).toBe(1);
  });
});

describe('delay', () => {
  test('adds the round trip to DNS, and to each step of a connection', async () => {
    await using lab = await startLab(healthy, { delayMs: 60 });
    let started = performance.now();
    await asking(lab).resolve4('acme.test');
    expect(performance.now() - started).toBeGreaterThan(55);
    started = performance.now();
    await get(lab, 'https://acme.test/', { address: '76.76.21.21' });
    expect(performance.now() - started).toBeGreaterThan(3 * 60 - 10); // TCP, TLS 1.3, request
  });
});

describe('zones', () => {
  const zone = {
    name: 'small.test',
    servers: [{ name: 'ns1.small.test', address: '192.0.2.53' }],
    records: ['@ A 192.0.2.1', 'say 60 TXT "two words" "a \\"quote\\""'],
  };

  test('are written as master files', () => {
    expect(zoneFile(zone).split('\n').slice(1)).toEqual([
      'small.test. 3600 IN NS ns1.small.test.',
      'small.test. 3600 IN A 192.0.2.1',
      'say.small.test. 60 IN TXT "two words" "a \\"quote\\""',
      '',
    ]);
  });

  test('a line that is no record is named', () => {
    expect(() => zoneFile({ ...zone, records: ['www SPF "v=spf1 -all"'] })).toThrow(
      'zone small.test: "www SPF "v=spf1 -all"" is not a record of a known type',
    );
  });
});
