import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { openWorkspace } from '../workspace.ts';
import { envCheck } from './check.ts';
import { gatherEnvironment } from './gather.ts';
import { envInventory } from './inventory.ts';

const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const TEST_KEY = ['sk', 'test', `51${alnum(70)}`].join('_');
const PASSWORD = alnum(24, 7);

const check = (repo: string, flags: { write?: boolean; validator?: boolean } = {}) =>
  envCheck.run({ repo, write: false, validator: false, ...flags }, testIo(), () => {});
const problems = async (repo: string): Promise<string[]> =>
  (await check(repo)).problems.map(({ is, severity, name, environment }) => `${severity} ${is} ${name} ${environment ?? '-'}`);

const CODE = {
  'package.json': '{}',
  'src/server.ts':
    'const { DATABASE_URL, STRIPE_SECRET_KEY } = process.env;\nexport const port = process.env.PORT ?? 3000;\nexport const level = process.env.LOG_LEVEL ?? "info";\n',
  'src/app.vue': '<script setup>\nconst url = import.meta.env.VITE_APP_URL\n</script>\n',
  'src/server.test.ts': 'process.env.TEST_ONLY!;\n',
  '.github/workflows/ci.yml': 'run: deploy ${{ secrets.DEPLOY_TOKEN }}\n',
  '.env.example': 'DATABASE_URL=\nSTRIPE_SECRET_KEY=\nVITE_APP_URL=\n',
};

