import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { nextLine } from '../../core/journal.ts';
import { FOUNDER } from '../../lab/founder.ts';
import { repoReleases } from './releases.ts';

const home = mkdtempSync(join(tmpdir(), 'launch-ready-releases-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const now = new Date('2026-11-22T00:00:00Z');

/** A checkout with commits of these days and messages, and perhaps tags on them. */
function checkout(name: string, commits: readonly (readonly [at: string, message: string, tag?: string])[]): string {
  const root = join(home, name);
  mkdirSync(root);
  const git = (at: string, ...args: string[]): void =>
    void execFileSync('git', [...FOUNDER, ...args], {
      cwd: root,
      env: { ...process.env, GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at },
      stdio: 'pipe',
    });
  git('', 'init', '--quiet');
  for (const [at, message, tag] of commits) {
    git(at, 'commit', '--quiet', '--allow-empty', '--message', message);
    if (tag !== undefined) git(at, 'tag', '--annotate', tag, '--message', tag);
  }
  return root;
}

const look = (root: string) => repoReleases.collect({ kind: 'repo', root }, testIo({ now: () => now }));

describe('repo/releases (AUD-10)', () => {
  test('tells commits, tags, and what was taken back or mended in a hurry, of the last 30 days', async () => {
    const root = checkout('busy', [
      ['2026-09-01T10:00:00Z', 'Revert "an old story"', 'v0.9.0'],
      ['2026-11-15T10:00:00Z', 'Add bookings', 'v1.0.0'],
      ['2026-11-16T10:00:00Z', 'Revert "Add bookings"'],
      ['2026-11-17T10:00:00Z', 'hotfix: login loop'],
      ['2026-11-18T10:00:00Z', 'Explain how to revert a booking', 'v1.0.1'],
    ]);
    const saw = await look(root);
    expect(repoReleases.sees.parse(saw)).toEqual(saw);
    expect(saw).toEqual({
      git: true,
      days: 30,
      commits: 4,
      last: '2026-11-18T10:00:00.000Z',
      reverts: ['2026-11-16T10:00:00.000Z'],
      hotfixes: ['2026-11-17T10:00:00.000Z'],
      tags: [
        { name: 'v1.0.1', at: '2026-11-18T10:00:00.000Z' },
        { name: 'v1.0.0', at: '2026-11-15T10:00:00.000Z' },
      ],
      deploys: [],
      rollbacks: [],
    });
  });

  test('reads deploys and rollbacks of the journal, and is not stopped by lines that are none', async () => {
    const root = join(home, 'journal');
    mkdirSync(join(root, '.launch-ready'), { recursive: true });
    const first = nextLine(undefined, { is: 'deployed', release: '41a7' }, new Date('2026-11-20T08:00:00Z'));
    const second = nextLine(first, { is: 'rolled-back', release: '41a7', to: '30ff' }, new Date('2026-11-20T09:00:00Z'));
    const old = nextLine(undefined, { is: 'deployed', release: 'old' }, new Date('2026-08-01T00:00:00Z'));
    writeFileSync(
      join(root, '.launch-ready/journal.jsonl'),
      [old, first, second].map((line) => JSON.stringify(line)).join('\n') + '\n{"at":\n[]\n',
    );
    expect(await look(root)).toMatchObject({
      git: false,
      deploys: [{ name: '41a7', at: '2026-11-20T08:00:00.000Z' }],
      rollbacks: [{ name: '41a7', at: '2026-11-20T09:00:00.000Z' }],
    });
  });

  test.each([
    ['a folder without git', () => mkdirSync(join(home, 'plain'), { recursive: true }), 'plain'],
    ['a repository without a commit', () => checkout('empty', []), 'empty'],
  ])('%s tells nothing', async (_what, make, name) => {
    make();
    expect(await look(join(home, name))).toMatchObject({ git: false, commits: 0, last: null, tags: [] });
  });

  test('a secret in the name of a tag is masked', async () => {
    const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
    const saw = await look(checkout('tagged', [['2026-11-20T10:00:00Z', 'x', `v1-${secret}`]]));
    expect(saw.tags).toHaveLength(1);
    expect(JSON.stringify(saw)).not.toContain(secret.slice(4, 30));
  });
});
