import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { isEnvFile, valuedNames } from './env-names.ts';
import { repoFiles } from './files.ts';
import { readText } from './list.ts';

interface Folder extends AsyncDisposable {
  root: string;
  look(): Promise<ReturnType<typeof repoFiles.sees.parse>>;
}

async function folder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const root = await mkdtemp(join(tmpdir(), 'launch-ready-repo-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return {
    root,
    look: async () => repoFiles.sees.parse(await repoFiles.collect({ kind: 'repo', root }, testIo())),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

function git(root: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], { cwd: root, stdio: 'ignore' });
}

const VALUE = ['sk', 'live', 'abcdefghijklmnop1234'].join('_');

test('what git tracks, and nothing it ignores', async () => {
  await using repo = await folder({
    '.gitignore': '.env.local\n',
    '.env': `STRIPE_SECRET_KEY=${VALUE}\n`,
    '.env.local': 'A=real-value\n',
    'src/größe.ts': '',
  });
  git(repo.root, 'init');
  git(repo.root, 'add', '.');
  const saw = await repo.look();
  expect(saw).toMatchObject({
    git: true,
    truncated: false,
    files: ['.env', '.gitignore', 'src/größe.ts'],
    envFiles: [{ path: '.env', names: ['STRIPE_SECRET_KEY'], tracked: true }],
  });
  expect(JSON.stringify(saw)).not.toContain(VALUE);
});

test('an app in a monorepo is what git tracks below it', async () => {
  await using repo = await folder({ '.gitignore': '.env.local\n', 'apps/web/index.html': '', 'apps/web/.env.local': 'A=real-value\n' });
  git(repo.root, 'init');
  git(repo.root, 'add', '.');
  const saw = await repoFiles.collect({ kind: 'repo', root: join(repo.root, 'apps/web') }, testIo());
  expect(saw).toMatchObject({ git: true, files: ['index.html'], envFiles: [] });
});

test('without git every file counts, but not what tools have made', async () => {
  await using repo = await folder({
    'node_modules/x/index.js': '',
    'app/.env.production': 'DATABASE_URL=postgres://x\n',
    'index.html': '',
  });
  expect(await repo.look()).toMatchObject({
    git: false,
    files: ['app/.env.production', 'index.html'],
    envFiles: [{ path: 'app/.env.production', tracked: false }],
  });
});

