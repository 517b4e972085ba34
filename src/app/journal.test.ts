import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openJournal } from './journal.ts';

const home = mkdtempSync(join(tmpdir(), 'launch-ready-journal-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const NOW = new Date('2026-11-22T00:00:00Z');

test('keeps entries across openings, and writes over a line that a crash cut short', () => {
  const state = join(home, 'a');
  openJournal(state).write({ is: 'stage', stage: 'audit', state: 'done' }, NOW);
  appendFileSync(join(state, 'journal.jsonl'), '{"n":2,"at":"2026');
  const again = openJournal(state);
  expect(again.lines).toHaveLength(1);
  again.write({ is: 'stage', stage: 'fix', state: 'begun' }, NOW);
  expect(openJournal(state).lines.map((line) => line.entry)).toEqual([
    { is: 'stage', stage: 'audit', state: 'done' },
    { is: 'stage', stage: 'fix', state: 'begun' },
  ]);
});

test('refuses a journal that somebody changed, and names the line', () => {
  const state = join(home, 'b');
  const journal = openJournal(state);
  for (const stage of ['audit', 'fix']) journal.write({ is: 'stage', stage, state: 'done' }, NOW);
  const file = join(state, 'journal.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"fix"', '"ship"'));
  expect(() => openJournal(state)).toThrow(/journal\.jsonl:2: the journal was changed/);
});

test('a secret in an entry is masked before it is written', () => {
  const state = join(home, 'c');
  const token = ['gh', 'p_', 'Q7wErTy9UiOpAsDfGh3JkLzXcVbNm5qWeRt8'].join('');
  openJournal(state).write({ is: 'failed', change: 'x', why: `refused ${token}` }, NOW);
  expect(readFileSync(join(state, 'journal.jsonl'), 'utf8')).not.toContain(token.slice(4, 20));
});
