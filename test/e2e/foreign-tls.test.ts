import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import keyExchange from '../../src/checks/tls/key-exchange.ts';
import { judgeExample } from '../../src/core/example.ts';
import type { Io } from '../../src/core/io.ts';
import { TLS_GROUPS } from '../../src/parsers/tls-hello.ts';
import { SUITES, weaknessOf } from '../../src/parsers/tls-suites.ts';
import { askHello } from '../../src/probes/tls/ask-hello.ts';
import { enumerate } from '../../src/probes/tls/enumerate.ts';
import { tlsOffers } from '../../src/probes/tls/offers.ts';
import { nmap, opensslView, pairs, sslscan } from '../foreign/suites-view.ts';
import { answersFrom, dnsServer } from '../dns-server.ts';
import { openTlsServers, type TlsServers } from '../foreign/tls-servers.ts';
import { SETTINGS } from '../foreign/tls-settings.ts';
import { testIo } from '../io.ts';

/** Groups that sslscan 2.0.7 does not know. */
const POST_QUANTUM = /MLKEM/;

/** Connections to a server of today, everything asked. */
const MODERN = 40;

let dns: Awaited<ReturnType<typeof dnsServer>>;
let servers: TlsServers;
let nmaps: Awaited<ReturnType<typeof nmap>>;
beforeAll(async () => {
  dns = await dnsServer(answersFrom(['acme.test A 192.0.2.1']));
  servers = await openTlsServers(SETTINGS);
  nmaps = await nmap(SETTINGS.map(({ name }) => servers.port(name)));
}, 120_000);
afterAll(() => Promise.all([dns, servers].map((each) => each[Symbol.asyncDispose]())));

/** An Io that reaches a setting, and counts connections. */
function counting(name: string): { io: Io; count: () => number } {
  const io = testIo({
    resolver: ['9.9.9.9:53'],
    route: (host) => (host === '9.9.9.9' ? { host: dns.host, port: dns.port } : { host: '127.0.0.1', port: servers.port(name) }),
  });
  let count = 0;
  return { count: () => count, io: { ...io, turn: (host, work) => ((count += 1), io.turn(host, work)) } };
}

/** What our own hellos find at a setting, and how many it took. */
const enumerations = new Map<string, ReturnType<typeof enumerateOnce>>();
function ours(name: string): ReturnType<typeof enumerateOnce> {
  const known = enumerations.get(name) ?? enumerateOnce(name);
  enumerations.set(name, known);
  return known;
}
async function enumerateOnce(name: string): Promise<Awaited<ReturnType<typeof enumerate>> & { connections: number }> {
  const { io, count } = counting(name);
  return { ...(await enumerate(io, TO)), connections: count() };
}

const SPOKEN = SETTINGS.filter(({ protocols }) => protocols !== '');
const TO = { host: 'acme.test', address: '192.0.2.1', port: 443, ms: 5_000 } as const;

test('at least twenty servers are compared, of three libraries', () => {
  expect(SPOKEN.length).toBeGreaterThanOrEqual(20);
  expect(new Set(SPOKEN.map(({ on }) => on)).size).toBe(3);
});

describe.each(SPOKEN)('$name', ({ name, protocols }) => {
  test('sslscan, nmap and openssl find the same', { timeout: 120_000 }, async () => {
    const { connections, open, ...all } = await ours(name);
    const found = pairs(all.suites.map(({ version, suite }) => [version, SUITES.get(suite) ?? '']));
    expect([...new Set(found.map((pair) => pair.split(' ')[0] ?? ''))].sort().join(' ')).toEqual(protocols);
    const port = servers.port(name);
    const [theirs, view] = await Promise.all([sslscan(port), opensslView(port, protocols.split(' ').at(-2))]);
    expect(found).toEqual(theirs.suites);
    expect(found).toEqual(nmaps.get(port)?.suites);
    expect(all.groups.filter((each) => !POST_QUANTUM.test(TLS_GROUPS.get(each) ?? '')).toSorted((a, b) => a - b)).toEqual(theirs.groups);
    expect([all.dheBits, all.dheBits]).toEqual([theirs.dheBits, nmaps.get(port)?.dheBits]);
    expect({ alpn: all.alpn, stapled: all.stapled, refusesFallback: all.refusesFallback }).toEqual(view);
    expect(open).toBe(0);
    const modern = /^(TLSv1.2 )?TLSv1.3$/.test(protocols) && found.every((pair) => /GCM|CHACHA20/.test(pair));
    expect(connections).toBeLessThanOrEqual(modern ? MODERN : found.length + MODERN);
  });

  test('three connections tell what an audit needs, a few more what is old or weak', async () => {
    const { io, count } = counting(name);
    const all = await ours(name);
    const { addresses } = await tlsOffers.collect({ kind: 'host', host: TO.host, port: 443 }, io);
    const old = ['TLSv1.1', 'TLSv1'].filter((version) => all.suites.some((each) => each.version === version));
    const weak = all.suites.map(({ suite }) => SUITES.get(suite) ?? '').filter((suite) => weaknessOf(suite) !== null);
    const [first] = all.groups;
    expect(addresses).toHaveLength(1);
    expect(addresses[0]).toMatchObject({ old, dheBits: all.dheBits });
    expect([addresses[0]?.group ?? null]).toEqual([first === undefined ? null : TLS_GROUPS.get(first)]);
    expect(weak).toEqual(expect.arrayContaining(addresses[0]?.weak ?? []));
    expect((addresses[0]?.weak ?? []).length > 0).toBe(weak.length > 0);
    const [verdict] = judgeExample(keyExchange, { name, saw: { offers: { addresses } }, gives: 'pass' });
    expect(verdict?.is).toBe((all.dheBits ?? 2048) < 2048 ? 'fail' : 'pass');
    expect(count()).toBeLessThanOrEqual(old.length + weak.length === 0 ? 4 : 10);
  });
});

test('where no TLS is spoken nobody finds any', async () => {
  const { io } = counting('no TLS');
  const port = servers.port('no TLS');
  expect(await ours('no TLS')).toMatchObject({ suites: [], groups: [], dheBits: null, alpn: null });
  expect([await sslscan(port), nmaps.get(port)]).toMatchObject([{ suites: [] }, { suites: [] }]);
  expect(await tlsOffers.collect({ kind: 'host', host: TO.host, port: 443 }, io)).toEqual({ addresses: [] });
});

test('a server of post-quantum groups takes from its own client what it takes from us', async () => {
  const port = servers.port('Node, post-quantum groups');
  const takes = (group: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', ecdhCurve: group, minVersion: 'TLSv1.3', rejectUnauthorized: false });
      socket.once('secureConnect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('secureConnect', () => socket.destroy());
    });
  const { groups } = await ours('Node, post-quantum groups');
  const knows = [...TLS_GROUPS].filter(([, group]) => !group.startsWith('brainpool'));
  const taken = await Promise.all(knows.map(async ([code, group]) => ((await takes(group)) ? code : null)));
  expect(groups.toSorted((a, b) => a - b)).toEqual(taken.filter((code) => code !== null).toSorted((a, b) => a - b));
  expect(groups).toContain(0x11ec);
});

test('a name that a server does not know is left open, never called unsupported', async () => {
  const { io } = counting('intermediate, only for known names');
  const asking = { version: 'TLSv1.2', suites: [0xc02f], groups: [0x1d], alpn: [] } as const;
  expect(await askHello(io, TO, asking)).toMatchObject({ is: 'yes' });
  expect(await askHello(io, { ...TO, host: 'other.test' }, asking)).toMatchObject({ is: 'unknown', because: 'alert 112' });
});
