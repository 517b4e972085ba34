import type { ServerResponse } from 'node:http';
import type { Thought } from './think.ts';

/** A text is sent in about this many pieces. */
const PIECES = 40;
const STREAM = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' } as const;

/** Answers as OpenAI's chat completions do, https://platform.openai.com/docs/api-reference/chat-streaming, and names the session. */
export function speakCompletions(
  response: ServerResponse,
  { text, calls, session }: Thought & { session: string },
  streamed: boolean,
): void {
  const toolCalls = calls.map(({ name, args }, index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  if (!streamed) {
    const message = { role: 'assistant', content: text, ...(calls.length > 0 ? { tool_calls: toolCalls } : {}) };
    const whole = { object: 'chat.completion', conversation_id: session, choices: [{ index: 0, message, finish_reason: 'stop' }] };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(whole));
    return;
  }
  const chunk = (delta: unknown, finish: string | null = null): object => ({
    object: 'chat.completion.chunk',
    conversation_id: session,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  send(response, [
    chunk({ role: 'assistant', content: '' }),
    ...toolCalls.map((call) => chunk({ tool_calls: [call] })),
    ...pieces(text).map((content) => chunk({ content })),
    chunk({}, 'stop'),
  ]);
}

/** Answers as the AI SDK's UI message stream does, https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol. */
export function speakUiMessages(response: ServerResponse, { text, calls }: Thought): void {
  response.setHeader('x-vercel-ai-ui-message-stream', 'v1');
  const parts = calls.flatMap(({ name, args }, n) => [
    { type: 'tool-input-start', toolCallId: `call_${n}`, toolName: name },
    { type: 'tool-input-available', toolCallId: `call_${n}`, toolName: name, input: args },
    { type: 'tool-output-available', toolCallId: `call_${n}`, output: 'done' },
  ]);
  send(response, [
    { type: 'start', messageId: 'message' },
    ...parts,
    { type: 'text-start', id: 'text' },
    ...pieces(text).map((delta) => ({ type: 'text-delta', id: 'text', delta })),
    { type: 'text-end', id: 'text' },
    { type: 'finish' },
  ]);
}

function send(response: ServerResponse, events: readonly object[]): void {
  response.writeHead(200, STREAM);
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end('data: [DONE]\n\n');
}

function pieces(text: string): string[] {
  const size = Math.max(7, Math.ceil(text.length / PIECES));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size));
}
