import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { ScenarioAssistant } from './data.ts';
import { speakCompletions, speakUiMessages } from './speak.ts';
import { type Call, type Heard, LONGEST, think } from './think.ts';

/** A careful assistant answers the same question of an unknown visitor this often, and then with 429. */
const SAME_QUESTION = 8;
const BODY_BYTES = 1024 * 1024;
/** Messages it remembers of all visitors together. */
const REMEMBERED = 1_000;

/** The assistant of a scenario: asked with POST, and with GET at `/tools` for every tool call so far. */
export async function openAssistant(
  assistant: ScenarioAssistant,
  { authority, listeners }: { authority: Authority; listeners: Listeners },
): Promise<void> {
  const calls: Call[] = [];
  const asked = new Map<string, number>();
  /** What was said so far, by session. */
  const said: { session: string; message: string }[] = [];
  const server = createServer(await authority.issue({ names: [assistant.host] }), (request, response) => {
    listeners.counts.requests += 1;
    void answer(request, response).catch(() => refuse(response, 500, 'internal'));
  });
  await listeners.tcp({ host: assistant.address, port: 443 }, server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/tools') return json(response, 200, calls);
    if (request.method !== 'POST') return refuse(response, 405, 'Only POST.');
    const body = await bodyOf(request);
    const asks = body === undefined ? undefined : heardIn(body, assistant.speaks);
    if (body === undefined || asks === undefined) return refuse(response, 400, 'There is no message.');
    const session = [body['conversation_id'], body['id']].find((name) => typeof name === 'string') ?? randomUUID();
    const kept = said.filter((each) => each.session === session).map(({ message }) => message);
    const others = said.filter((each) => each.session !== session).map(({ message }) => message);
    said.push({ session, message: asks.message });
    if (said.length > REMEMBERED) said.shift();
    const heard = { ...asks, earlier: [...kept, ...asks.earlier], others };
    const times = (asked.get(heard.message) ?? 0) + 1;
    asked.set(heard.message, times);
    const careful = assistant.weaknesses.spends !== true;
    if (careful && times > SAME_QUESTION) return refuse(response, 429, 'That was often enough; wait a minute.');
    if (careful && heard.message.length > LONGEST) return refuse(response, 413, 'The message is too long.');
    const thought = think(heard, assistant);
    calls.push(...thought.calls);
    if (assistant.speaks === 'ui-messages') return speakUiMessages(response, thought);
    return speakCompletions(response, { ...thought, session }, body['stream'] === true);
  }
}

/** The last thing the visitor said, what they said before in the same request, and everything the app put beside it. */
function heardIn(body: Readonly<Record<string, unknown>>, speaks: ScenarioAssistant['speaks']): Omit<Heard, 'others'> | undefined {
  const messages = Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : [];
  const said = messages.map((each) => {
    const { role, content, parts } = (each ?? {}) as Record<string, unknown>; // as: every member is looked at below
    const first = Array.isArray(parts) ? ((parts[0] ?? {}) as Record<string, unknown>)['text'] : undefined; // as: the same
    const text = speaks === 'ui-messages' ? first : content;
    return { role, text: typeof text === 'string' ? text : '' };
  });
  const asked = said.filter(({ role }) => role === 'user').map(({ text }) => text);
  const message = asked.pop();
  if (message === undefined) return undefined;
  const beside = said.filter(({ role }) => role !== 'user' && role !== 'assistant').map(({ text }) => text);
  const context = typeof body['context'] === 'string' ? [body['context']] : [];
  return { message, earlier: asked, context: [...beside, ...context].join('\n') };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined; // as: just seen
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, error: string): void {
  json(response, status, { error });
}

function json(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(value));
}
