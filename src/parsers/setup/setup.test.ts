import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netCases, type SetupCase, setupCases } from '../../../test/setup-cases.ts';
import { BUILD_FILE, readBuildSettings } from './build-settings.ts';
import { asRecord, parseJsonc } from './jsonc.ts';
import { readLock } from './lockfile.ts';
import { missingNets, netsByName, seeNets } from './safety-net.ts';
import { silencedIn } from './silenced.ts';
import { readSupply } from './supply.ts';
import { readWorkflow } from './workflow.ts';

function foundIn({ files }: SetupCase): string[] {
  const { manifests, doubled, vulnerable } = readSupply(new Map(Object.entries(files)));
  const found = [
    ...doubled.map(() => 'two locks'),
    ...vulnerable.map(({ id }) => id),
    ...manifests.flatMap(({ lock, isApp, dependencies, loose, unlocked, lookalikes }) => [
      ...(isApp && dependencies > 0 && lock === null ? ['no lock'] : []),
      ...loose.map(({ name }) => `loose ${name}`),
      ...unlocked.map(({ name }) => `unlocked ${name}`),
      ...lookalikes.map(({ name }) => `lookalike ${name}`),
    ]),
  ];
  for (const [path, text] of Object.entries(files)) {
    const settings = BUILD_FILE.test(path) ? readBuildSettings(text, path) : null;
    const workflow = path.startsWith('.github/') ? readWorkflow(text) : null;
    const silenced = [...(settings?.silenced ?? []), ...(workflow?.silenced ?? []), ...silencedIn(path, text)];
    found.push(...silenced.map(({ lintOnly }) => (lintOnly ? 'silenced lint' : 'silenced')));
    found.push(...(settings?.maps ?? []).map(() => 'map'), ...(workflow?.dangers ?? []).map(({ danger }) => danger));
  }
  return found.toSorted();
}

describe('how a checkout is supplied, built and checked (SEC-1, DEP-1, OBS-3)', () => {
  test('every case gives what it says, and its safe twin nothing', () => {
    expect(setupCases.map((each) => [each.name, foundIn(each)])).toEqual(setupCases.map(({ name, finds }) => [name, finds.toSorted()]));
  });

  test('a file written otherwise gives the same', () => {
    const isJson = (path: string): boolean => path.endsWith('.json');
    const WRITTEN: readonly ((text: string, path: string) => string)[] = [
      (text) => text.replaceAll('\n', '\r\n'),
      (text, path) => `${(isJson(path) || !/\.(ya?ml|toml)$/.test(path) ? '\n' : '# -\n').repeat(50)}${text}`,
      (text, path) => (isJson(path) && asRecord(parseJsonc(text)) ? JSON.stringify(parseJsonc(text)) : text),
    ];
    for (const write of WRITTEN)
      for (const each of setupCases) {
        const files = Object.fromEntries(Object.entries(each.files).map(([path, text]) => [path, write(text, path)]));
        expect([each.name, foundIn({ ...each, files })]).toEqual([each.name, each.finds.toSorted()]);
      }
  });

  test('nets that are missing are told, and those that stand anywhere are not', () => {
    const missing = netCases.map(({ name, files }) => {
      const manifest = asRecord(parseJsonc(files['package.json'] ?? ''));
      const dependencies = Object.keys(asRecord(manifest?.['dependencies']) ?? {});
      const seen = netsByName(Object.keys(files), dependencies);
      for (const text of Object.values(files)) seeNets(seen, text);
      return [name, missingNets(seen, dependencies).map((net) => `no ${net}`)];
    });
    expect(missing).toEqual(netCases.map(({ name, finds }) => [name, finds]));
  });

  test('a danger is told at its own line', () => {
    const text =
      'on: issues\njobs:\n  a:\n    steps:\n      - run: |\n          set -e\n          echo "${{ github.event.issue.title }}"\n';
    expect(readWorkflow(text)?.dangers).toEqual([{ danger: 'script-injection', line: 7, what: 'github.event.issue.title' }]);
  });

  test('never throws, whatever the files hold', () => {
    const names = [
      'package.json',
      'package-lock.json',
      'pnpm-lock.yaml',
      'yarn.lock',
      'bun.lock',
      'netlify.toml',
      'Dockerfile',
      'vercel.json',
    ];
    const parts = [
      '{',
      '}',
      '"',
      '//',
      '/*',
      '*/',
      ',',
      '\n',
      'packages:',
      '"dependencies"',
      ': ',
      '  next@1',
      '||true',
      '[',
      ']',
      '\\',
      'on:',
      '&a',
      '*a',
      '${{',
    ];
    const odd = oneof(
      string({ maxLength: 200 }),
      array(constantFrom(...parts), { maxLength: 60 }).map((each) => each.join('')),
    );
    assert(
      property(constantFrom(...names), odd, (name, text) => {
        readSupply(new Map([[name, text]]));
        readLock(name, text);
        readWorkflow(text);
        silencedIn(name, text);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['comments that never end', '/*'.repeat(200_000)],
    ['strings that never end', '"\\'.repeat(200_000)],
    ['brackets without end', '['.repeat(200_000)],
    ['commas', ',  '.repeat(100_000)],
  ])('%s cost no more than they are long', (_name, text) => {
    const started = performance.now();
    expect(parseJsonc(text)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('comments and trailing commas are left out, strings are kept', () => {
    expect(parseJsonc('{ // a\n "url": "https://a.test/*b*/", /* c */ "list": [1, 2,], }')).toEqual({
      url: 'https://a.test/*b*/',
      list: [1, 2],
    });
  });
});
