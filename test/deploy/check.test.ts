import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployCheck } from '../../src/app/deploy/check.ts';
import type { Item } from '../../src/deploy/preflight.ts';
import { testIo } from '../io.ts';
import { checkout } from './stage.ts';

let at: string;
let health: object = { release: 'r-now' };
const server = createServer((_request, response) => response.end(JSON.stringify(health)));
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
});

const io = testIo({ now: () => new Date(), allowPrivate: true, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
const yaml = (build: string, more = ''): string => `routes:
  - { name: home, url: '${at}', kind: home }
  - { name: health, url: '${at}', kind: health }
deploy:
  adapter: commands
  build: '${build}'
  artifact: dist
  commands: { release: 'true', rollback: 'true', current: 'echo r-now', env: 'echo DATABASE_URL' }
  health: { url: '${at}' }
${more}`;
const good = (build: string): Record<string, string> => ({
  'launch-ready.yaml': yaml(build),
  'package-lock.json': '{}\n',
  '.env.example': 'DATABASE_URL=\n',
  '.gitignore': 'dist\n',
});

async function checked(files: Record<string, string>, flags: object = {}): Promise<{ decision: string; items: Item[] }> {
  using repo = checkout(files);
  return await deployCheck.run({ repo: repo.root, ...flags }, io, () => undefined);
}
const failed = (items: readonly Item[]): string[] =>
  items.filter(({ state }) => state === 'fail').map(({ what, says }) => `${what}: ${says}`);

describe('deploy check (DEP-6)', () => {
  test('says go where everything holds', async () => {
    const { decision, items } = await checked(good('mkdir -p dist; echo app > dist/app.js'), { build: true });
    expect({ decision, failed: failed(items) }).toEqual({ decision: 'go', failed: [] });
    expect(deployCheck.exit!({ decision: 'go', items })).toBe(0);
  });

  test('a build that gives the same files twice is reproducible (DEP-2)', async () => {
    const { items } = await checked(good('mkdir -p dist; echo app > dist/app.js'), { reproducible: true });
    expect(items.at(-1)).toMatchObject({ what: 'second build', state: 'pass' });
  });

  test('a build that writes the time into a file is not, and the file is named (DEP-2)', async () => {
    const { items, decision } = await checked(good('mkdir -p dist; echo app > dist/app.js; date +%s%N > dist/built-at.txt'), {
      reproducible: true,
    });
    expect(items.at(-1)).toEqual({ what: 'second build', state: 'fail', says: 'differs in built-at.txt' });
    expect(decision).toBe('no-go');
  });

  test('a failing build is said with its last line', async () => {
    const { items } = await checked(good('echo cannot find module react; exit 2'), { build: true });
    expect(failed(items)).toEqual(['build: The build ended with code 2: cannot find module react.']);
  });

  test.each([
    ['a missing lockfile', { 'package-lock.json': null }, 'lockfile: none, so every build may use other versions'],
    [
      'a variable that is not set (SEC-7)',
      { '.env.example': 'DATABASE_URL=\nSTRIPE_SECRET_KEY=\n' },
      'variables: not set in production: STRIPE_SECRET_KEY',
    ],
    [
      'a dangerous migration (DEP-4)',
      { 'migrations/1_x.sql': 'TRUNCATE users;\n' },
      'migrations: migrations/1_x.sql:1 (users): The table is emptied',
    ],
  ] as const)('%s is a no', async (_name, change, says) => {
    const files = Object.entries({ ...good('true'), ...change }).flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
    const { decision, items } = await checked(Object.fromEntries(files));
    expect(decision).toBe('no-go');
    expect(failed(items).join('\n')).toContain(says);
  });

  test('no way back and no route that names its promise is a no', async () => {
    const text = yaml('true')
      .replace(", rollback: 'true'", '')
      .replace(/routes:\n.*\n.*\n/, '');
    const { items } = await checked({ ...good('true'), 'launch-ready.yaml': text });
    expect(failed(items).join('\n')).toMatch(/a way back: deploy.commands.rollback is not set[\s\S]*no route of kind home or health/);
  });

  test('what is not committed is named', async () => {
    using repo = checkout(good('true'));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${repo.root}/hotfix.js`, '');
    const { items } = await deployCheck.run({ repo: repo.root }, io, () => undefined);
    expect(failed(items)).toEqual(['git: not committed: hotfix.js']);
  });

  test('variables that nobody can see are unknown, never a pass', async () => {
    const text = yaml('true').replace(", env: 'echo DATABASE_URL'", '');
    const { decision } = await checked({ ...good('true'), 'launch-ready.yaml': text });
    expect(decision).toBe('cannot-tell');
    expect(deployCheck.exit!({ decision, items: [] } as never)).toBe(3);
  });

  describe('holds the variables that code reads against where the release goes (SEC-7)', () => {
    const reads = (code: string, more: Record<string, string> = {}): Record<string, string> => ({
      ...good('true'),
      'src/a.ts': code,
      ...more,
    });
    const aboutVariables = async (files: Record<string, string>): Promise<{ decision: string; said: string[]; all: string }> => {
      const { decision, items } = await checked(files);
      const said = items.filter(({ what }) => what === 'variables').map(({ state, says }) => `${state} ${says}`);
      return { decision, said, all: JSON.stringify(items) };
    };

    test('one that is read and not set is a no, though no .env.example names it; its neighbour in a file tells no value', async () => {
      const value = ['hush', 'hush', '4711'].join('-');
      const { decision, said, all } = await aboutVariables(
        reads('process.env.RESEND_API_KEY; process.env.DATABASE_URL; process.env.MAIL_FROM;\n', {
          '.env.production': `MAIL_FROM=${value}\n`,
        }),
      );
      expect(decision).toBe('no-go');
      expect(said[0]).toBe('fail not set in production: RESEND_API_KEY');
      expect(all).not.toContain(value);
    });

    test('one with a default, one that hosts set, and one that an example names as optional are not asked for', async () => {
      const { decision, said } = await aboutVariables(
        reads("process.env.LOG_LEVEL ?? 'info'; process.env.PORT; process.env.LAUNCH_READY_RELEASE; process.env.DATABASE_URL;\n", {
          '.env.example': 'DATABASE_URL=\n# optional\nLOG_LEVEL=\n',
        }),
      );
      expect({ decision, said }).toEqual({ decision: 'go', said: ['pass 1 needed, all set'] });
    });

    test('what the platform has set is set, though a file leaves it empty; what travels along with the code is set too', async () => {
      const { said } = await aboutVariables(
        reads('process.env.DATABASE_URL; process.env.BRAND_NAME;\n', {
          '.env.production': 'DATABASE_URL=\nBRAND_NAME=Acme\n',
          '.env.example': 'DATABASE_URL=\nBRAND_NAME=\n',
        }),
      );
      expect(said).toEqual(['pass 2 needed, all set']);
    });

    test('a secret for browsers and an address of this machine are a no', async () => {
      const { said } = await aboutVariables(
        reads('import.meta.env.VITE_OPENAI_API_KEY; import.meta.env.VITE_API;\n', {
          '.env.production': 'VITE_API=http://localhost:3000\nVITE_OPENAI_API_KEY=x1\n',
        }),
      );
      expect(said.slice(0, 2).join('\n')).toMatch(/^fail VITE_OPENAI_API_KEY is a secret.*\nfail VITE_API points at this machine/);
    });

    test('a file that cannot be read as code could not be checked, and that is no pass', async () => {
      const { decision, said } = await aboutVariables(reads(`process.env.DATABASE_URL;${'('.repeat(60_000)}1${')'.repeat(60_000)}`));
      expect(decision).toBe('cannot-tell');
      expect(said).toContain('unknown could not check what these need: src/a.ts');
    });

    test('an environment file that the configuration names and that is not there could not be checked', async () => {
      const text = yaml('true', 'secrets: { environments: { production: { file: nowhere.env } } }\n');
      const { decision, said } = await aboutVariables({ ...good('true'), 'launch-ready.yaml': text });
      expect(decision).toBe('cannot-tell');
      expect(said.join()).toContain('unknown launch-ready.yaml says that production is in nowhere.env');
    });

    test('where the adapter cannot look, the names of launch-ready.yaml count, for the environment that the release goes to', async () => {
      const named = (environment: string): string =>
        yaml('true', `secrets: { environments: { production: { names: [DATABASE_URL] }, staging: { names: [OTHER] } } }\n`)
          .replace(", env: 'echo DATABASE_URL'", '')
          .replace('adapter: commands', `adapter: commands\n  environment: ${environment}`);
      const code = 'process.env.DATABASE_URL;\n';
      const live = await aboutVariables(reads(code, { 'launch-ready.yaml': named('production') }));
      expect(live.said[0]).toBe('pass 1 needed, all set');
      const staged = await aboutVariables(reads(code, { 'launch-ready.yaml': named('staging') }));
      expect(staged.said[0]).toBe('fail not set in staging: DATABASE_URL');
    });
  });

  test('a health route that names no release is noted before the first deploy', async () => {
    health = { status: 'ok' };
    const { items } = await checked(good('true'));
    health = { release: 'r-now' };
    expect(items.find(({ what }) => what === 'health route')).toEqual({
      what: 'health route',
      state: 'note',
      says: 'answers 200 and names no release at /release; the new release must',
    });
  });
});
