import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { dnsAnswers } from '../../src/probes/dns/answers.ts';
import { lookAtDns } from '../foreign/look.ts';
import { run } from '../foreign/run.ts';
import { testIo } from '../io.ts';

const served = scenarios.filter(({ resolver = 'answer' }) => resolver === 'answer');

/** Where name servers disagree, a resolver may believe any of them, and BIND picks at random. */
function settled(seen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(seen).map(([key, value]) => {
    if (!key.startsWith('dns/answers ')) return [key, value] as const;
    const answers = dnsAnswers.sees.parse(value);
    const { resolver, servers } = answers;
    const told = servers.find(({ a }) => a.length > 0 && a.join() === resolver.addresses.join());
    return [key, told ? { ...answers, resolver: { ...resolver, addresses: 'those of one of the servers' } } : answers] as const;
  });
  return Object.fromEntries(entries);
}

test.each(served)('our probes see the same of $name through BIND, as every name server and as the resolver', async (scenario) => {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-bind-'));
  try {
    await using lab = await startLab(scenario);
    const { resolver, roots, route } = lab;
    const ours = await lookAtDns(testIo({ resolver, roots, route }), scenario.domain);

    const { code, err } = await run('unshare', ['-Urn', process.execPath, 'test/foreign/bind.ts', scenario.name, folder]);
    if (code !== 0) throw new Error(`BIND could not serve ${scenario.name}:\n${err}`);
    const throughBind = JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as Record<string, unknown>; // as: bind.ts wrote it
    expect(settled(throughBind)).toEqual(settled(ours));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
