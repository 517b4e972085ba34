import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction } from '../../../test/dns-server.ts';
import { CHILD, referring, site, stage, type Stage } from '../../../test/dns-stage.ts';
import { startUnbound } from '../../../test/foreign/unbound.ts';
import { routeTo, testIo } from '../../../test/io.ts';
import { SERVER, serveSigned, type SignedZone } from '../../../test/signed-zones.ts';
import { dnsDnssec } from './dnssec.ts';

const P256 = 'ECDSAP256SHA256';
const DAY = 86_400;

/** What is asked, the zone behind it, and what the sentence about it contains. */
type Case = [name: string, zone: SignedZone, is: 'secure' | 'insecure' | 'bogus', says?: RegExp];
const CASES: Case[] = [
  ...(
    [
      ['rsasha1', 'NSEC3RSASHA1'],
      ['rsa256', 'RSASHA256'],
      ['rsa512', 'RSASHA512'],
      ['p256', P256],
      ['p384', 'ECDSAP384SHA384'],
      ['ed25519', 'ED25519'],
      ['ed448', 'ED448'],
    ] as const
  ).map(([label, algorithm]): Case => [`${label}.test`, { name: `${label}.test`, algorithm }, 'secure']),
  ['many.test', { name: 'many.test', algorithm: P256, records: ['@ A 192.0.2.20', '@ A 192.0.2.3', '@ A 10.0.0.200'] }, 'secure'],
  ['nodata.test', { name: 'nodata.test', algorithm: P256, records: ['@ TXT "no address"'] }, 'secure'],
  ['nodata3.test', { name: 'nodata3.test', algorithm: P256, sign: ['-3', 'aabb'], records: ['@ TXT "x"'] }, 'secure'],
  ['nsec3.test', { name: 'nsec3.test', algorithm: P256, sign: ['-3', 'aabb', '-H', '5'] }, 'secure'],
  ['x.wild.test', { name: 'wild.test', algorithm: P256, records: ['* A 192.0.2.1'] }, 'secure'],
  ['x.y.wild3.test', { name: 'wild3.test', algorithm: P256, sign: ['-3', '-'], records: ['* A 192.0.2.1'] }, 'secure'],
  ['mid.between.test', { name: 'between.test', algorithm: P256, records: ['deep.mid A 192.0.2.1'] }, 'secure'],
  ['alias.test', { name: 'alias.test', algorithm: P256, records: ['@ A 192.0.2.1', 'www CNAME @'] }, 'secure'],
  ['unsigned.test', { name: 'unsigned.test' }, 'insecure', /"test has no DS record of unsigned\.test, and proves it"/],
  ['nods.test', { name: 'nods.test', algorithm: P256, ds: () => '' }, 'insecure', /has no DS record/],
  ['unknown.test', { name: 'unknown.test', algorithm: P256, ds: (own) => own.replace(' 13 2 ', ' 250 2 ') }, 'insecure', /algorithms/],
  [
    'expired.test',
    { name: 'expired.test', algorithm: P256, sign: ['-s', `now-${30 * DAY}`, '-e', `now-${DAY}`] },
    'bogus',
    /"the signature of DNSKEY expired\.test ended on \d{4}-\d\d-\d\d \d\d:\d\d UTC"/,
  ],
  [
    'early.test',
    { name: 'early.test', algorithm: P256, sign: ['-s', `now+${DAY}`, '-e', `now+${9 * DAY}`] },
    'bogus',
    /is not valid before/,
  ],
  [
    'wrongds.test',
    { name: 'wrongds.test', algorithm: P256, ds: (own) => own.replace(/.{8}$/, 'deadbeef') },
    'bogus',
    /with a digest that is not/,
  ],
  [
    'nokey.test',
    { name: 'nokey.test', algorithm: P256, ds: (_, other) => other },
    'bogus',
    /names key \d+, which the zone does not have \(it has/,
  ],
  ['stripped.test', { name: 'stripped.test', ds: (_, other) => other }, 'bogus', /the zone has no keys at all/],
  [
    'edited.test',
    { name: 'edited.test', algorithm: P256, edit: (text) => text.replace('192.0.2.1', '192.0.2.66') },
    'bogus',
    /"the signature of A edited\.test does not fit the records"/,
  ],
];

const PLAIN: SignedZone = { name: 'plain.example' };

describe('dns/dnssec beside delv and unbound, over zones that BIND signed', () => {
  const opened = new AsyncDisposableStack();
  let bind: Awaited<ReturnType<typeof serveSigned>>;
  /** What unbound makes of each name. */
  let unbound: Record<string, string>;
  beforeAll(async () => {
    bind = await serveSigned([
      { name: 'test', algorithm: P256, records: [], children: CASES.map(([, zone]) => zone) },
      {
        name: 'example',
        algorithm: 'RSASHA256',
        sign: ['-3', 'cafe', '-A'],
        records: [],
        children: [PLAIN, { name: 'opt.example', algorithm: P256 }],
      },
    ]);
    opened.use(bind);
    const resolver = await startUnbound(bind.folder, { stubs: bind.zones, anchors: bind.anchors });
    opened.use(resolver);
    const names = [...CASES.map(([name]) => name), 'plain.example', 'opt.example'];
    const verdicts = await resolver.verdicts(names);
    unbound = Object.fromEntries(names.map((name, i) => [name, verdicts[i]!]));
  }, 60_000);
  afterAll(() => opened.disposeAsync());

  const look = async (domain: string, asked: () => void = () => {}) => {
    const [host = '', port] = bind.at.split(':');
    const to = routeTo({ [`${SERVER}:53`]: { host, port: Number(port) } });
    const route: typeof to = (address, at) => {
      if (address === SERVER) asked();
      return to(address, at);
    };
    const io = testIo({ now: () => new Date(), resolver: [bind.at], route });
    const saw = await dnsDnssec.collect({ kind: 'site', domain }, io);
    expect(dnsDnssec.sees.parse(saw)).toEqual(saw);
    return saw;
  };

  test.each([
    ['p256.test', 5],
    ['unsigned.test', 3],
  ])('%s costs %i questions to name servers, the one for the delegation among them', async (name, cost) => {
    let questions = 0;
    await look(name, () => (questions += 1));
    expect(questions).toBe(cost);
  });

  test.each<Case>(CASES)('%s', async (name, _zone, is, says = /./) => {
    const { state } = await look(name);
    expect(state).toMatchObject({ is });
    expect(JSON.stringify(state)).toMatch(says);
    expect(await bind.delv(name), 'delv').toBe(is);
    expect(unbound[name], 'unbound').toBe(is);
  });

  test.each([
    ['plain.example', 'insecure'],
    ['opt.example', 'secure'],
  ])('%s below a parent that hashes names and opts out', async (name, is) => {
    expect((await look(name)).state).toMatchObject({ is });
    expect(await bind.delv(name), 'delv').toBe(is);
    expect(unbound[name], 'unbound').toBe(is);
  });
});

describe('what nobody can tell is unknown, never a verdict', () => {
  const parent = referring({ owner: 'acme.test', names: ['ns1.acme.test'], glue: { 'ns1.acme.test': '198.51.100.11' } });
  const withDs = (asked: Asked): Reaction =>
    asked.type === 'DS'
      ? {
          flags: 0x0400,
          answers: [
            { name: 'acme.test', type: 'DS', ttl: 60, data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) } },
          ],
        }
      : parent(asked);
  const failing = (rcode: number) => (): Reaction => ({ rcode });

  test.each<[string, string, Stage['servers']]>([
    ['the parent is silent', 'dnssec-no-parent', { '198.51.100.1': () => null }],
    ['the domain does not exist', 'dnssec-no-parent', { '198.51.100.1': referring({ owner: 'other.test', names: [] }) }],
    ['the parent fails for DS', 'dnssec-no-ds', { '198.51.100.1': (asked) => (asked.type === 'DS' ? { rcode: 2 } : parent(asked)) }],
    ['the zone refuses', 'dnssec-no-server', { '198.51.100.1': withDs, '198.51.100.11': failing(5) }],
    ['the zone fails', 'dnssec-no-server', { '198.51.100.1': withDs, '198.51.100.11': failing(2) }],
    ['a forwarder answers for the zone', 'dnssec-no-server', { '198.51.100.1': withDs, '198.51.100.11': answersFrom(CHILD) }],
  ])('%s', async (_what, code, servers) => {
    await using world = await stage({ servers });
    await expect(dnsDnssec.collect(site, world.io)).rejects.toMatchObject({ code });
  });

  test('a zone without keys below a DS record is broken, whatever its servers say otherwise', async () => {
    await using world = await stage({ servers: { '198.51.100.1': withDs, '198.51.100.11': answersFrom(CHILD, 'authority') } });
    expect(await dnsDnssec.collect(site, world.io)).toMatchObject({
      server: 'ns1.acme.test',
      state: { is: 'bogus', link: 'the DS of acme.test at the parent names key 1, and the zone has no keys at all' },
    });
  });
});
