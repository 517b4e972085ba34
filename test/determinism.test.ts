import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { checks } from '../src/checks/index.ts';
import { assess } from '../src/core/assess.ts';
import { type Bundle, canonicalJson, loadBundle } from '../src/core/bundle.ts';
import { resolveProfile } from '../src/core/profile.ts';
import { profiles } from '../src/profiles/index.ts';
import { launch } from './launch.ts';
import { runWarm } from './warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-same-'));
const file = join(folder, 'bundle.json');
/** Put there by `npm test`; the tests themselves run on Node 24. */
const NODE_22 = resolve('node_modules/.cache/node22/node_modules/node/bin/node');
let bundle: Bundle;

beforeAll(async () => {
  await launch(['audit', '--lab', 'ai-built-mess', '--save', file, '--json']);
  bundle = loadBundle(readFileSync(file, 'utf8'), file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the same evidence', () => {
  test('gives the same report whatever the order of checks', () => {
    const profile = resolveProfile(profiles, 'default');
    const expected = canonicalJson(assess(bundle, checks, profile));
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...checks], { minLength: checks.length }),
        (shuffled) => canonicalJson(assess(bundle, shuffled, profile)) === expected,
      ),
      { numRuns: 20 },
    );
  });

  test('gives the same bytes in every format on Node 22 and on Node 24', { timeout: 120_000 }, async () => {
    expect(existsSync(NODE_22), 'npm test installs Node 22').toBe(true);
    // Node 22 cannot run the TypeScript unbuilt; what is published is built.
    // `npm test` has checked the types, and nobody reads those of this build.
    const build = spawnSync(process.execPath, ['scripts/build.ts', '--no-types'], { encoding: 'utf8' });
    expect({ status: build.status, said: build.stdout }).toEqual({ status: 0, said: '' });
    for (const format of ['json', 'html', 'sarif', 'markdown', 'junit', 'terminal']) {
      const args = ['audit', '--from', file, '--format', format, '--quiet'];
      const [on24, on22] = await Promise.all([launch(args), launch(args, { node: NODE_22, program: 'dist/main.js' })]);
      expect(on22.stderr).toBe('');
      expect(on22.code).toBe(1);
      expect(createHash('sha256').update(on22.stdout).digest('hex')).toBe(createHash('sha256').update(on24.stdout).digest('hex'));
    }
  });

  test('is judged again under every profile', async () => {
    for (const { name } of profiles) {
      const { code, stdout } = await runWarm(['audit', '--from', file, '--profile', name, '--json']);
      expect(code).toBe(1);
      expect((JSON.parse(stdout) as { profile: string }).profile).toBe(name);
    }
  });
});
