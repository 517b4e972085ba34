import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import packageRegistry from '../../checks/code/package-registry.ts';
import { type Io, politeness } from '../../core/io.ts';
import { startLab } from '../../lab/index.ts';
import type { Route, Scenario } from '../../lab/scenario.ts';
import healthy from '../../lab/scenarios/healthy.ts';
import { registryPackages } from './packages.ts';

const WORLD: Scenario = {
  ...healthy,
  packages: {
    'resend-easy-mailer': 'absent',
    'stripe-webhook-kit': { daysAgo: 6, versions: 2 },
    'fast-forms-pro': 'held',
    'py-resend-kit': 'absent',
    'flask-easy-billing': { daysAgo: 4, versions: 1 },
  },
};
const ioOf = (lab: Awaited<ReturnType<typeof startLab>>, env: Io['env'] = {}): Io =>
  testIo({ ...lab, env, now: () => new Date(), turn: politeness() });
const manifest = (...names: string[]): string =>
  JSON.stringify({ private: true, dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) });
const lock = (...names: string[]): string =>
  JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }])) });

/** What is seen of a checkout with these files, and how many requests that took. */
async function look(files: Readonly<Record<string, string>>, env: Io['env'] = {}) {
  await using lab = await startLab(WORLD);
  await using repo = await checkout(files);
  const saw = await registryPackages.collect({ kind: 'repo', root: repo.root }, ioOf(lab, env));
  expect(registryPackages.sees.parse(saw)).toEqual(saw);
  const named = saw.asked.map(({ name, is, versions, declared }) => `${name} ${is} ${versions}${declared ? '' : ' imported'}`);
  return { saw, named, requests: lab.counts.requests };
}

describe('packages at their registries (DEP-1)', () => {
  test('what no lockfile holds is asked about, once; what is known and what is held is not', async () => {
    const { saw, named, requests } = await look({
      'package.json': manifest('express', 'react', 'zod-forms', 'resend-easy-mailer', 'stripe-webhook-kit', 'fast-forms-pro', 'kept-one'),
      'package-lock.json': lock('express', 'react', 'kept-one'),
      'src/a.ts': "import kit from 'resend-easy-mailer';\nimport other from 'never-declared-kit';\n",
    });
    expect(named).toEqual([
      'zod-forms there 24',
      'resend-easy-mailer absent 0',
      'stripe-webhook-kit there 2',
      'fast-forms-pro held 1',
      'never-declared-kit there 24 imported',
    ]);
    // One more for the date of the one that is young.
    expect(requests).toBe(6);
    const verdicts = packageRegistry.judge({ packages: saw }, { now: new Date() } as never); // as never: its judge reads the time alone
    expect([verdicts].flat().map((verdict) => verdict.is === 'fail' && [verdict.of, verdict.severity, verdict.found])).toEqual([
      ['absent npm:resend-easy-mailer', 'blocker', 'You use resend-easy-mailer (npm; package.json:1), which the registry does not know.'],
      ['held npm:fast-forms-pro', 'high', 'You use fast-forms-pro (npm; package.json:1), which the registry took down as malware.'],
      [
        'npm:stripe-webhook-kit young',
        'medium',
        'You use stripe-webhook-kit (npm; package.json:1), first published less than a month ago.',
      ],
    ]);
  });

  test('PyPI is asked about Python', async () => {
    const { named, requests } = await look({
      'requirements.txt': 'fastapi\nuvicorn[standard]\nPy_Resend.Kit==1.0\nflask-easy-billing\nold-one\n',
      'uv.lock': '[[package]]\nname = "old-one"\n',
    });
    expect(named).toEqual(['py-resend-kit absent 0', 'flask-easy-billing there 1']);
    expect(requests).toBe(2);
  });

  test('no name that may be private is told to anybody', async () => {
    const files = { 'package.json': manifest('acme-billing', '@acme/ui', '@supabase/acme'), 'requirements.txt': 'acme-core\n' };
    const asked = async (more: Readonly<Record<string, string>>, env: Io['env'] = {}) => {
      const { named, requests, saw } = await look({ ...files, ...more }, env);
      return [named.map((each) => each.split(' ')[0]).join(), saw.kept, requests];
    };
    expect(await asked({})).toEqual(['acme-billing,@supabase/acme,acme-core', 1, 3]);
    expect(await asked({ '.npmrc': '@supabase:registry=https://npm.acme.test/\n' })).toEqual(['acme-billing,acme-core', 2, 2]);
    expect(await asked({ '.npmrc': 'registry=https://npm.acme.test/\n', '.gitignore': '.npmrc\n' })).toEqual(['acme-core', 3, 1]);
    expect(await asked({ 'pip.conf': '[global]\nindex-url = https://pypi.acme.test/simple\n' })).toEqual([
      'acme-billing,@supabase/acme',
      2,
      2,
    ]);
    expect(await asked({}, { npm_config_registry: 'https://npm.acme.test/', PIP_INDEX_URL: 'https://pypi.acme.test/' })).toEqual([
      '',
      4,
      0,
    ]);
    const lockfile = JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/a': { resolved: 'https://npm.acme.test/a.tgz' } } });
    expect(await asked({ 'package-lock.json': lockfile })).toEqual(['acme-core', 3, 1]);
  });

  test('a package of the workspace and one of an address are nobody else’s', async () => {
    const { named, requests } = await look({
      'package.json': JSON.stringify({
        workspaces: ['kit'],
        dependencies: { 'acme-kit': 'workspace:*', forms: 'github:acme/forms#v1.0.0' },
      }),
      'kit/package.json': JSON.stringify({ name: 'acme-kit' }),
      'src/a.ts': "import 'acme-kit';\nimport 'forms';\n",
    });
    expect([named, requests]).toEqual([[], 0]);
  });

  test('twenty names are asked about at most, and the others counted', async () => {
    const names = Array.from({ length: 26 }, (_, at) => `acme-forms-${at}`);
    const { saw, requests } = await look({ 'package.json': manifest(...names) });
    expect([saw.asked.length, saw.beyond, requests]).toEqual([20, 6, 20]);
  });
});