test('the configuration of a strange repository runs nothing', async () => {
  await using repo = await folder({ 'a.txt': '' });
  git(repo.root, 'init');
  git(repo.root, 'add', '.');
  const trap = join(repo.root, '.git', 'ran');
  const script = join(repo.root, '.git', 'hooks', 'post-index-change');
  await writeFile(script, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
  git(repo.root, 'config', 'core.fsmonitor', script);
  expect((await repo.look()).files).toEqual(['a.txt']);
  expect(existsSync(trap)).toBe(false);
});

test('symbolic links lead nowhere', async () => {
  await using outside = await folder({ 'secret.env': 'TOKEN=real-value\n' });
  await using repo = await folder({ 'a.txt': '' });
  await symlink(join(outside.root, 'secret.env'), join(repo.root, '.env'));
  await symlink(outside.root, join(repo.root, 'linked'));
  expect(await repo.look()).toMatchObject({ files: ['a.txt'], envFiles: [] });
  git(repo.root, 'init');
  git(repo.root, 'add', '.');
  expect(await repo.look()).toMatchObject({ git: true, envFiles: [] });
  expect(await readText(repo.root, 'linked/secret.env', 100)).toBeNull();
  expect(await readText(repo.root, '../x', 100)).toBeNull();
});

test('dependencies, stack and the nearest package.json first', async () => {
  await using repo = await folder({
    'package.json': '{"dependencies":{"next":"15.0.0","react":"19"},"devDependencies":{"vite":"7"}}',
    'apps/old/package.json': '{"dependencies":{"next":"12","@supabase/supabase-js":"2"}}',
    'apps/broken/package.json': '{"dependencies": [',
    'apps/odd/package.json': '{"dependencies": "none", "devDependencies": {"__proto__": "1", "expo": {"x": 1}}}',
    'vercel.json': '{}',
  });
  const saw = await repo.look();
  expect(saw.dependencies).toMatchObject({ next: '15.0.0', '@supabase/supabase-js': '2', vite: '7' });
  expect(saw.stack).toEqual(['Expo', 'Next.js', 'React', 'Supabase', 'Vercel', 'Vite']);
});

test('machinery that a first launch does not need is named with its place', async () => {
  const services = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`services/${name}/Dockerfile`, 'FROM scratch']));
  await using repo = await folder({
    ...services,
    'k8s/app.yaml': '# app\napiVersion: apps/v1\nkind: Deployment\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: acme\n',
    'mesh.yaml': 'apiVersion: networking.istio.io/v1\nkind: VirtualService\n',
    'docker-compose.yml':
      'services:\n  q:\n    image: bitnami/kafka:3\n  p:\n    image: prom/prometheus\n  g:\n    image: grafana/grafana\n',
    'main.tf': 'provider "aws" {\n  region = "us-east-1"\n}\nprovider "aws" {\n  region = "eu-west-1"\n}\n',
    'package.json': '{"dependencies":{"amqplib":"1","ioredis":"5","memcached":"2","@temporalio/client":"1"}}',
    '.github/workflows/ci.yml': 'kind: Deployment\napiVersion: x\n',
  });
  const { heavy } = await repo.look();
  expect(heavy.map(({ kind, path, line }) => `${kind} ${path} ${line}`)).toEqual([
    'Kubernetes k8s/app.yaml 3',
    'Helm chart chart/Chart.yaml null',
    'Service mesh mesh.yaml 1',
    'Event streaming docker-compose.yml 3',
    'Event streaming package.json null',
    'Workflow engine package.json null',
    'Several cache layers package.json null',
    'Multi-region infrastructure main.tf 2',
    'Multi-region infrastructure main.tf 5',
    'Self-hosted monitoring docker-compose.yml 5',
    ...['a', 'b', 'c', 'd', 'e'].map((name) => `Microservices services/${name}/Dockerfile null`),
  ]);
});

test('a plain product is not heavy', async () => {
  await using repo = await folder({
    'package.json': '{"dependencies":{"next":"15","ioredis":"5","lru-cache":"11"}}',
    Dockerfile: 'FROM node',
    'docker-compose.yml': 'services:\n  db:\n    image: postgres\n  cache:\n    image: redis\n',
    'main.tf': 'region = "eu-west-1"\n',
    'openapi.yaml': 'openapi: 3.1.0\nkind: Service\n',
  });
  expect((await repo.look()).heavy).toEqual([]);
});

test('a folder that is not there is no evidence', async () => {
  await expect(repoFiles.collect({ kind: 'repo', root: '/nowhere/at/all' }, testIo())).rejects.toMatchObject({
    name: 'ProbeError',
    code: 'ENOENT',
  });
});

test('names of environment files', () => {
  for (const path of ['.env', 'a/.env.local', '.env.production', 'prod.env', '.envrc', '.dev.vars']) expect(isEnvFile(path)).toBe(true);
  for (const path of ['.env.example', '.env.sample', '.env.local.template', 'env.ts', '.environment', 'src/env.d.ts'])
    expect(isEnvFile(path)).toBe(false);
});

test('only variables with a real value count', () => {
  const text =
    'A=1\n# B=2\nexport C="x y" # note\nD=\nE=""\nF=<your key>\nG=your-key-here\nH=${OTHER}\nI=changeme\nJ=xxxx\nK = \'v\'\n1X=no\nA=again\n';
  expect(valuedNames(text)).toEqual(['A', 'C', 'K']);
});
