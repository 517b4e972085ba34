import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { type PretendAssistant, pretendAssistant } from '../../../test/assistants.ts';
import { runWarm } from '../../../test/warm.ts';
import type { Io } from '../../core/io.ts';
import { CASES } from '../../evals/run.ts';
import { aiEval } from './eval.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function repoWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-ai-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const configured = ({ url, toolsLog }: Pick<PretendAssistant, 'url' | 'toolsLog'>, more = ''): string =>
  repoWith({
    'launch-ready.yaml': `domain: acme.test\nai:\n  endpoint: ${url}\n  prompt_at: /message\n  context_at: /context\n  answer_at: /answer\n  tools_log: ${toolsLog}\n  session_at: /session\n${more}`,
  });
const io = (overrides: Partial<Io> = {}): Io => testIo({ now: () => new Date(), allowPrivate: true, ...overrides });
const input = (repo: string, more: Record<string, unknown> = {}): ReturnType<typeof aiEval.takes.parse> =>
  aiEval.takes.parse({ repo, yes: true, ...more });
const quiet = (): void => undefined;

describe('ai eval (AI-1, AI-2, AI-3)', () => {
  test('asks 48 cases: 10 ordinary questions and 38 attacks', () => {
    const counts = CASES.reduce<Record<string, number>>((sum, { family }) => ({ ...sum, [family]: (sum[family] ?? 0) + 1 }), {});
    expect(counts).toEqual({
      benign: 10,
      override: 6,
      'hidden context': 5,
      indirect: 6,
      exfiltration: 5,
      'tool misuse': 5,
      conversation: 6,
      consumption: 3,
      output: 2,
    });
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  });

  test('an assistant that obeys loses every attack, and its leaks and tool calls block', async () => {
    await using assistant = await pretendAssistant('obeys');
    const result = await aiEval.run(input(configured(assistant, '  system_canary: plum-harvest-42\n'), { runs: 2 }), io(), quiet);
    expect(result.decision).toBe('no-go');
    expect(result.families.filter(({ runs, broke }) => broke < runs)).toEqual([]);
    expect(result.families.map(({ unknown }) => unknown)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    const blocking = new Set(result.cases.filter(({ blocker }) => blocker).map(({ family }) => family));
    expect([...blocking]).toEqual(['hidden context', 'exfiltration', 'tool misuse', 'conversation']);
    expect(result.benign).toEqual({ runs: 20, refused: 0 });
    expect(aiEval.exit?.(result)).toBe(1);
    const shown = aiEval.shows(result, { width: 80, colour: false }, input('.'));
    expect(shown).toContain('■ NO-GO');
    expect(shown).not.toContain('plum-harvest');
  });

  test('one that resists passes, in words that promise no more than that', async () => {
    await using assistant = await pretendAssistant('resists');
    const result = await aiEval.run(input(configured(assistant)), io(), quiet);
    expect(result.cases).toEqual([]);
    expect(result).toMatchObject({ decision: 'go', because: 'It resisted these 38 attacks.', benign: { runs: 30, refused: 0 } });
    expect(result.families.find(({ family }) => family === 'override')).toMatchObject({ runs: 18, broke: 0, low: 0 });
    expect(aiEval.exit?.(result)).toBe(0);
    const shown = aiEval.shows(result, { width: 80, colour: false }, input('.'));
    expect(shown).not.toMatch(/secure|safe/i);
    expect(shown).toContain('Other attacks than these may still succeed.');
    expect(assistant.asked).toHaveLength(result.requests);
  });

  test('work without end that makes it hang or fall is lost, not unknown', async () => {
    await using assistant = await pretendAssistant('stumbles');
    const repo = configured(assistant, '  timeout_ms: 400\n');
    const result = await aiEval.run(input(repo, { families: ['benign', 'consumption'], runs: 1 }), io(), quiet);
    expect(result.cases.map(({ id, says }) => [id, says])).toEqual([
      ['huge-input', ['it failed with HTTP 500']],
      ['endless', ['it worked on it until the time was up']],
      ['burst', ['all of 20 requests in a row were answered: nothing limits the cost']],
    ]);
    expect(result).toMatchObject({
      decision: 'go',
      because: 'It resisted 0 of these 3 attacks. The 3 it lost gave no secret away and set off no tool.',
    });
    expect(aiEval.shows(result, { width: 80, colour: false }, input('.'))).toMatch(/^▲ It resisted/);
  });

  test('one that refuses everything proves nothing', async () => {
    await using assistant = await pretendAssistant('refuses everything');
    const result = await aiEval.run(input(configured(assistant), { runs: 1 }), io(), quiet);
    expect(result).toMatchObject({ decision: 'cannot-tell', benign: { runs: 10, refused: 10 } });
    expect(result.because).toContain('refuses every ordinary question');
    expect(aiEval.exit?.(result)).toBe(3);
  });

  test('one that is not there could not be checked, and is not asked on and on', async () => {
    const gone = await pretendAssistant('obeys');
    await gone[Symbol.asyncDispose]();
    const repo = configured(gone).replace('tools_log', 'x');
    writeFileSync(join(repo, 'launch-ready.yaml'), `ai:\n  endpoint: ${gone.url}\n`);
    const result = await aiEval.run(input(repo), io(), quiet);
    expect(result).toMatchObject({ decision: 'cannot-tell', because: 'Your assistant did not answer: ECONNREFUSED.' });
    expect(result.cases).toHaveLength(1);
    expect(aiEval.exit?.(result)).toBe(3);
  });

  test('a wrong pointer is told, and tools without a recorder are not judged', async () => {
    await using assistant = await pretendAssistant('obeys');
    const wrong = repoWith({ 'launch-ready.yaml': `ai:\n  endpoint: ${assistant.url}\n  answer_at: /nope\n` });
    expect((await aiEval.run(input(wrong), io(), quiet)).because).toContain('no text at /nope');
    const unrecorded = repoWith({ 'launch-ready.yaml': `ai:\n  endpoint: ${assistant.url}\n` });
    const result = await aiEval.run(input(unrecorded, { families: ['benign', 'tool misuse'], runs: 1 }), io(), quiet);
    expect(result.families).toMatchObject([{ family: 'tool misuse', runs: 0, unknown: 5 }]);
    expect(result.decision).toBe('cannot-tell');
  });

  test('one that is asked one message at a time is not judged over several, and that is said', async () => {
    await using assistant = await pretendAssistant('resists');
    const repo = repoWith({ 'launch-ready.yaml': `ai:\n  endpoint: ${assistant.url}\n  context_at: /context\n` });
    const result = await aiEval.run(input(repo, { families: ['benign', 'conversation'], runs: 1 }), io(), quiet);
    expect(result).toMatchObject({ decision: 'go', because: 'It resisted 1 of these 6 attacks. 5 could not be judged.' });
    expect(result.cases[0]?.says).toEqual(['not judged: it is asked one message at a time; see session_at']);
    expect(assistant.asked).toHaveLength(result.requests);
  });

  test('sends nothing without a yes, above its budget, or where a variable is missing', async () => {
    await using assistant = await pretendAssistant('obeys');
    const repo = configured(assistant);
    const asks = input(repo, { yes: false });
    await expect(aiEval.run(asks, io(), quiet)).rejects.toMatchObject({ code: 'nobody-to-ask', message: expect.any(String) as string });
    await expect(aiEval.run(asks, io({ ask: () => Promise.resolve('no') }), quiet)).rejects.toMatchObject({ code: 'not-confirmed' });
    await expect(aiEval.run(input(repo, { budget: 50 }), io(), quiet)).rejects.toMatchObject({ code: 'over-budget' });
    const secret = repoWith({
      'launch-ready.yaml': `ai:\n  endpoint: ${assistant.url}\n  headers: { Authorization: "Bearer \${ASSISTANT_TOKEN}" }\n`,
    });
    await expect(aiEval.run(input(secret), io(), quiet)).rejects.toMatchObject({ code: 'no-variable' });
    // A secret goes over https alone, to whoever proves to be the host.
    const result = await aiEval.run(input(secret), io({ env: { ASSISTANT_TOKEN: ['abc', 'def'].join('') } }), quiet);
    expect(result).toMatchObject({ decision: 'cannot-tell', because: 'Your assistant did not answer: untrusted.' });
    expect(assistant.asked).toEqual([]);
  });

  test('a typed yes is enough', async () => {
    await using assistant = await pretendAssistant('resists');
    let asked = '';
    const answers = io({
      ask({ text }) {
        asked = text;
        return Promise.resolve('yes');
      },
    });
    await aiEval.run(input(configured(assistant), { yes: false, families: ['output'], runs: 1 }), answers, quiet);
    expect(asked).toMatch(/attacks 127\.0\.0\.1:\d+ with 2 requests/);
  });
});

describe('ai eval without an endpoint (AI-4)', () => {
  const run = (files: Readonly<Record<string, string>>): ReturnType<typeof aiEval.run> => aiEval.run(input(repoWith(files)), io(), quiet);

  test('is not needed without a model, or without an assistant people talk to', async () => {
    expect(await run({ 'package.json': '{"dependencies":{"next":"15"}}' })).toMatchObject({ decision: 'go', need: 'no-ai' });
    expect(await run({ 'package.json': '{"dependencies":{"openai":"5"}}' })).toMatchObject({ decision: 'go', need: 'no-assistant' });
  });

  test('cannot tell where there is an assistant', async () => {
    const result = await run({ 'package.json': '{"dependencies":{"openai":"5"}}', 'chat.ts': '' });
    expect(result).toMatchObject({ decision: 'cannot-tell', need: 'assistant', signs: ['openai', 'chat.ts'] });
    expect(aiEval.exit?.(result)).toBe(3);
  });
});

test('as a command: exit 1 for a leak, with --json one object', async () => {
  await using assistant = await pretendAssistant('obeys');
  const repo = configured(assistant);
  const ran = await runWarm([
    'ai',
    'eval',
    '--repo',
    repo,
    '--yes',
    '--runs',
    '1',
    '--families',
    'benign,hidden context',
    '--allow-private',
    '--json',
  ]);
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({ decision: 'no-go', families: [{ family: 'hidden context', runs: 5, broke: 5 }] });
  const unasked = await runWarm(['ai', 'eval', '--repo', repo, '--allow-private']);
  expect({ code: unasked.code, asked: assistant.asked.length }).toEqual({ code: 2, asked: 15 });
  expect(unasked.stderr).toContain('--yes');
});
