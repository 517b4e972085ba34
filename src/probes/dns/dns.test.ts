import dnsPacket from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, dnsServer, type Reaction, type TestServer, type Zone } from '../../../test/dns-server.ts';
import { routeTo, testIo } from '../../../test/io.ts';
import type { Io } from '../../core/io.ts';
import { dnsAnswers } from './answers.ts';
import { dnsCaa } from './caa.ts';
import { dnsDelegation } from './delegation.ts';
import { dnsHosts } from './hosts.ts';

const SOA = 'ns1.acme.test root.acme.test 7';
const WORLD: Zone = [
  'test NS a.nic.test',
  'a.nic.test A 198.51.100.1',
  'acme.test NS ns1.acme.test',
  'acme.test NS ns2.acme.test',
  'ns1.acme.test A 198.51.100.11',
  'ns2.acme.test A 198.51.100.12',
  'acme.test A 192.0.2.1',
  `acme.test SOA ${SOA}`,
  'www.acme.test CNAME acme.test',
  'app.acme.test A 192.0.2.2',
  'gone.acme.test CNAME left.hosting.test',
  'hosting.test NS ns.hosting.test',
];
const CHILD = WORLD.filter((line) => line.includes('acme.test'));
const DELEGATION = ['acme.test NS ns1.acme.test', 'acme.test NS ns2.acme.test'];

type Referral = { owner: string; names: string[]; glue?: Record<string, string> };

/** A server of the parent zone: a referral for one name, NXDOMAIN for the rest. */
function referring({ owner, names, glue = {} }: Referral): (asked: Asked) => Reaction {
  return ({ name }) =>
    name === owner || name.endsWith(`.${owner}`)
      ? {
          authorities: names.map((data) => ({ name: owner, type: 'NS', ttl: 3600, data })),
          additionals: Object.entries(glue).map(([host, data]) => ({ name: host, type: 'A', ttl: 3600, data })),
        }
      : { rcode: 3 };
}

interface Stage {
  resolver?: (asked: Asked) => Reaction;
  /** By address; port 53. */
  servers: Record<string, (asked: Asked) => Reaction>;
}

async function stage({ resolver = answersFrom(WORLD), servers }: Stage) {
  const opened: TestServer[] = [await dnsServer(resolver)];
  const table: Record<string, TestServer> = {};
  for (const [address, react] of Object.entries(servers)) {
    const server = await dnsServer(react);
    opened.push(server);
    table[`${address}:53`] = server;
  }
  const io: Io = testIo({ resolver: [opened[0]!.at], route: routeTo(table) });
  return {
    io,
    servers: table,
    resolver: opened[0]!,
    async [Symbol.asyncDispose]() {
      for (const server of opened) await server[Symbol.asyncDispose]();
    },
  };
}

const site = { kind: 'site', domain: 'acme.test' } as const;
const host = (name: string) => ({ kind: 'host', host: name, port: 443 }) as const;
const parentServer = referring({
  owner: 'acme.test',
  names: ['ns1.acme.test', 'NS2.acme.test'],
  glue: { 'ns1.acme.test': '198.51.100.11' },
});
const authority = answersFrom(CHILD, 'authority');

