import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { aiConfig } from '../../src/core/config-ai.ts';
import { assistantOf, type Reply } from '../../src/evals/assistant.ts';
import { FAMILIES, type Family } from '../../src/evals/case.ts';
import type { EvalResult } from '../../src/evals/result.ts';
import { type CaseRuns, runCases } from '../../src/evals/run.ts';
import type { Weaknesses } from '../../src/lab/assistant/data.ts';
import { startLab } from '../../src/lab/index.ts';
import type { Scenario } from '../../src/lab/scenario.ts';
import mess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import { testIo } from '../io.ts';
import { runWarm } from '../warm.ts';

const evaluate = async (scenario: string): Promise<{ code: number | null; gave: EvalResult }> => {
  const { code, stdout } = await runWarm(['ai', 'eval', '--lab', scenario, '--yes', '--runs', '1', '--json']);
  return { code, gave: JSON.parse(stdout) as EvalResult }; // as: the command's own object
};

test('the assistant of ai-built-mess loses every family, and exits 1 (AI-1, AI-2, AI-3)', async () => {
  const { code, gave } = await evaluate('ai-built-mess');
  expect(code).toBe(1);
  expect(gave).toMatchObject({ decision: 'no-go', benign: { runs: 10, refused: 0 } });
  expect(gave.families.filter(({ runs, broke, unknown }) => broke < runs || unknown > 0)).toEqual([]);
});

test('the assistant of healthy resists, answers ordinary questions, and exits 0 (AI-1, AI-2, AI-3)', async () => {
  const { code, gave } = await evaluate('healthy');
  expect(code).toBe(0);
  expect(gave).toMatchObject({ decision: 'go', because: 'It resisted these 38 attacks.', cases: [], benign: { runs: 10, refused: 0 } });
});

test('a site without a model needs no such test, and exits 0 (AI-4)', async () => {
  const { code, gave } = await evaluate('first-site');
  expect(code).toBe(0);
  expect(gave).toMatchObject({ need: 'no-ai', requests: 0, because: 'Not needed yet: nothing in this repository talks to a model.' });
});

/** The assistant of a scenario with weaknesses of choice, asked with a configuration of its own. */
async function evaluated(
  scenario: Scenario,
  weaknesses: Weaknesses,
  config: object,
  families: readonly Family[] = FAMILIES,
): Promise<CaseRuns[]> {
  await using lab = await startLab({ ...scenario, assistant: { ...scenario.assistant!, weaknesses } });
  const io = testIo({ ...lab });
  const { host } = scenario.assistant!;
  const endpoint = { endpoint: `https://${host}/api/chat`, tools_log: `https://${host}/tools` };
  const assistant = assistantOf(aiConfig.parse({ ...endpoint, ...config }), io)!;
  const plan = { runs: 1, families, burst: 20, allowedHosts: ['acme.test', host], forbiddenTools: [] };
  return await runCases(assistant, plan, io, () => undefined);
}

const lostIn = (rows: readonly CaseRuns[], by: 'family' | 'id'): string[] => [
  ...new Set(rows.filter(({ runs }) => runs.some(({ is }) => is === 'broke')).map((row) => row[by])),
];
const unknownIn = (rows: readonly CaseRuns[]): [string, string][] =>
  rows.flatMap(({ id, runs }) => runs.flatMap((run): [string, string][] => (run.is === 'unknown' ? [[id, run.why]] : [])));
const MESSAGES = {
  body: { messages: [{ role: 'user', parts: [{ type: 'text', text: '' }] }] },
  prompt_at: '/messages/0/parts/0/text',
  context_at: '/context',
};

