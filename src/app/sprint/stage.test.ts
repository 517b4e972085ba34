import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { defaultConfig } from '../../core/config.ts';
import { openJournal } from '../journal.ts';
import { asksFor, type Became, runStages, type Sprint, type Stage } from './stage.ts';

const home = mkdtempSync(join(tmpdir(), 'launch-ready-sprint-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let folders = 0;

const sprintIn = (state: string): Sprint => ({
  workspace: { root: home, config: defaultConfig(), state },
  target: { name: 'acme.test', domain: 'acme.test', hosts: [], urls: [], config: defaultConfig() },
  profile: undefined,
  yes: true,
  io: testIo(),
  tell: () => undefined,
  journal: openJournal(state),
});
const stage = (name: string, did: string[], became: Became | Error = { state: 'done', says: `${name} is done` }): Stage => ({
  name,
  title: name,
  async run() {
    did.push(name);
    if (became instanceof Error) throw became;
    return became;
  },
});

test('a sprint that is broken off goes on at the stage where it stopped, whichever that was', async () => {
  for (const dies of ['a', 'b', 'c']) {
    const state = join(home, String((folders += 1)));
    const did: string[] = [];
    const stages = (dying: string): Stage[] =>
      ['a', 'b', 'c'].map((name) => stage(name, did, name === dying ? new Error('killed') : undefined));
    await expect(runStages(stages(dies), sprintIn(state))).rejects.toThrow('killed');
    const reports = await runStages(stages('none'), sprintIn(state));
    expect(reports.map(({ name, says }) => `${name}: ${says}`)).toEqual(['a: a is done', 'b: b is done', 'c: c is done']);
    expect(did.filter((name) => name === dies)).toHaveLength(2);
    expect(did).toHaveLength(4);
  }
});

test('what was open is tried again after a break, what is done is not, and a new sprint begins from the start', async () => {
  const state = join(home, String((folders += 1)));
  const did: string[] = [];
  const open: Became = { state: 'open', says: 'nobody was there', open: ['Set the name servers.'] };
  await expect(
    runStages([stage('a', did), stage('b', did, open), stage('c', did, new Error('killed'))], sprintIn(state)),
  ).rejects.toThrow();
  await runStages([stage('a', did), stage('b', did), stage('c', did)], sprintIn(state));
  expect(did).toEqual(['a', 'b', 'c', 'b', 'c']);
  await runStages([stage('a', did)], sprintIn(state));
  expect(did.at(-1)).toBe('a');
});

test('where nobody can be asked, a task of the person stays open', async () => {
  const io = testIo();
  expect(await asksFor({ io }, { text: 'Done?', hint: 'Do it.' })).toBe(false);
});