describe('a registry that gives no answer', () => {
  test.each([
    ['refuses', [{ path: '*', status: 429 }], 'registry-refused'],
    ['answers with a page', [{ path: '*', body: '<html>' }], 'registry-malformed'],
  ] as const)('one that %s is not believed', async (_what, routes, code) => {
    const strange = '203.0.113.44';
    const replaced = (https: readonly Route[]): Scenario => ({
      ...healthy,
      sites: [...healthy.sites, { hosts: ['registry.npmjs.org'], addresses: [strange], https }],
    });
    await using lab = await startLab(replaced(routes));
    await lab.live.change({
      zones: lab.live.zones.map((zone) => (zone.name === 'npmjs.org' ? { ...zone, records: [`registry A ${strange}`] } : zone)),
    });
    await using repo = await checkout({ 'package.json': manifest('zod-forms') });
    await expect(registryPackages.collect({ kind: 'repo', root: repo.root }, ioOf(lab))).rejects.toMatchObject({ code });
  });

  test('one that cannot be reached is unknown, and one answer that counts is kept', async () => {
    await using lab = await startLab(WORLD);
    await lab.live.change({ zones: lab.live.zones.filter(({ name }) => name !== 'pypi.org') });
    await using repo = await checkout({ 'package.json': manifest('zod-forms'), 'requirements.txt': 'own-thing\n' });
    await expect(registryPackages.collect({ kind: 'repo', root: repo.root }, ioOf(lab))).rejects.toMatchObject({ code: 'no-address' });
    await repo.write({ 'package.json': manifest('resend-easy-mailer') });
    const saw = await registryPackages.collect({ kind: 'repo', root: repo.root }, ioOf(lab));
    expect(saw).toMatchObject({ asked: [{ name: 'resend-easy-mailer', is: 'absent' }], unanswered: ['own-thing'] });
  });
});
