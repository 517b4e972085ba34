import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlatformFile, readPlatformFile } from './env-platform.ts';
import { readShell } from './env-shell.ts';
import { leavesOf } from './leaves.ts';

const uses = (path: string, text: string): string[] =>
  (readPlatformFile(path, text) ?? []).map(
    (use) => `${use.is} ${use.name}${use.optional ? '?' : ''} ${use.for} ${use.environment ?? '-'} ${use.line}`,
  );

/** File, text, and what it reads and sets, each with its line. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['docker-compose.yml', 'x: ${A}\ny: ${B:-1}\nz: $${C}\nw: $D # ${E}\n', ['read A app - 1', 'read B? app - 2', 'read D app - 4']],
  [
    'compose.prod.yaml',
    'x-env: &env\n  A: "1"\nservices:\n  web:\n    environment:\n      <<: *env\n      B: ${B?needed}\n      C:\n  db:\n    environment:\n      - D=x=y\n      - E\n',
    ['set A app production 2', 'read B app - 7', 'read C? app - 8', 'set D app production 11', 'read E? app - 12'],
  ],
  ['compose.dev.yaml', 'services: { web: { environment: { A: "1", B: "${B}" } } }', ['set A app development 1', 'read B developers - 1']],
  [
    'Dockerfile',
    'ARG A\nARG B=1 C\nENV D=1 \\\n  # note\n  E="x F=1"\nENV G x\nENV H=\n# ENV I=1\nRUN --mount=type=secret,id=J <<EOF\nENV K=1\nEOF\nenv L=1',
    [
      'read A pipeline - 1',
      'read B? pipeline - 2',
      'read C pipeline - 2',
      'set D app - 3',
      'set E app - 3',
      'set G app - 6',
      'read J? pipeline - 9',
      'set L app - 12',
    ],
  ],
  [
    '.github/workflows/ci.yml',
    "env:\n  A: ${{ secrets.A }}\n  B: ${{ vars.B || 'x' }}\n  c: secrets.C\n# ${{ secrets.D }}\njobs:\n  a:\n    if: secrets.E != ''\n    steps:\n      - run: |\n          echo\n          go ${{ secrets['F'] }} ${{ 'secrets.G' }}\n",
    [
      'read A pipeline - 2',
      'set A pipeline pipeline 2',
      'read B? pipeline - 3',
      'set B pipeline pipeline 3',
      'set c pipeline pipeline 4',
      'read E? pipeline - 8',
      'read F pipeline - 12',
    ],
  ],
  [
    'vercel.json',
    '{\n  "env": {\n    "A": "x" },\n  "build": { "env": { "B": "@b" } },\n  "regions": ["fra1"]\n}',
    ['set A app production 3', 'set B app production 4'],
  ],
  [
    'netlify.toml',
    '[build.environment]\nA = "1"\n[context.deploy-preview.environment]\nB = "1"\n[context.staging]\nenvironment = { C = "1" }\n[build]\nC = "1"',
    ['set A app production 2', 'set B app preview 4', 'set C app staging 6'],
  ],
  [
    'wrangler.toml',
    'name = "x"\nvars = { A = "1" }\n[env.staging.vars]\nB = """\nC = 1\n"""\n[[kv_namespaces]]\nbinding = "KV"\n[durable_objects]\nbindings = [{ name = "ROOM", class_name = "Room" }]',
    ['set A app production 2', 'set B app staging 4', 'set KV app - 8', 'set ROOM app - 10'],
  ],
  [
    'wrangler.jsonc',
    '{\n  // "vars": { "X": 1 },\n  "vars": { "A": "1", },\n  "env": { "staging": { "vars": { "B": 2 } } },\n  "secrets": { "required": ["C"] }\n}',
    ['set A app production 3', 'set B app staging 4', 'read C app - 5'],
  ],
  [
    'fly.toml',
    '[env]\n  A = "1" # x\n  "B" = 2\n[http_service]\n  B = 1\n[deploy]\n  release_command = "migrate $CC"',
    ['set A app production 2', 'set B app production 3', 'read CC app - 7'],
  ],
  ['apps/api/fly.staging.toml', "env = { A = '1' }", ['set A app staging 1']],
  [
    'render.yaml',
    'services:\n  - startCommand: serve --port $PORT $XX\n    envVars:\n      - key: A\n        sync: false\n      - key: B\n        value: x\n      - key: C\n        fromDatabase: { name: db, property: connectionString }\nenvVarGroups:\n  - envVars: [{ key: D, generateValue: true }]\n',
    [
      'read PORT app - 2',
      'read XX app - 2',
      'read A app - 4',
      'set B app production 6',
      'set C app production 8',
      'set D app production 11',
    ],
  ],
  ['railway.json', '{ "deploy": { "startCommand": "serve ${AA:-1} \'$BB\'" } }', ['read AA? app - 1']],
  [
    'turbo.json',
    '{ "globalEnv": ["A", "!B", "C_*"], "tasks": { "build": { "env": ["D"], "outputs": ["E"] } } }',
    ['read A? pipeline - 1', 'read D? pipeline - 1'],
  ],
  [
    'app.json',
    '{ "env": {\n  "A": "x",\n  "B": { "description": "the key", "required": true },\n  "C": { "required": false },\n  "D": { "generator": "secret" } } }',
    ['set A app production 2', 'read B app - 3', 'read C? app - 4', 'set D app production 5'],
  ],
  ['Procfile', 'web: serve -p $PORT -d "${AA}"\nrelease: migrate', ['read PORT app - 1', 'read AA app - 1']],
  [
    'supabase/config.toml',
    '[studio]\nopenai_api_key = "env(OPENAI_API_KEY)"\n[auth.external.apple]\nenabled = false\nsecret = "env(A)"\n[auth.external.google]\nenabled = true\nsecret = "env(B)" # env(C)\n',
    ['read OPENAI_API_KEY? developers - 2', 'read A? app - 5', 'read B app - 8'],
  ],
  [
    'prisma/schema.prisma',
    'datasource db {\n  url = env("A") // env("B")\n  shadowDatabaseUrl = env("C")\n}',
    ['read A app - 2', 'read C developers - 3'],
  ],
  ['apphosting.yaml', 'env:\n  - variable: A\n    secret: a\n', ['set A app production 2']],
  ['app.yaml', 'env_variables:\n  A: "1"\n', ['set A app production 2']],
  ['docker-entrypoint.sh', '#!/bin/sh\nXX=1\nuse "$AA" $XX\n', ['read AA app - 3']],
  ['scripts/deploy.sh', 'use "$AA"', ['read AA pipeline - 1']],
];

describe('files of platforms', () => {
  test.each(CASES)('%s', (path, text, expected) => {
    expect(isPlatformFile(path)).toBe(true);
    expect(uses(path, text)).toEqual(expected);
    expect(uses(path, text.replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  test('app.json tells what a variable is for', () => {
    expect(readPlatformFile('app.json', '{"env":{"A":{"description":"the key"}}}')).toMatchObject([{ name: 'A', purpose: 'the key' }]);
  });

  test('a file that is not of its format is told to be unread', () => {
    expect(readPlatformFile('vercel.json', '['.repeat(500))).toBeNull();
    expect(readPlatformFile('render.yaml', ' '.repeat(600_000))).toBeNull();
    expect(readPlatformFile('compose.yml', '[ '.repeat(5_000))).toBeNull();
  });

  test('never throws and never hangs on any text', () => {
    const path = fc.constantFrom(...CASES.map(([name]) => name), 'x');
    const pieces = [
      'services:',
      '\n  ',
      '[env]',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '"""',
      '=',
      ',',
      ':',
      '- ',
      '&a',
      '*a',
      '<<: *a',
      '${',
      '${{',
    ];
    const piece = fc.constantFrom(...pieces, 'env', 'A', '#', '\\', '<<EOF', '$A');
    const odd = fc.array(piece, { maxLength: 40 }).map((all) => all.join(''));
    fc.assert(
      fc.property(path, fc.oneof(fc.string({ unit: 'binary' }), odd), (name, text) => void readPlatformFile(name, text)),
      { numRuns: 1_000 },
    );
    const from = performance.now();
    for (const bait of ['[', '{"a":', 'a = """', '${{', '${A:-', 'ENV A="', '*a ', '- - ', '<<X\n', '\\\n'])
      for (const [name] of CASES) readPlatformFile(name, bait.repeat(1_000));
    expect(performance.now() - from).toBeLessThan(8_000);
  });
});

describe('shell scripts', () => {
  test.each([
    ['use $AA ${BB} "${CC:-x}" "${DD:?}" \'$EE\' \\$FF $lower $1 ${#x}', ['AA', 'BB', 'CC?', 'DD']],
    ['# $AA\nx#$BB\n', ['BB']],
    ['AA=1; export BB=2\nread -r CC\nfor DD in 1; do use $AA $BB $CC $DD; done', []],
    ['AA="${AA:-x}"\nuse $AA', ['AA?']],
    ['[ -n "$AA" ] && go', ['AA?']],
    ["cat <<'EOF'\n$AA\nEOF\ncat <<EOF\n$BB\nEOF\n", ['BB']],
    ['echo $HOME $IFS $RANDOM', ['HOME']],
  ])('%j', (text, expected) => {
    expect(readShell(text).map(({ name, optional }) => (optional ? `${name}?` : name))).toEqual(expected);
  });
});

describe('values of settings files', () => {
  const leaves = (path: string, text: string): string[] =>
    (leavesOf(path, text) ?? []).map((leaf) => `${leaf.path.join('.')}=${leaf.value}@${leaf.line}`);
  test('TOML, and JSON with comments', () => {
    const toml = 'a.b = 1\n[c."d.e"]\nf = [1, "x", { g = true }] # h = 1\n[[i]]\nj = """\nk\n"""\n[[i]]\nj = \'\\\'';
    expect(leaves('a.toml', toml)).toEqual([
      'a.b=1@1',
      'c.d.e.f.0=1@3',
      'c.d.e.f.1=x@3',
      'c.d.e.f.2.g=true@3',
      'i.0.j=\nk\n@5',
      'i.1.j=\\@9',
    ]);
    expect(leaves('a.json', '{"a":[1,{"b":null}],/* x */"c":"\\"//"}')).toEqual(['a.0=1@1', 'a.1.b=@1', 'c="//@1']);
  });
});
