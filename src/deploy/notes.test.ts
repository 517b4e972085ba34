import { describe, expect, test } from 'vitest';
import { nextLine, type Entry, type Line } from '../core/journal.ts';
import { renderNotes } from './notes.ts';
import { BY_HAND, contractsSince, deploysIn, type Facts, goodReleases, STAGE, unproven } from './record.ts';

const facts = (more: Partial<Facts> = {}): Facts => ({
  adapter: 'process',
  commit: 'a'.repeat(40),
  dirty: false,
  lockfile: null,
  artifact: 'b'.repeat(64),
  files: 3,
  tool: '0.1.0',
  node: 'v24.0.0',
  env: ['DATABASE_URL'],
  migrations: [],
  previous: null,
  rollback: null,
  ...more,
});

function journal(entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of entries) lines.push(nextLine(lines.at(-1), entry, new Date('2026-11-22T10:00:00Z')));
  return lines;
}

const begun = (release: string, of = facts()): Entry => ({ is: 'stage', stage: STAGE, state: 'begun', release, facts: of });
const live = (release: string, of = facts()): Entry => ({ is: 'deployed', release, facts: of });

describe('the record of deploys (DEP-8, HND-9)', () => {
  test('tells what each deploy led to, the one that was cut off included', () => {
    const lines = journal([
      begun('a'),
      live('a'),
      begun('b'),
      { is: 'rolled-back', release: 'b', to: 'a' },
      begun('c'),
      { is: 'stage', stage: STAGE, state: 'skipped', release: 'c', why: 'no' },
      { is: 'stage', stage: 'ship', state: 'begun' },
      begun('d'),
    ]);
    expect(deploysIn(lines).map(({ release, state }) => `${release} ${state}`)).toEqual([
      'a live',
      'b rolled-back',
      'c failed',
      'd cut-off',
    ]);
    expect(goodReleases(lines).map(({ release }) => release)).toEqual(['a']);
  });

  test('a release that failed, was cut off or was found slow is none to go back to; one that was taken back by hand is', () => {
    const lines = journal([
      begun('a'),
      live('a'),
      begun('b'),
      { is: 'rolled-back', release: 'b', to: 'a', why: 'The health route answers 503.' },
      begun('c'),
      { is: 'stage', stage: STAGE, state: 'skipped', release: 'c', why: 'no' },
      begun('d'),
      live('d'),
      { is: 'rolled-back', release: 'd', to: 'a', why: BY_HAND },
      begun('e'),
    ]);
    expect(unproven(lines)).toEqual(['b', 'c', 'e']);
  });

  test('names the migrations that the older code cannot live with, those of failed deploys too', () => {
    const one = { path: '1.sql', class: 'contract' } as const;
    const two = { path: '2.sql', class: 'contract' } as const;
    const lines = journal([begun('a'), live('a', facts({ migrations: [one] })), begun('b', facts({ migrations: [one, two] }))]);
    expect(contractsSince(lines, 'a')).toEqual(['2.sql']);
    expect(contractsSince(lines, 'unheard-of')).toEqual([]);
  });
});

describe('release notes (DEP-8)', () => {
  const [before] = goodReleases(journal([live('r-1', facts({ env: ['OLD_KEY'], migrations: [{ path: '1.sql', class: 'expand' }] }))]));
  const noted = {
    release: 'r-2',
    date: '2026-11-22',
    commits: [
      { hash: 'aaa1111', title: 'feat(app): booking by phone' },
      { hash: 'bbb2222', title: 'fix: the reset mail arrives' },
      { hash: 'ccc3333', title: 'Tidy up' },
    ],
    facts: facts({
      migrations: [
        { path: '1.sql', class: 'expand' as const },
        { path: '2.sql', class: 'contract' as const },
      ],
    }),
    deployed: null,
    before: before!,
  };

  test('sort commits, and say what changes in the database and the variables, and the way back', () => {
    const text = renderNotes(noted);
    expect(text).toContain(
      '## New\n\n- booking by phone (aaa1111)\n\n## Mended\n\n- the reset mail arrives (bbb2222)\n\n## Changed\n\n- Tidy up (ccc3333)',
    );
    expect(text).toContain('- `2.sql`: contract; the release before cannot run after it');
    expect(text).not.toContain('`1.sql`');
    expect(text).toContain('- `DATABASE_URL` is new\n- `OLD_KEY` is gone');
    expect(text).toContain('`launch-ready deploy rollback --to r-1`');
  });

  test('a template of one’s own is filled, and unknown words stay', () => {
    expect(renderNotes(noted, '{{release}} after {{previous}}: {{nothing}}')).toBe('r-2 after r-1: {{nothing}}');
  });
});
