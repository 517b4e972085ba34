import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { envCheck } from './check.ts';

const SECRET = 'not-to-be-printed-4711';
const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A folder with these files, beside the packages of this checkout; `--validator` has been run in it. */
async function written(files: Readonly<Record<string, string>>): Promise<{ root: string; written: string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'launch-ready-validator-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(root, 'node_modules'));
  const gave = await envCheck.run({ repo: root, write: false, validator: true }, testIo(), () => {});
  return { root, written: gave.written };
}

const manifest = (...names: string[]): string =>
  JSON.stringify({ type: 'module', dependencies: Object.fromEntries(names.map((name) => [name, '*'])) });
const CODE = 'process.env.AA; process.env.BB; process.env.CC ?? 1; process.env.NEXT_PUBLIC_DD; import.meta.env.VITE_EE;\n';
const ALL = { AA: 'x', BB: SECRET, NEXT_PUBLIC_DD: 'x' };

/** The stack by its packages, and the file that is written for it. */
const STACKS: readonly (readonly [readonly string[], string])[] = [
  [[], 'env-required.mjs'],
  [['typescript'], 'env-required.ts'],
  [['zod', 'typescript'], 'env-required.ts'],
  [['valibot'], 'env-required.mjs'],
  [['envalid', 'typescript'], 'env-required.ts'],
  [['@t3-oss/env-nextjs', 'zod', 'typescript'], 'env-required.ts'],
];

describe('the validator in the stack of the project (SEC-7)', () => {
  test.each(STACKS)('%j: a start without its variables ends with their names alone', async (names, file) => {
    const { root, written: files } = await written({ 'package.json': manifest(...names), 'src/a.ts': CODE });
    expect(files).toEqual([file]);
    const start = (env: Record<string, string>) =>
      spawnSync(process.execPath, ['--import', `./${file}`, '-e', "console.log('started')"], { cwd: root, env, encoding: 'utf8' });
    const missing = start({ BB: SECRET, AA: '' });
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toContain('The app does not start: AA, NEXT_PUBLIC_DD are not set in this environment.');
    expect(missing.stderr).not.toContain(SECRET);
    expect(start(ALL)).toMatchObject({ status: 0, stdout: 'started\n' });
  });

  test('what is written for TypeScript has no error under strict rules', async () => {
    const folders = ['zod', 'valibot', 'envalid', '@t3-oss/env-core'];
    const made = await Promise.all(
      folders.map((name) =>
        written({
          'package.json': manifest(name, 'zod', 'typescript').replace(
            '"zod":"*",',
            name.startsWith('@') || name === 'zod' ? '"zod":"*",' : '',
          ),
          'a.ts': CODE,
        }),
      ),
    );
    const files = made.map(({ root, written: [file] }) => join(root, file!));
    const tsc = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--typeRoots',
      join(import.meta.dirname, '../../../node_modules/@types'),
    ];
    const checked = spawnSync(process.execPath, [tsc, ...flags, ...files], { encoding: 'utf8' });
    expect(checked.stdout).toBe('');
  });

  const python = spawnSync('python3', ['-c', 'import sys'], { encoding: 'utf8' });
  const pydantic = spawnSync('python3', ['-c', 'import pydantic_settings'], { encoding: 'utf8' });
  test.each([
    ['python', 'flask\n', python.status !== 0],
    ['pydantic', 'fastapi\npydantic_settings>=2\n', pydantic.status !== 0],
  ])('%s', async (name, requirements, isAbsent) => {
    const { root, written: files } = await written({
      'requirements.txt': requirements,
      'app.py': "import os\nos.environ['AA']; os.environ['BB']; os.getenv('CC', 'x')\n",
    });
    expect(files).toEqual(['env_required.py']);
    if (isAbsent) return; // the text is written, and this machine cannot run it
    const start = (env: Record<string, string>) =>
      spawnSync('python3', ['-c', "import env_required; print('started')"], {
        cwd: root,
        env: { PATH: process.env['PATH'] ?? '', ...env },
        encoding: 'utf8',
      });
    const missing = start({ BB: SECRET });
    expect([name, missing.status, missing.stdout]).toEqual([name, 1, '']);
    expect(missing.stderr).toContain('The app does not start: AA is not set in this environment.');
    expect(missing.stderr).not.toContain(SECRET);
    expect(start(ALL)).toMatchObject({ status: 0, stdout: 'started\n' });
  });
});
