import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Io } from '../../src/core/io.ts';
import { SUITES, weaknessOf } from '../../src/parsers/tls-suites.ts';
import { enumerate } from '../../src/probes/tls/enumerate.ts';
import { tlsOffers } from '../../src/probes/tls/offers.ts';
import { type Nginx, openNginx, SETTINGS } from '../foreign/nginx-tls.ts';
import { nmap, pairs, sslscan } from '../foreign/suites-view.ts';
import { testIo } from '../io.ts';

let nginx: Nginx;
beforeAll(async () => {
  nginx = await openNginx(SETTINGS);
});
afterAll(() => nginx[Symbol.asyncDispose]());

/** An Io that reaches a setting of nginx, and counts connections. */
function counting(name: string): { io: Io; count: () => number } {
  const io = testIo({ route: () => ({ host: '127.0.0.1', port: nginx.port(name) }) });
  let count = 0;
  return { count: () => count, io: { ...io, turn: (host, work) => ((count += 1), io.turn(host, work)) } };
}

const TO = { host: 'acme.test', address: '192.0.2.1', port: 443, ms: 5_000 } as const;

describe.each(SETTINGS)('nginx: $name', ({ name, protocols }) => {
  test('sslscan and nmap find the same versions and suites', { timeout: 120_000 }, async () => {
    const { io, count } = counting(name);
    const ours = await enumerate(io, TO);
    const found = pairs(ours.suites.map(({ version, suite }) => [version, SUITES.get(suite) ?? '']));
    expect(ours.open).toBe(0);
    expect([...new Set(found.map((pair) => pair.split(' ')[0] ?? ''))].sort()).toEqual(protocols.split(' '));
    const [theirs, others] = await Promise.all([sslscan(nginx.port(name)), nmap(nginx.port(name))]);
    expect(found).toEqual(theirs);
    expect(found).toEqual(others);
    expect(count()).toBeLessThanOrEqual(Math.max(40, found.length + 40));
  });

  test('three connections tell what an audit needs, a few more what is old or weak', async () => {
    const { io, count } = counting(name);
    const all = await enumerate(io, TO);
    const before = count();
    const { addresses } = await tlsOffers.collect({ kind: 'host', host: '192.0.2.1', port: 443 }, io);
    const old = ['TLSv1.1', 'TLSv1'].filter((version) => all.suites.some((each) => each.version === version));
    const weak = all.suites.map(({ suite }) => SUITES.get(suite) ?? '').filter((suite) => weaknessOf(suite) !== null);
    expect(addresses).toHaveLength(1);
    expect(addresses[0]).toMatchObject({ address: '192.0.2.1', old, group: protocols.includes('TLSv1.3') ? 'x25519' : null });
    expect(weak).toEqual(expect.arrayContaining(addresses[0]?.weak ?? []));
    expect((addresses[0]?.weak ?? []).length > 0).toBe(weak.length > 0);
    expect(count() - before).toBeLessThanOrEqual(old.length + weak.length === 0 ? 3 : 8);
  });
});