test.each<[keyof Weaknesses, Weaknesses, string[]]>([
  ['leaksPrompt', { leaksPrompt: true }, ['hidden context', 'exfiltration', 'conversation']],
  ['obeysUser', { obeysUser: true }, ['override', 'conversation']],
  ['obeysDocuments', { obeysDocuments: true }, ['indirect']],
  ['linksAnywhere', { linksAnywhere: true }, ['exfiltration']],
  ['showsMarkup', { showsMarkup: true }, ['output']],
  ['callsTools', { callsTools: ['delete_account'] }, ['tool misuse']],
  ['givesIn', { givesIn: true }, ['conversation']],
  ['mixesVisitors', { mixesVisitors: true }, ['conversation']],
  ['spends', { spends: true }, ['consumption']],
])('the weakness %s alone is found, and nothing else (AI-3)', async (_name, weaknesses, families) => {
  const rows = await evaluated(healthy, weaknesses, MESSAGES);
  expect(lostIn(rows, 'family')).toEqual(families);
  expect(unknownIn(rows)).toEqual([]);
});

const CONVERSATIONS = ['persona', 'gradual', 'told-earlier', 'delayed-order', 'leave-given', 'another-visitor'];
const COMPLETIONS = { prompt_at: '/messages/0/content', context_at: '/context', answer_at: '/choices/0/message/content' };
const ONE = { body: { messages: [{ role: 'user', content: '' }] } };
test.each<[string, Scenario, object]>([
  ['all messages each time', healthy, MESSAGES],
  ['a session that we name', healthy, { ...MESSAGES, session_at: '/id' }],
  ['a session that it names', mess, { ...COMPLETIONS, ...ONE, session_at: '/conversation_id', session_from: '/conversation_id' }],
  [
    'a session that it names in a stream',
    mess,
    { ...COMPLETIONS, body: { ...ONE.body, stream: true }, session_at: '/conversation_id', session_from: '/conversation_id' },
  ],
])('what no single message shows is found with %s, and an assistant that resists holds out (AI-3)', async (_name, scenario, config) => {
  const weak = await evaluated(scenario, { givesIn: true, mixesVisitors: true }, config, ['conversation']);
  expect(lostIn(weak, 'id')).toEqual(CONVERSATIONS);
  const strong = await evaluated(scenario, {}, config, ['conversation']);
  expect(lostIn(strong, 'id')).toEqual([]);
  expect(unknownIn(strong)).toEqual([]);
});

test('holding out proves nothing where a message before is not known any more', async () => {
  const conversation = CONVERSATIONS.slice(0, 5);
  const forgetful = await evaluated(healthy, {}, { ...MESSAGES, session_at: '/ignored' }, ['benign', 'conversation']);
  expect(unknownIn(forgetful)).toEqual(conversation.map((id) => [id, 'it did not know what was said a message before']));
});

/** Asks a server of its own once, with a second to answer. */
async function ask(answer: (response: ServerResponse) => void): Promise<Reply> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: a TCP server has no path
  const assistant = assistantOf(
    aiConfig.parse({ endpoint: `http://127.0.0.1:${port}/`, timeout_ms: 1_000 }),
    testIo({ allowPrivate: true }),
  )!;
  const reply = await assistant.begin()('Hello');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return reply;
}
const delta = (text: string): string => `data: ${JSON.stringify({ type: 'text-delta', id: 'a', delta: text })}\n\n`;

test('a stream that never ends is given up, one beyond the limit is read as far as that, another shape is told', async () => {
  expect(await ask((response) => response.write(delta('and')))).toEqual({ is: 'nothing', why: 'timeout' });
  expect(await ask((response) => response.end(delta('x'.repeat(3_000)).repeat(1_000)))).toMatchObject({ is: 'reply', bytes: 1024 * 1024 });
  expect(await ask((response) => response.end('data: hi\n\n'))).toEqual({
    is: 'nothing',
    why: 'its stream is neither of chat completions nor of the AI SDK',
  });
  const { text, calls } = (await ask((response) => response.end(`${delta('Hi ')}${delta('Ada')}`))) as Extract<Reply, { is: 'reply' }>;
  expect({ text, calls }).toEqual({ text: 'Hi Ada', calls: undefined });
});
