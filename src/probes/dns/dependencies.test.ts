import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction } from '../../../test/dns-server.ts';
import { referring, site, stage } from '../../../test/dns-stage.ts';
import { dnsDependencies } from './dependencies.ts';

const LINES = [
  'test NS a.nic.test',
  'a.nic.test A 198.51.100.1',
  'acme.test NS ns1.host.test',
  'acme.test NS ns1.acme.test',
  'host.test NS ns1.host.test',
  'acme.test MX 10 mx.gone.test',
  'acme.test MX 20 mail.acme.test',
  'acme.test TXT v=spf1 include:_spf.old.test a:mx.gone.test ~include:soft.test include:%{d}.macro.test ~all',
];
const registry = referring({ owner: 'acme.test', names: ['ns1.host.test', 'ns1.acme.test'] });

/** What the probe sees where the registry's server and the resolver do this; by domain. */
async function look({
  asked = registry,
  resolver = answersFrom(LINES),
}: {
  asked?: (asked: Asked) => Reaction;
  resolver?: (asked: Asked) => Reaction;
}) {
  await using world = await stage({ resolver, servers: { '198.51.100.1': asked } });
  const saw = await dnsDependencies.collect(site, world.io);
  expect(dnsDependencies.sees.parse(saw)).toEqual(saw);
  return Object.fromEntries(
    saw.domains.map(({ domain, state, told, needs }) => [domain, { state, told, as: needs.map((need) => need.as) }]),
  );
}

describe.concurrent('dns/dependencies', () => {
  test('a domain that the registry’s own server denies with authority is free; own names, macros and soft terms do not count', async () => {
    expect(await look({})).toEqual({
      'gone.test': { state: 'free', told: 'a.nic.test', as: ['mx', 'spf'] },
      'host.test': { state: 'held', told: null, as: ['ns'] },
      'old.test': { state: 'free', told: 'a.nic.test', as: ['spf'] },
    });
  });

  test('a denial without authority, as of a forwarder on the path, is no proof', async () => {
    const forwarder = (question: Asked): Reaction =>
      question.name.endsWith('acme.test') ? registry(question) : { rcode: 3, flags: 0x0080 };
    expect((await look({ asked: forwarder }))['gone.test']).toEqual({ state: 'denied', told: null, as: ['mx', 'spf'] });
  });

  test('SERVFAIL is no proof, even where the registry would deny it', async () => {
    const resolver = (question: Asked): Reaction => (question.name === 'gone.test' ? { rcode: 2 } : answersFrom(LINES)(question));
    expect((await look({ resolver }))['gone.test']).toEqual({ state: 'unheard', told: null, as: ['mx', 'spf'] });
  });

  test('silence is no proof', async () => {
    const resolver = (question: Asked): Reaction => (question.name === 'gone.test' ? null : answersFrom(LINES)(question));
    expect((await look({ resolver }))['gone.test']).toMatchObject({ state: 'unheard' });
  });

  test('a resolver that denies what the registry delegates is wrong', async () => {
    const knowing = (question: Asked): Reaction =>
      question.name.endsWith('gone.test') ? referring({ owner: 'gone.test', names: ['ns1.gone.test'] })(question) : registry(question);
    expect((await look({ asked: knowing }))['gone.test']).toMatchObject({ state: 'held' });
  });

  test('a platform’s name leans on nothing that the founder can change', async () => {
    await using world = await stage({ servers: {} });
    expect(await dnsDependencies.collect({ kind: 'site', domain: 'acme.vercel.app' }, world.io)).toEqual({ domains: [] });
  });
});
