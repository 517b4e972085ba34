import { describe, expect, test } from 'vitest';
import { answersFrom, type Zone } from '../../../test/dns-server.ts';
import { CHILD, stage } from '../../../test/dns-stage.ts';
import { dnsAnswers } from './answers.ts';

const host = (name: string) => ({ kind: 'host', host: name, port: 443 }) as const;
const authority = answersFrom(CHILD, 'authority');

describe.concurrent('dns/answers', () => {
  test('resolver and every server side by side', async () => {
    const stale = answersFrom([...CHILD.filter((line) => !line.startsWith('app.')), 'app.acme.test A 203.0.113.9'], 'authority');
    await using world = await stage({ servers: { '198.51.100.11': authority, '198.51.100.12': stale } });
    const saw = await dnsAnswers.collect(host('app.acme.test'), world.io);
    expect(dnsAnswers.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({
      resolver: { outcome: 'found', addresses: ['192.0.2.2'], cnames: [] },
      servers: [
        {
          server: 'ns1.acme.test',
          address: '198.51.100.11',
          outcome: 'answered',
          a: ['192.0.2.2'],
          aaaa: [],
          cname: null,
          ttl: 300,
          staleFor: 300,
        },
        { server: 'ns2.acme.test', outcome: 'answered', a: ['203.0.113.9'] },
      ],
      alias: null,
    });
  });

  test('an alias inside the zone is followed, one to nowhere is told', async () => {
    await using world = await stage({ servers: { '198.51.100.11': authority, '198.51.100.12': authority } });
    expect(await dnsAnswers.collect(host('www.acme.test'), world.io)).toMatchObject({
      resolver: { outcome: 'found', cnames: ['acme.test'] },
      servers: [{ cname: 'acme.test', a: ['192.0.2.1'] }, { cname: 'acme.test' }],
      alias: { target: 'acme.test', exists: true },
    });
    expect(await dnsAnswers.collect(host('gone.acme.test'), world.io)).toMatchObject({
      resolver: { outcome: 'nxdomain', cnames: ['left.hosting.test'] },
      servers: [{ outcome: 'answered', cname: 'left.hosting.test', a: [] }, {}],
      alias: { target: 'left.hosting.test', exists: false },
    });
  });

  test('the other record sets of the zone’s own name, and of no other, from each server that answers for them', async () => {
    const full = ['acme.test MX 10 Mx.acme.test', 'acme.test TXT v=spf1 | -all', 'acme.test CAA 0 issue letsencrypt.org', ...CHILD];
    const other = answersFrom([...CHILD, 'acme.test MX 5 mx.old.test', 'acme.test MX 1 mx.older.test'], 'authority');
    await using world = await stage({
      servers: {
        '198.51.100.11': answersFrom(full, 'authority'),
        '198.51.100.12': (asked) => (asked.type === 'TXT' ? { rcode: 2 } : other(asked)),
      },
    });
    const saw = await dnsAnswers.collect(host('ACME.test'), world.io);
    expect(dnsAnswers.sees.parse(saw)).toEqual(saw);
    expect(saw.servers.map(({ sets }) => sets)).toEqual([
      [
        { type: 'MX', says: ['10 mx.acme.test'], staleFor: 300 },
        { type: 'TXT', says: ['v=spf1  -all'], staleFor: 300 },
        { type: 'CAA', says: ['0 issue "letsencrypt.org"'], staleFor: 300 },
      ],
      [
        { type: 'MX', says: ['1 mx.older.test', '5 mx.old.test'], staleFor: 300 },
        { type: 'CAA', says: [], staleFor: null },
      ],
    ]);
    const { servers } = await dnsAnswers.collect(host('app.acme.test'), world.io);
    expect(servers.map(({ sets }) => sets)).toEqual([undefined, undefined]);
  });

  test('an alias out of the zone is asked for once, and a server that has none for both families', async () => {
    const differs = answersFrom(['gone.acme.test A 203.0.113.9', 'gone.acme.test AAAA 2001:db8::9'], 'authority');
    await using world = await stage({ servers: { '198.51.100.11': authority, '198.51.100.12': differs } });
    expect(await dnsAnswers.collect(host('gone.acme.test'), world.io)).toMatchObject({
      servers: [{ cname: 'left.hosting.test' }, { cname: null, a: ['203.0.113.9'], aaaa: ['2001:db8::9'] }],
    });
    const asked = ['198.51.100.11:53', '198.51.100.12:53'].map((at) => world.servers[at]!.asked.map(({ type }) => type));
    expect(asked).toEqual([['A'], ['A', 'AAAA']]);
  });

  test('NODATA, NXDOMAIN, REFUSED, a referral elsewhere and garbage are told apart', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.ns.test`);
    const world5: Zone = [
      ...names.map((name) => `acme.test NS ${name}`),
      ...names.map((name, i) => `${name} A 198.51.100.3${i}`),
      'acme.test A 192.0.2.1',
    ];
    await using world = await stage({
      resolver: answersFrom(world5),
      servers: {
        '198.51.100.30': () => ({ flags: 0x400 }),
        '198.51.100.31': () => ({ flags: 0x400, rcode: 3 }),
        '198.51.100.32': () => ({ rcode: 5 }),
        '198.51.100.33': () => ({ authorities: [{ name: '.', type: 'NS', data: 'a.root-servers.net' }] }),
        '198.51.100.34': ({ packet }) =>
          Buffer.from([(packet.id ?? 0) >> 8, (packet.id ?? 0) & 0xff, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xc0, 12]),
      },
    });
    const { servers } = await dnsAnswers.collect(host('acme.test'), world.io);
    expect(servers.map(({ outcome }) => outcome)).toEqual(['nodata', 'nxdomain', 'refused', 'refused', 'malformed']);
  });

  test('a host outside any zone has no servers, and its answer is still told', async () => {
    await using world = await stage({ resolver: answersFrom([]), servers: {} });
    expect(await dnsAnswers.collect(host('www.nothere.test'), world.io)).toEqual({
      resolver: { outcome: 'nxdomain', addresses: [], cnames: [] },
      servers: [],
      alias: null,
    });
  });
});
