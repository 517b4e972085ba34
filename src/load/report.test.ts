import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Measured } from './measured.ts';
import { renderPerfReport, sortOut } from './report.ts';
import type { PerfRoute } from './result.ts';
import { commitOf, keep, recall } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-perf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = { bar: 'api_p95', targetMs: 300, failureMs: 500 };
const span = (ms: number): { ms: number; low: number; high: number } => ({ ms, low: ms, high: ms });
const route = (name: string, ms: number, verdict: PerfRoute['verdict']): PerfRoute => ({
  name,
  url: `https://acme.test/${name}`,
  kind: 'api',
  verdict,
  because: `p95 ${ms} ms.`,
  lines,
  measured: { p95: span(ms) } as Measured, // as: the report reads nothing else
});
const before = (name: string, ms: number) => ({
  name,
  url: `https://acme.test/${name}`,
  kind: 'api',
  lines,
  p50: span(ms),
  p95: span(ms),
  p99: span(ms),
  quantiles: [],
  bytes: 1,
  errors: 0,
  runs: [ms],
  noise: 0,
});

const kept = {
  baseline: {
    schema: 1 as const,
    at: '2026-11-20T00:00:00Z',
    commit: 'a'.repeat(40),
    profile: 'default',
    routes: [before('feed', 900), before('slow', 600)],
  },
  latest: {
    schema: 1 as const,
    at: '2026-11-22T00:00:00Z',
    profile: 'default',
    skipped: [],
    routes: [route('feed', 120, 'pass'), route('slow', 610, 'fail'), route('later|<b>', 350, 'slow')],
  },
  database: {
    schema: 1 as const,
    at: '2026-11-22T00:00:00Z',
    routes: [
      {
        name: 'slow',
        url: 'https://acme.test/slow',
        queries: 1,
        ms: 9,
        faults: [
          {
            is: 'missing-index' as const,
            sql: 'select 1',
            calls: 1,
            rows: 1,
            blocks: 900,
            says: 'Every call reads all 60,000 rows of posts.',
            advice: { table: 'posts', up: 'CREATE INDEX x;', down: 'DROP INDEX x;', why: 'Every call reads it.' },
          },
        ],
      },
    ],
  },
};

test('the report tells found, fixed and do later apart (PERF-13, CACHE-2)', () => {
  expect(sortOut(kept)).toEqual({
    found: ['slow: p95 610 ms.', 'slow: Every call reads all 60,000 rows of posts.'],
    fixed: ['feed: p95 was 900 ms and is 120 ms.'],
    later: ['later|<b>: p95 350 ms.'],
  });
  const markdown = renderPerfReport(kept);
  expect(markdown).toContain('| feed | 900 ms | 120 ms | 300 ms | 500 ms | pass |');
  expect(markdown).toContain('-- slow: Every call reads it.\nCREATE INDEX x;\n-- undo: DROP INDEX x;');
  // Text of strangers stays text.
  expect(markdown).toContain('later\\|\\<b\\>');
  expect(renderPerfReport({ latest: kept.latest })).toContain('There is no baseline yet');
});

test('what was not measured is said, never taken for well', () => {
  const { baseline } = kept;
  const none = renderPerfReport({ baseline });
  for (const said of ['`launch-ready perf run`', '`launch-ready perf database`', 'name a domain']) expect(none).toContain(said);
  for (const well of ['Nothing is beyond', 'Nothing waits', 'Nothing to change']) expect(none).not.toContain(well);
  const route = { name: 'feed', url: 'https://acme.test/feed', queries: 2, ms: 1, faults: [] };
  const told = (routes: object[]): string =>
    renderPerfReport({ database: { schema: 1, at: '2026-11-22T00:00:00Z', routes: routes as never } }); // as: of the right shape
  expect(told([route])).toContain('No query repeats, has no end or lacks an index.');
  const half = told([route, { ...route, name: 'mine', void: 'It answers 401.' }]);
  expect(half).toContain('Not measured at mine: It answers 401.');
  expect(told([{ ...route, void: 'It answers 401.' }])).not.toContain('No query repeats');
});

test('a baseline is read as it was kept, and anything else in its place is told (PERF-3)', () => {
  expect(recall(folder, 'baseline', 1)).toBeUndefined();
  const file = keep(folder, 'baseline', kept.baseline);
  expect(recall(folder, 'baseline', 1)).toEqual(kept.baseline);
  for (const broken of ['{', '{"schema":2}']) {
    writeFileSync(file, broken);
    expect(() => recall(folder, 'baseline', 1)).toThrow('cannot be read');
  }
});

test('the commit is read from a checkout, a packed one and a worktree, and nowhere else', () => {
  expect(commitOf(folder)).toBeUndefined();
  const [commit, git] = ['0123456789abcdef0123456789abcdef01234567', join(folder, 'repo/.git')];
  mkdirSync(join(git, 'worktrees/w'), { recursive: true });
  mkdirSync(join(folder, 'w'));
  writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/main\n');
  expect(commitOf(join(folder, 'repo'))).toBeUndefined();
  writeFileSync(join(git, 'packed-refs'), `# pack\n${commit} refs/heads/main\n`);
  expect(commitOf(join(folder, 'repo'))).toBe(commit);
  writeFileSync(join(folder, 'w/.git'), `gitdir: ${join(git, 'worktrees/w')}\n`);
  writeFileSync(join(git, 'worktrees/w/HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(git, 'worktrees/w/commondir'), '../..\n');
  expect(commitOf(join(folder, 'w'))).toBe(commit);
  writeFileSync(join(git, 'HEAD'), `${commit}\n`);
  expect(commitOf(join(folder, 'repo'))).toBe(commit);
});
