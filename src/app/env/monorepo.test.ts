import { expect, test } from 'vitest';
import { KNOWN, MONOREPO, PROBLEMS } from '../../../test/env/monorepo.ts';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { readEnvironment } from '../../probes/repo/environment.ts';
import { envCheck } from './check.ts';
import { judgeEnvironment } from './judge.ts';

type Reads = Awaited<ReturnType<typeof readEnvironment>>['reads'];

const kindOf = (reads: Reads): string => {
  if (reads.every(({ provided }) => provided !== null)) return 'provided';
  const app = reads.filter((read) => read.for === 'app');
  if (app.length > 0) return app.some(({ optional }) => !optional) ? 'required' : 'optional';
  return reads.some((read) => read.for === 'pipeline') ? 'pipeline' : 'developers';
};
const known = (reads: Reads): object =>
  Object.fromEntries(
    [...Map.groupBy(reads, ({ name }) => name)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, all]) => [name, [kindOf(all), [...new Set(all.map(({ scope }) => scope))].toSorted()]]),
  );
const read = (root: string) => readEnvironment(root, { signal: AbortSignal.timeout(30_000), salt: 'x', now: new Date() });
const said = async (root: string): Promise<string[]> =>
  (await envCheck.run({ repo: root, write: false, validator: false }, testIo(), () => {})).problems.map(
    ({ is, severity, name, environment, says }) =>
      [severity, is, name, is === 'missing' ? / in (production of \S+);/.exec(says)?.[1] : environment].filter(Boolean).join(' '),
  );

test('a monorepo of TypeScript, Go, Python, fly and compose: every variable, who needs it and where; nothing else', async () => {
  await using repo = await checkout(MONOREPO);
  const seen = await read(repo.root);
  expect(known(seen.reads)).toEqual(KNOWN);
  expect(seen).toMatchObject({ dynamic: [], unread: [], skipped: [], truncated: false });
  expect(new Set(seen.sets.map(({ name, environment }) => `${name} ${environment}`))).toEqual(
    new Set([
      'POSTGRES_DB development',
      'QUEUE_URL development',
      'TURBO_TOKEN pipeline',
      'TURBO_TEAM pipeline',
      'FLY_API_TOKEN pipeline',
      'NEXT_PUBLIC_BUILD_NAME production',
      'QUEUE_PREFIX production',
      'REGION production',
      'LOG_FORMAT null',
      'LOG_LEVEL null',
    ]),
  );
});

test('each app is held against its own environment, with the packages it is made of', async () => {
  await using repo = await checkout(MONOREPO);
  expect(await said(repo.root)).toEqual(PROBLEMS);
});

/** Another form of the same code. */
const FORMS: readonly (readonly [string, (text: string, path: string) => string])[] = [
  ['ends of lines', (text) => text.replaceAll('\n', '\r\n')],
  ['empty lines above', (text, path) => (/\.json$|start\.sh$/.test(path) ? text : `${'\n'.repeat(50)}${text}`)],
  [
    'quotes and spaces',
    (text, path) =>
      /\.tsx?$/.test(path)
        ? text
            .replaceAll("'", '"')
            .replaceAll(/(?<!\/\/ |")process\.env\./g, 'process\n  .env\n  .')
            .replaceAll(', ', ',\n')
        : text,
  ],
];
test.each(FORMS)('%s change no variable and no problem', async (_, form) => {
  await using repo = await checkout(Object.fromEntries(Object.entries(MONOREPO).map(([path, text]) => [path, form(text, path)])));
  const seen = await read(repo.root);
  expect(known(seen.reads)).toEqual(KNOWN);
  expect(await said(repo.root)).toEqual(PROBLEMS);
});

test('--write gives each name to the example of its own package; then nothing is undocumented', async () => {
  await using repo = await checkout(MONOREPO);
  const gave = await envCheck.run({ repo: repo.root, write: true, validator: true }, testIo(), () => {});
  expect(gave.written).toEqual([
    '.env.example',
    'apps/api/.env.example',
    'apps/web/.env.example',
    'apps/worker/.env.example',
    'apps/api/env-required.mjs',
    'apps/report/env_required.py',
    'apps/web/env-required.ts',
    'apps/worker/envrequired/envrequired.go',
  ]);
  const seen = await read(repo.root);
  expect(judgeEnvironment(seen, []).filter(({ is }) => is === 'undocumented')).toEqual([]);
  expect(seen.purposes.get('RESEND_API_KEY')).toBe('Without it no mail is sent');
});
