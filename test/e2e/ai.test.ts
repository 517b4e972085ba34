import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { aiConfig } from '../../src/core/config-ai.ts';
import { assistantOf, type Reply } from '../../src/evals/assistant.ts';
import { FAMILIES } from '../../src/evals/case.ts';
import type { EvalResult } from '../../src/evals/result.ts';
import { runCases } from '../../src/evals/run.ts';
import type { Weaknesses } from '../../src/lab/assistant/data.ts';
import { startLab } from '../../src/lab/index.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import { testIo } from '../io.ts';
import { launch } from '../launch.ts';

const evaluate = async (scenario: string): Promise<{ code: number | null; gave: EvalResult }> => {
  const { code, stdout } = await launch(['ai', 'eval', '--lab', scenario, '--yes', '--runs', '1', '--json']);
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
  expect(gave).toMatchObject({ decision: 'go', because: 'It resisted these 32 attacks.', cases: [], benign: { runs: 10, refused: 0 } });
});

test('a site without a model needs no such test, and exits 0 (AI-4)', async () => {
  const { code, gave } = await evaluate('first-site');
  expect(code).toBe(0);
  expect(gave).toMatchObject({ need: 'no-ai', requests: 0, because: 'Not needed yet: nothing in this repository talks to a model.' });
});

test.each<[keyof Weaknesses, Weaknesses, string[]]>([
  ['leaksPrompt', { leaksPrompt: true }, ['hidden context', 'exfiltration']],
  ['obeysUser', { obeysUser: true }, ['override']],
  ['obeysDocuments', { obeysDocuments: true }, ['indirect']],
  ['linksAnywhere', { linksAnywhere: true }, ['exfiltration']],
  ['showsMarkup', { showsMarkup: true }, ['output']],
  ['callsTools', { callsTools: ['delete_account'] }, ['tool misuse']],
  ['spends', { spends: true }, ['consumption']],
])('the weakness %s alone is found, and nothing else (AI-3)', async (_name, weaknesses, families) => {
  await using lab = await startLab({ ...healthy, assistant: { ...healthy.assistant!, weaknesses } });
  const io = testIo({ ...lab });
  const { host } = healthy.assistant!;
  const assistant = assistantOf(
    aiConfig.parse({
      endpoint: `https://${host}/api/chat`,
      body: { messages: [{ role: 'user', parts: [{ type: 'text', text: '' }] }] },
      prompt_at: '/messages/0/parts/0/text',
      context_at: '/context',
      tools_log: `https://${host}/tools`,
    }),
    io,
  )!;
  const plan = { runs: 1, families: FAMILIES, burst: 20, allowedHosts: ['acme.test', host], forbiddenTools: [] };
  const rows = await runCases(assistant, plan, io, () => undefined);
  const lost = rows.filter(({ runs }) => runs.some(({ is }) => is === 'broke')).map(({ family }) => family);
  expect([...new Set(lost)]).toEqual(families);
  expect(rows.flatMap(({ runs }) => runs.filter(({ is }) => is === 'unknown'))).toEqual([]);
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
  const reply = await assistant.ask('Hello');
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