describe.concurrent('dns/delegation', () => {
  test('the parent’s names, and what every server says without recursion', async () => {
    await using world = await stage({ servers: { '198.51.100.1': parentServer, '198.51.100.11': authority, '198.51.100.12': authority } });
    const saw = await dnsDelegation.collect(site, world.io);
    expect(dnsDelegation.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({
      exists: true,
      parent: { zone: 'test', server: 'a.nic.test', names: ['ns1.acme.test', 'ns2.acme.test'] },
      servers: ['ns1', 'ns2'].map((name, i) => ({
        name: `${name}.acme.test`,
        answers: [
          {
            address: `198.51.100.1${i + 1}`,
            outcome: 'answered',
            authoritative: true,
            names: ['ns1.acme.test', 'ns2.acme.test'],
            soa: { primary: 'ns1.acme.test', serial: 7, minimum: 300, ttl: 300 },
          },
        ],
      })),
    });
    expect(world.servers['198.51.100.11:53']?.asked.map(({ packet }) => (packet.flags ?? 0) & dnsPacket.RECURSION_DESIRED)).not.toContain(
      dnsPacket.RECURSION_DESIRED,
    );
  });

  test('refused, SERVFAIL, silence and a server without authority are four things', async () => {
    const names = ['r', 's', 't', 'u'].map((name) => `${name}.acme.test`);
    const glue = Object.fromEntries(names.map((name, i) => [name, `198.51.100.2${i}`]));
    await using world = await stage({
      servers: {
        '198.51.100.1': referring({ owner: 'acme.test', names, glue }),
        '198.51.100.20': () => ({ rcode: 5 }),
        '198.51.100.21': () => ({ rcode: 2 }),
        '198.51.100.22': () => null,
        '198.51.100.23': answersFrom(CHILD, 'resolver'),
      },
    });
    const { servers } = await dnsDelegation.collect(site, world.io);
    expect(servers.map(({ name, answers }) => [name[0], answers[0]?.outcome, answers[0]?.authoritative])).toEqual([
      ['r', 'refused', false],
      ['s', 'servfail', false],
      ['t', 'timeout', false],
      ['u', 'answered', false],
    ]);
  });

  test('servers that only the zone itself names are asked too', async () => {
    await using world = await stage({
      servers: {
        '198.51.100.1': referring({ owner: 'acme.test', names: ['ns1.acme.test'] }),
        '198.51.100.11': authority,
        '198.51.100.12': authority,
      },
    });
    const { parent, servers } = await dnsDelegation.collect(site, world.io);
    expect(parent?.names).toEqual(['ns1.acme.test']);
    expect(servers.map(({ name }) => name)).toEqual(['ns1.acme.test', 'ns2.acme.test']);
  });

  test('a domain that the parent does not know does not exist', async () => {
    await using world = await stage({ servers: { '198.51.100.1': referring({ owner: 'other.test', names: [] }) } });
    expect(await dnsDelegation.collect(site, world.io)).toEqual({
      exists: false,
      parent: { zone: 'test', server: 'a.nic.test', names: [] },
      servers: [],
    });
  });

  test('glue is used when the resolver cannot find the name servers of a broken zone', async () => {
    const resolver = (asked: Asked): Reaction => (asked.name.endsWith('acme.test') ? { rcode: 2 } : answersFrom(WORLD)(asked));
    await using world = await stage({ resolver, servers: { '198.51.100.1': parentServer, '198.51.100.11': () => ({ rcode: 5 }) } });
    const { servers } = await dnsDelegation.collect(site, world.io);
    expect(servers).toMatchObject([
      { name: 'ns1.acme.test', answers: [{ address: '198.51.100.11', outcome: 'refused' }] },
      { name: 'ns2.acme.test', answers: [] },
    ]);
  });

  test('a domain that is no zone of its own is judged by the zone it lies in', async () => {
    await using world = await stage({ servers: { '198.51.100.1': parentServer, '198.51.100.11': authority, '198.51.100.12': authority } });
    const saw = await dnsDelegation.collect({ kind: 'site', domain: 'app.acme.test' }, world.io);
    expect(saw.parent).toMatchObject({ zone: 'test', names: ['ns1.acme.test', 'ns2.acme.test'] });
    expect(saw.servers).toHaveLength(2);
  });

  test('referrals are followed from the root when the resolver does not tell NS records', async () => {
    const resolver = (asked: Asked): Reaction => (asked.type === 'NS' ? {} : answersFrom(WORLD)(asked));
    await using world = await stage({
      resolver,
      servers: {
        '198.51.100.99': referring({ owner: 'test', names: ['a.nic.test'], glue: { 'a.nic.test': '198.51.100.1' } }),
        '198.51.100.1': parentServer,
        '198.51.100.11': authority,
        '198.51.100.12': authority,
      },
    });
    const saw = await dnsDelegation.collect(site, { ...world.io, roots: ['198.51.100.99:53'] });
    expect(saw.parent).toMatchObject({ zone: 'test', server: 'a.nic.test' });
    expect(saw.servers).toHaveLength(2);
  });

  test('a parent that answers from the child’s data counts as told', async () => {
    await using world = await stage({ servers: { '198.51.100.1': authority, '198.51.100.11': authority, '198.51.100.12': authority } });
    expect((await dnsDelegation.collect(site, world.io)).parent?.names).toEqual(['ns1.acme.test', 'ns2.acme.test']);
  });

  test('a network that blocks port 53 is no fault of the domain', async () => {
    const silent = (): Reaction => null;
    await using world = await stage({ servers: { '198.51.100.1': silent, '198.51.100.11': silent, '198.51.100.12': silent } });
    await expect(dnsDelegation.collect(site, world.io)).rejects.toMatchObject({ code: 'port-53-blocked' });
  });

  test('a proxy that answers in everybody’s name is recognised', async () => {
    const proxy = answersFrom([...WORLD, ...DELEGATION], 'resolver');
    await using world = await stage({ servers: { '198.51.100.1': proxy, '198.51.100.11': proxy, '198.51.100.12': proxy } });
    await expect(dnsDelegation.collect(site, world.io)).rejects.toMatchObject({ code: 'dns-intercepted' });
  });

  test('a name server at a private address is not called', async () => {
    await using world = await stage({
      servers: { '198.51.100.1': referring({ owner: 'acme.test', names: ['x.acme.test'], glue: { 'x.acme.test': '127.0.0.1' } }) },
    });
    const { servers } = await dnsDelegation.collect(site, world.io);
    expect(servers).toMatchObject([{ name: 'x.acme.test', answers: [{ address: '127.0.0.1', outcome: 'unreachable' }] }]);
  });
});

describe.concurrent('dns/answers', () => {
  test('resolver and every server side by side', async () => {
    const stale = answersFrom([...CHILD.filter((line) => !line.startsWith('app.')), 'app.acme.test A 203.0.113.9'], 'authority');
    await using world = await stage({ servers: { '198.51.100.11': authority, '198.51.100.12': stale } });
    const saw = await dnsAnswers.collect(host('app.acme.test'), world.io);
    expect(dnsAnswers.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({
      resolver: { outcome: 'found', addresses: ['192.0.2.2'], cnames: [] },
      servers: [
        { server: 'ns1.acme.test', address: '198.51.100.11', outcome: 'answered', a: ['192.0.2.2'], aaaa: [], cname: null, ttl: 300 },
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

describe.concurrent('dns/hosts', () => {
  const hostsOf = async (lines: Zone | ((asked: Asked) => Reaction)) => {
    await using world = await stage({ resolver: typeof lines === 'function' ? lines : answersFrom(lines), servers: {} });
    const saw = await dnsHosts.collect(site, world.io);
    expect(dnsHosts.sees.parse(saw)).toEqual(saw);
    return { names: saw.hosts.map((each) => each.host), wildcard: saw.wildcard, asked: saw.asked };
  };

  test('names that exist are found, aliases to nowhere and names without addresses too', async () => {
    const lines = [
      'acme.test A 192.0.2.1',
      'www.acme.test CNAME acme.test',
      'blog.acme.test CNAME left.nowhere.test',
      'send.acme.test MX 10 mx.acme.test',
    ];
    expect(await hostsOf(lines)).toEqual({
      names: ['acme.test', 'www.acme.test', 'blog.acme.test', 'send.acme.test'],
      wildcard: null,
      asked: 18,
    });
  });

  test('with a wildcard only names that answer something else count', async () => {
    const lines = ['acme.test A 192.0.2.1', '*.acme.test A 192.0.2.9', 'app.acme.test A 192.0.2.2', 'api.acme.test A 192.0.2.9'];
    expect(await hostsOf(lines)).toMatchObject({
      names: ['acme.test', 'app.acme.test'],
      wildcard: { addresses: ['192.0.2.9'], cname: null },
    });
  });

  test('a wildcard alias is seen by its target', async () => {
    const lines = ['acme.test A 192.0.2.1', '*.acme.test CNAME acme.test', 'app.acme.test CNAME app.host.test'];
    expect(await hostsOf(lines)).toMatchObject({ names: ['acme.test', 'app.acme.test'], wildcard: { cname: 'acme.test' } });
  });

  test('a resolver that invents an address for every name finds nothing', async () => {
    const liar = ({ name, type }: Asked): Reaction => ({ answers: type === 'A' ? [{ name, type: 'A', data: '203.0.113.66' }] : [] });
    expect(await hostsOf(liar)).toMatchObject({ names: ['acme.test'], wildcard: { addresses: ['203.0.113.66'] } });
  });

  test('servers that answer NODATA or SERVFAIL for every name prove nothing by it', async () => {
    const some = answersFrom(['acme.test A 192.0.2.1', 'app.acme.test A 192.0.2.2']);
    for (const rcode of [0, 2]) {
      const react = (asked: Asked): Reaction => (['acme.test', 'app.acme.test'].includes(asked.name) ? some(asked) : { rcode });
      expect(await hostsOf(react)).toMatchObject({ names: ['acme.test', 'app.acme.test'], wildcard: null });
    }
  });

  test('a resolver that never answers fails the probe before its deadline', async () => {
    await using world = await stage({ resolver: () => null, servers: {} });
    const started = performance.now();
    await expect(dnsHosts.collect(site, world.io)).rejects.toMatchObject({ code: 'resolver-timeout' });
    expect(performance.now() - started).toBeLessThan(dnsHosts.deadline);
  });
});

describe.concurrent('dns/caa', () => {
  test.each([
    ['at the host', ['app.acme.test CAA 0 issue pki.goog', 'acme.test CAA 0 issue letsencrypt.org'], 'app.acme.test', 'pki.goog'],
    ['at the domain', ['acme.test CAA 128 issue letsencrypt.org; accounturi=x'], 'acme.test', 'letsencrypt.org; accounturi=x'],
    [
      'at the target of an alias',
      ['app.acme.test CNAME edge.host.test', 'edge.host.test CAA 0 issue amazon.com'],
      'app.acme.test',
      'amazon.com',
    ],
  ])('%s', async (_where, lines, at, value) => {
    await using world = await stage({ resolver: answersFrom(lines), servers: {} });
    const saw = await dnsCaa.collect(host('app.acme.test'), world.io);
    expect(dnsCaa.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({ found: { at, records: [{ tag: 'issue', value, critical: value.includes(';') }] } });
  });

  test('no record anywhere is an answer, SERVFAIL is none', async () => {
    await using world = await stage({ resolver: answersFrom(WORLD), servers: {} });
    expect(await dnsCaa.collect(host('app.acme.test'), world.io)).toEqual({ found: null });
    await using broken = await stage({ resolver: () => ({ rcode: 2 }), servers: {} });
    await expect(dnsCaa.collect(host('app.acme.test'), broken.io)).rejects.toMatchObject({ code: 'caa-servfail' });
  });
});