describe('env check (SEC-5, SEC-6, SEC-7, AUD-11, DEP-6)', () => {
  test('production that has everything passes; what platforms set, tests and pipelines read is not asked for', async () => {
    await using repo = await checkout({
      ...CODE,
      'launch-ready.yaml': 'secrets:\n  environments:\n    production: { names: [DATABASE_URL, STRIPE_SECRET_KEY, VITE_APP_URL] }\n',
    });
    const gave = await check(repo.root);
    expect(gave).toMatchObject({ problems: [], required: 3 });
    expect(envCheck.exit?.(gave)).toBe(0);
  });

  test('what is missing, empty or a placeholder in production ends with 1', async () => {
    await using repo = await checkout({ ...CODE, '.env.production': 'DATABASE_URL=\nSTRIPE_SECRET_KEY=<your key>\n' });
    expect(await problems(repo.root)).toEqual([
      'high missing DATABASE_URL production',
      'high missing STRIPE_SECRET_KEY production',
      'high missing VITE_APP_URL production',
    ]);
    expect(envCheck.exit?.(await check(repo.root))).toBe(1);
  });

  test('localhost and test mode in production, and one secret in two environments, known by a keyed hash', async () => {
    await using repo = await checkout({
      ...CODE,
      'launch-ready.yaml': 'secrets:\n  environments:\n    production: { file: deploy/prod.env }\n',
      'deploy/prod.env': `DATABASE_URL=postgres://app:${PASSWORD}@db.acme.com/app\nSTRIPE_SECRET_KEY=${TEST_KEY}\nVITE_APP_URL=http://localhost:5173\n`,
      '.env.staging': `DATABASE_URL=postgres://app:${PASSWORD}@db.acme.com/app\nSTRIPE_SECRET_KEY=${TEST_KEY}\nVITE_APP_URL=https://staging.acme.com\nEXTRA=1\n`,
    });
    expect(await problems(repo.root)).toEqual([
      'high localhost VITE_APP_URL production',
      'high test-mode STRIPE_SECRET_KEY production',
      'medium shared DATABASE_URL -',
      'low differing EXTRA staging',
    ]);
  });

  test('a secret behind a public prefix is a blocker, by its name and by its value', async () => {
    await using repo = await checkout({
      'a.ts': 'import.meta.env.VITE_OPENAI_API_KEY; import.meta.env.VITE_PAY;\n',
      '.env.production': `VITE_OPENAI_API_KEY=x1\nVITE_PAY=${STRIPE}\nVITE_SUPABASE_ANON_KEY=abc\n`,
      '.env.example': 'VITE_OPENAI_API_KEY=\nVITE_PAY=\n',
    });
    expect((await problems(repo.root)).filter((each) => each.startsWith('blocker'))).toEqual([
      'blocker public-secret VITE_OPENAI_API_KEY -',
      'blocker public-secret VITE_PAY -',
    ]);
  });

  test('one shared .env is no production: exit 3, which is not a pass (AUD-11)', async () => {
    await using repo = await checkout({ ...CODE, '.env': 'DATABASE_URL=x\n' });
    const gave = await check(repo.root);
    expect(gave.problems.map(({ is, says }) => `${is} ${says}`)).toEqual([
      'no-production Only .env says what is set; nothing tells production from this machine.',
    ]);
    expect(envCheck.exit?.(gave)).toBe(3);
  });

  test('a file that the configuration names and that is not there is wrong use', async () => {
    await using repo = await checkout({ 'launch-ready.yaml': 'secrets:\n  environments:\n    production: { file: nowhere.env }\n' });
    await expect(check(repo.root)).rejects.toMatchObject({ code: 'no-environment-file' });
  });

  test('a file that kills the parser is said to be unread, and the others are read', async () => {
    await using repo = await checkout({
      'a.ts': 'process.env.A;\n',
      'bomb.ts': `process.env.B;${'('.repeat(60_000)}1${')'.repeat(60_000)}`,
      'c.ts': 'process.env.C;\n',
      '.env.production': 'A=1\nC=1\n',
      '.env.example': 'A=\nC=\n',
    });
    expect((await check(repo.root)).problems).toMatchObject([{ is: 'unread', at: ['bomb.ts'] }]);
    expect((await check(repo.root)).required).toBe(2);
  });

  test('--write adds missing names to .env.example and keeps what stands there', async () => {
    await using repo = await checkout({ ...CODE, '.env.example': '# ours\nDATABASE_URL=postgres://localhost/app' });
    expect((await check(repo.root, { write: true })).written).toEqual(['.env.example']);
    const text = await readFile(join(repo.root, '.env.example'), 'utf8');
    expect(text).toContain('# ours\nDATABASE_URL=postgres://localhost/app\n');
    expect(text).toContain('# required, secret; read in src/server.ts\nSTRIPE_SECRET_KEY=\n');
    expect(text).toContain('# optional; read in src/server.ts\nLOG_LEVEL=\n');
    expect(text).not.toMatch(/TEST_ONLY|DEPLOY_TOKEN|PORT/);
    expect((await check(repo.root, { write: true })).written).toEqual([]);
    expect((await problems(repo.root)).filter((each) => each.includes('undocumented'))).toEqual([]);
  });

  test('--validator ends a start whose variables are missing, and lets the others go on', async () => {
    await using repo = await checkout({ ...CODE, 'server.mjs': "import './env-required.mjs';\nconsole.log('started');\n" });
    await check(repo.root, { validator: true });
    const start = (env: Record<string, string>) => spawnSync(process.execPath, ['server.mjs'], { cwd: repo.root, env, encoding: 'utf8' });
    const missing = start({ DATABASE_URL: 'postgres://x' });
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toContain('STRIPE_SECRET_KEY is not set');
    expect(start({ DATABASE_URL: 'postgres://x', STRIPE_SECRET_KEY: 'x' })).toMatchObject({ status: 0, stdout: 'started\n' });
    await repo.write({ 'env-required.mjs': 'mine\n' });
    await expect(check(repo.root, { validator: true })).rejects.toMatchObject({ code: 'file-not-ours' });
  });

  test('no value of any environment is in what it gives', async () => {
    await using repo = await checkout({
      ...CODE,
      '.env.production': `DATABASE_URL=postgres://app:${PASSWORD}@db.acme.com/app\nSTRIPE_SECRET_KEY=${STRIPE}\nVITE_X=${STRIPE}\n[${PASSWORD}]=1\n`,
      '.env.staging': `STRIPE_SECRET_KEY=${STRIPE}\n`,
    });
    const page = { width: 100, colour: false };
    const [checked, listed] = [await check(repo.root), await envInventory.run({ repo: repo.root }, testIo(), () => {})];
    const texts = [
      JSON.stringify(checked),
      JSON.stringify(listed),
      envCheck.shows(checked, page, {} as never),
      envInventory.shows(listed, page, { repo: '' }),
    ];
    for (const text of texts) for (const value of [STRIPE.slice(10, 30), PASSWORD.slice(0, 12)]) expect(text).not.toContain(value);
  });
});

test('env inventory: who reads it, where it is set, whose it is (SEC-6)', async () => {
  await using repo = await checkout({
    ...CODE,
    'launch-ready.yaml': 'owners: { stripe: Ada, secrets: Grace }\nsecrets:\n  environments:\n    production: { names: [DATABASE_URL] }\n',
  });
  const { variables } = await envInventory.run({ repo: repo.root }, testIo(), () => {});
  expect(
    Object.fromEntries(
      variables.map(({ name, required, secret, owner, in: set, provided }) => [name, [required, secret, owner, set.join(), provided]]),
    ),
  ).toEqual({
    DATABASE_URL: [true, true, 'Grace', 'production', null],
    DEPLOY_TOKEN: [false, true, 'Grace', '', null],
    LOG_LEVEL: [false, false, 'Grace', '', null],
    PORT: [false, false, 'Grace', '', 'every host'],
    STRIPE_SECRET_KEY: [true, true, 'Ada', '', null],
    TEST_ONLY: [false, false, 'Grace', '', null],
    VITE_APP_URL: [true, false, 'Grace', '', null],
  });
});

