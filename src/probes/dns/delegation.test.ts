import dnsPacket from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction } from '../../../test/dns-server.ts';
import { CHILD, referring, stage, WORLD } from '../../../test/dns-stage.ts';
import { dnsDelegation } from './delegation.ts';

const site = { kind: 'site', domain: 'acme.test' } as const;
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

  test('a forwarder on the path that denies every name is not believed', async () => {
    const denying = (): Reaction => ({ rcode: 3, flags: 0x0080 });
    await using world = await stage({ resolver: () => ({ rcode: 2 }), servers: { '198.51.100.1': denying } });
    const saw = await dnsDelegation.collect(site, { ...world.io, roots: ['198.51.100.1:53'] }).catch(() => 'could not check');
    expect(saw).not.toMatchObject({ exists: false });
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

  test('a parent zone that the resolver cannot find leaves the servers themselves to be asked', async () => {
    const resolver = (asked: Asked): Reaction => (asked.name === 'test' ? { rcode: 5 } : answersFrom(WORLD)(asked));
    await using world = await stage({ resolver, servers: { '198.51.100.11': authority, '198.51.100.12': authority } });
    expect(await dnsDelegation.collect(site, world.io)).toMatchObject({
      exists: true,
      parent: null,
      servers: [{ name: 'ns1.acme.test' }, {}],
    });
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
    const proxy = answersFrom(WORLD, 'resolver');
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
