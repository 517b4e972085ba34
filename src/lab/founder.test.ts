import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { addressesOf } from '../probes/net/dns-client.ts';
import { request } from '../probes/net/http-client.ts';
import { startLab } from './index.ts';
import { defineScenario, type Site } from './scenario.ts';

const home = mkdtempSync(join(tmpdir(), 'launch-ready-founder-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const site = (body: string): Site => ({ hosts: ['acme.test'], addresses: ['203.0.113.10'], http: [{ path: '*', body }] });
const scenario = defineScenario({
  name: 'moving',
  title: 'A move',
  about: 'A founder moves the domain.',
  domain: 'acme.test',
  zones: [
    {
      name: 'acme.test',
      servers: [{ name: 'ns1.old.test', address: '203.0.113.53' }],
      records: ['@ A 203.0.113.10', 'new A 203.0.113.11'],
    },
    { name: 'old.test', servers: [{ name: 'ns1.old.test', address: '203.0.113.53' }], records: [] },
    { name: 'edge.test', servers: [{ name: 'kate.edge.test', address: '203.0.113.54' }], records: [] },
  ],
  sites: [site('old')],
  repository: { '.env': 'x', 'src/app.ts': 'broken' },
  repaired: { 'src/app.ts': 'mended' },
  rotates: ['Stripe'],
  hands: { 'routing/page site acme.test': { sites: [site('new')] } },
  faults: [],
  expect: { decision: 'go' },
});

test('the founder moves the name servers, repairs a server and pastes prompts; everything sees it at once', async () => {
  await using lab = await startLab(scenario);
  const { resolver, roots, ca, route, live } = lab;
  const io = testIo({ resolver, roots, ca, route });
  const body = async (): Promise<string> => {
    const answer = await request(io, { url: 'http://acme.test/' });
    return answer.is === 'answer' ? answer.body.bytes.toString() : answer.message;
  };
  expect(await body()).toBe('old');
  expect(await lab.founder({ is: 'name-servers', zone: 'acme.test', servers: ['kate.edge.test'] })).toBe('done');
  expect(live.servers.get('203.0.113.54')?.zones.map(({ name }) => name)).toContain('acme.test');
  expect((await addressesOf(io, 'new.acme.test')).map(({ address }) => address)).toEqual(['203.0.113.11']);
  expect(await lab.founder({ is: 'repair', check: 'routing/page', on: 'site acme.test', steps: [] })).toBe('done');
  expect(await body()).toBe('new');
  writeFileSync(join(home, '.env'), 'x');
  execFileSync('git', ['init', '--quiet'], { cwd: home });
  expect(await lab.founder({ is: 'paste-prompts', repo: home, file: 'prompts.md' })).toBe('done');
  expect(execFileSync('git', ['ls-files'], { cwd: home, encoding: 'utf8' })).toBe('src/app.ts\n');
  expect(execFileSync('git', ['status', '--porcelain'], { cwd: home, encoding: 'utf8' })).toBe('');
});

test('the founder replaces keys of the providers that the scenario names, and enters the new value where the app runs', async () => {
  await using lab = await startLab({ ...scenario, platform: { project: 'acme', owns: ['acme.test'], env: ['STRIPE_SECRET_KEY'] } });
  const before = lab.platform?.env.get('STRIPE_SECRET_KEY');
  const rotate = { is: 'rotate', name: 'STRIPE_SECRET_KEY', steps: [] } as const;
  expect(await lab.founder({ ...rotate, provider: 'Stripe' })).toBe('done');
  expect(lab.platform?.env.get('STRIPE_SECRET_KEY')).not.toBe(before);
  expect(await lab.founder({ ...rotate, provider: 'OpenAI' })).toBe('later');
  expect(await lab.founder({ ...rotate, provider: null })).toBe('later');
});

test('what the scenario knows nothing of is put off', async () => {
  await using lab = await startLab(scenario);
  expect(await lab.founder({ is: 'name-servers', zone: 'acme.test', servers: ['kate.ns.nowhere.test'] })).toBe('later');
  expect(await lab.founder({ is: 'repair', check: 'tls/expiry', on: 'host acme.test', steps: [] })).toBe('later');
});
