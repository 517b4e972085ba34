import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

const GO: readonly [string, string] = [
  'envrequired/envrequired.go',
  `// Written by \`launch-ready env check --validator\`; written again when the code reads other variables.
// Call it first in main, with the path of your module before it: envrequired.MustHave()

// Package envrequired ends a start whose variables are missing.
package envrequired

import (
	"fmt"
	"os"
	"strings"
)

var required = []string{
	"AA",
	"BB",
}

// MustHave ends the program when a variable is missing, with its name and never a value.
func MustHave() {
	var missing []string
	for _, name := range required {
		if value, found := os.LookupEnv(name); !found || strings.TrimSpace(value) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	fmt.Fprintf(os.Stderr, "The app does not start: %s %s not set in this environment.\\n", strings.Join(missing, ", "), verb)
	os.Exit(1)
}
`,
];

const RUST: readonly [string, string] = [
  'src/env_required.rs',
  `// Written by \`launch-ready env check --validator\`; written again when the code reads other variables.
// In main.rs: \`mod env_required;\`, and first in main: \`env_required::must_have();\`

const REQUIRED: &[&str] = &[
    "AA",
    "BB",
];

/// Ends the program when a variable is missing, with its name and never a value.
pub fn must_have() {
    let missing: Vec<&str> = REQUIRED
        .iter()
        .copied()
        .filter(|name| std::env::var(name).map_or(true, |value| value.trim().is_empty()))
        .collect();
    if missing.is_empty() {
        return;
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    eprintln!("The app does not start: {} {verb} not set in this environment.", missing.join(", "));
    std::process::exit(1);
}
`,
];

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

  const python = {
    program: 'python3',
    file: 'env_required.py',
    code: { 'app.py': "import os\nos.environ['AA']; os.environ['BB']; os.getenv('CC', 'x')\n" },
  };
  const pydantic = spawnSync('python3', ['-c', 'import pydantic_settings'], { encoding: 'utf8' });
  const cases = [
    {
      name: 'python',
      ...python,
      manifest: { 'requirements.txt': 'flask\n' },
      run: ['-c', "import env_required; print('started')"],
      isAbsent: false,
    },
    {
      name: 'pydantic',
      ...python,
      manifest: { 'requirements.txt': 'fastapi\npydantic_settings>=2\n' },
      run: ['-c', "import env_required; print('started')"],
      // Debian 12 has no package of it.
      // No Debian package of every release holds it; without it the case is skipped, and counted so.
      isAbsent: pydantic.status !== 0,
    },
    {
      name: 'ruby',
      program: 'ruby',
      file: 'env_required.rb',
      manifest: { Gemfile: "source 'https://rubygems.org'\ngem 'sinatra'\n" },
      code: { 'app.rb': "ENV.fetch('AA'); ENV.fetch('BB'); ENV.fetch('CC', 'x')\n" },
      run: ['-e', "require './env_required'; puts 'started'"],
      isAbsent: false,
    },
    {
      name: 'rails',
      program: 'ruby',
      file: 'config/initializers/env_required.rb',
      manifest: { Gemfile: "gem 'rails', '~> 8.0'\n" },
      code: { 'app/a.rb': "ENV.fetch('AA'); ENV.fetch('BB')\n" },
      run: ['-e', "require './config/initializers/env_required'; puts 'started'"],
      isAbsent: false,
    },
    {
      name: 'php',
      program: 'php',
      file: 'env_required.php',
      manifest: { 'composer.json': '{ "require": { "slim/slim": "^4" } }' },
      code: { 'index.php': "<?php getenv('AA'); getenv('BB');\n" },
      run: ['-r', 'require "./env_required.php"; echo "started\n";'],
      isAbsent: false,
    },
  ] as const;
  for (const { name, program, file, manifest: of, code, run, isAbsent } of cases)
    test.skipIf(isAbsent)(`${name}: a start without its variables ends with their names alone`, async () => {
      const { root, written: files } = await written({ ...of, ...code });
      expect(files).toEqual([file]);
      const start = (env: Record<string, string>) =>
        spawnSync(program, run, { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8' });
      const missing = start({ BB: SECRET });
      expect([missing.error, missing.status === 0, missing.stdout.includes('started')]).toEqual([undefined, false, false]);
      expect(missing.stdout + missing.stderr).toContain('The app does not start: AA is not set in this environment.');
      expect(missing.stdout + missing.stderr).not.toContain(SECRET);
      expect(start(ALL)).toMatchObject({ status: 0, stdout: 'started\n' });
    });

  test('Rails builds its assets without them', async () => {
    const { root } = await written({ Gemfile: "gem 'rails'\n", 'app/a.rb': "ENV.fetch('AA')\n" });
    const env = { PATH: process.env['PATH'] ?? '', SECRET_KEY_BASE_DUMMY: '1' };
    const ran = spawnSync('ruby', ['-e', "require './config/initializers/env_required'; puts 'started'"], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 0, stdout: 'started\n' });
  });

  test('Laravel, which loads .env itself, gets none; an app of two languages gets two', async () => {
    const laravel = { 'composer.json': '{ "require": { "laravel/framework": "^12" } }', 'config/app.php': "<?php env('AA');\n" };
    expect((await written(laravel)).written).toEqual([]);
    const both = { Gemfile: "gem 'sinatra'\n", 'a.rb': "ENV.fetch('AA')\n", 'package.json': manifest(), 'a.ts': 'process.env.BB;\n' };
    expect((await written(both)).written).toEqual(['env_required.rb', 'env-required.mjs']);
  });

  // The compilers are too large to install for this: the text is compared with a fixed one.
  test.each([
    ['go.mod', 'module acme\n\ngo 1.24\n', 'main.go', 'package main\nimport "os"\nfunc main() { os.Getenv("AA"); os.Getenv("BB") }\n', GO],
    [
      'Cargo.toml',
      '[package]\nname = "acme"\n',
      'src/main.rs',
      'fn main() { std::env::var("AA").unwrap(); std::env::var("BB").unwrap(); }\n',
      RUST,
    ],
  ])('%s', async (file, text, code, source, [path, expected]) => {
    const { root, written: files } = await written({ [file]: text, [code]: source });
    expect(files).toEqual([path]);
    expect(readFileSync(join(root, path), 'utf8')).toBe(expected);
  });
});