test('the command line answers with its exit codes', async () => {
  await using repo = await checkout({ ...CODE, '.env.production': '' });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(process.cwd(), 'bin/launch-ready'), ...args], { cwd: repo.root, encoding: 'utf8' });
  const ran = run('env', 'check', '--json');
  expect(ran.status).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({ required: 3 });
  expect(execFileSync('git', ['status', '--short'], { cwd: repo.root, encoding: 'utf8' })).not.toContain('.launch-ready');
});

describe('what environments are', () => {
  const found = async (files: Readonly<Record<string, string>>) => {
    await using repo = await checkout({ 'package.json': '{}', ...files });
    const { settings } = await gatherEnvironment(openWorkspace(repo.root), AbortSignal.timeout(10_000), new Date());
    return Object.fromEntries(
      settings.map(({ environment, values }) => [environment, [...values].map(([name, { looks }]) => `${name} ${looks}`)]),
    );
  };

  test.each([
    ['next', { production: ['A plain'], development: ['A plain'] }],
    ['vite', { production: ['A plain'], development: ['A empty'] }],
  ])('%s decides which of two files wins', async (framework, expected) => {
    expect(
      await found({
        'package.json': JSON.stringify({ dependencies: { [framework]: '1' } }),
        '.env.production': 'A=\n',
        '.env.production.local': 'A=1\n',
        '.env.local': 'A=1\n',
        '.env.development': 'A=\n',
      }),
    ).toEqual(expected);
  });

  test('a file of `vercel env pull` is for the environment it was pulled for', async () => {
    expect(await found({ '.env.local': '# Created by Vercel CLI\nA="x"\nVERCEL_ENV="production"\n' })).toEqual({
      production: ['A plain', 'VERCEL_ENV plain'],
    });
  });

  test('a list that a command line has printed is an environment; hidden values are names', async () => {
    await using repo = await checkout({
      'a.ts': 'process.env.AA; process.env.BB;',
      'launch-ready.yaml': 'secrets:\n  environments:\n    production: { file: fly.json }\n',
      'fly.json': '[{ "Name": "AA", "Digest": "0123456789abcdef" }]',
      '.env.example': 'AA=\nBB=\n',
    });
    expect(await problems(repo.root)).toEqual(['high missing BB production']);
  });

  test('a file that is too large to be read is named', async () => {
    await using repo = await checkout({ 'src/data.ts': `export const a = process.env.AA;${' '.repeat(1_000_001)}` });
    const gave = await check(repo.root);
    expect(gave.skipped).toEqual({ files: ['src/data.ts'], count: 1 });
    expect(envCheck.shows(gave, { width: 80, colour: false }, {} as never)).toContain('Not read, too large, too many or no plain file:');
  });

  test('--live asks the platform that releases go to', async () => {
    await using repo = await checkout({
      'a.ts': 'process.env.AA; process.env.BB;',
      'launch-ready.yaml': "deploy:\n  adapter: commands\n  commands: { release: 'true', env: 'echo AA' }\n",
      '.env.example': 'AA=\nBB=\n',
    });
    const live = (flags: object) => envCheck.run({ repo: repo.root, write: false, validator: false, ...flags }, testIo(), () => {});
    const gave = await live({ live: true });
    expect(gave.problems.map(({ is, name }) => `${is} ${name}`)).toEqual(['missing BB']);
    expect(gave.environments).toEqual([{ environment: 'production', from: 'the platform', variables: 1 }]);
    await repo.write({ 'launch-ready.yaml': "deploy:\n  adapter: commands\n  commands: { release: 'true' }\n" });
    await expect(live({ live: true })).rejects.toMatchObject({ code: 'no-live-names' });
  });
});

test('the inventory fits 80 columns, and its table stands up to odd names of places', async () => {
  await using repo = await checkout({
    ...CODE,
    'src/a|b <c>.ts': 'process.env.ODD_ONE;\n',
    '.env.example': '# What it is | for\nDATABASE_URL=\n',
  });
  const gave = await envInventory.run({ repo: repo.root }, testIo(), () => {});
  const text = envInventory.shows(gave, { width: 80, colour: false }, { repo: '' });
  expect(text.split('\n').filter((each) => each.length > 80)).toEqual([]);
  expect(text).toContain('DATABASE_URL  required, secret\n  What it is | for\n');
  const table = envInventory.shows(gave, { width: 80, colour: false }, { repo: '', markdown: true });
  expect(table).toContain('What it is \\| for');
  expect(table).toContain('src/a\\|b &lt;c>.ts:1');
});
