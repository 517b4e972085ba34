import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction, type Zone } from '../../../test/dns-server.ts';
import { stage } from '../../../test/dns-stage.ts';
import { dnsHosts } from './hosts.ts';

const site = { kind: 'site', domain: 'acme.test' } as const;

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
