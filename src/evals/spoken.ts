import { parseEventStream } from '../parsers/event-stream.ts';
import { atPointer } from '../parsers/json-pointer.ts';
import type { ToolCall } from './grade.ts';

/** What a streamed answer said. */
export interface Spoken {
  text: string;
  calls: ToolCall[];
  /** What went wrong in the middle, in the words of the stream. */
  error?: string;
}

/**
 * Puts a streamed answer together from its deltas: the chunks of OpenAI's chat completions, and the parts of the AI SDK's UI message
 * stream (v1). Thoughts count as text: whoever looks at the stream reads them. Null where no event is of either shape.
 */
export function spokenIn(body: string): Spoken | null {
  const calls = new Map<string, { name: string; args: string }>();
  let text = '';
  let error: string | undefined;
  let known = false;
  const callOf = (id: string): { name: string; args: string } => {
    const call = calls.get(id) ?? { name: '', args: '' };
    calls.set(id, call);
    return call;
  };

  for (const { data } of parseEventStream(body)) {
    const event = parsed(data);
    const type = atPointer(event, '/type');
    if (typeof type === 'string') part(type, event);
    else if (Array.isArray(atPointer(event, '/choices'))) chunk(event);
    else if (atPointer(event, '/error') !== undefined) fail(atPointer(event, '/error/message'));
  }
  if (!known) return null;
  const made = [...calls.values()].filter(({ name }) => name !== '');
  return { text, calls: made, ...(error === undefined ? {} : { error }) };

  function chunk(event: unknown): void {
    known = true;
    for (const at of ['/choices/0/delta/reasoning_content', '/choices/0/delta/content', '/choices/0/delta/refusal'])
      text += textAt(event, at);
    const deltas = atPointer(event, '/choices/0/delta/tool_calls');
    for (const delta of Array.isArray(deltas) ? deltas : []) {
      const call = callOf(String(atPointer(delta, '/index')));
      call.name += textAt(delta, '/function/name');
      call.args += textAt(delta, '/function/arguments');
    }
  }

  function part(type: string, event: unknown): void {
    if (type === 'text-delta' || type === 'reasoning-delta') {
      known = true;
      text += textAt(event, '/delta');
      return;
    }
    if (type === 'start' || type === 'finish') known = true;
    if (type === 'error') fail(atPointer(event, '/errorText'));
    if (!type.startsWith('tool-input-')) return;
    known = true;
    const call = callOf(textAt(event, '/toolCallId'));
    const name = textAt(event, '/toolName');
    if (name !== '') call.name = name;
    if (type === 'tool-input-delta') call.args += textAt(event, '/inputTextDelta');
    if (type === 'tool-input-available') call.args = JSON.stringify(atPointer(event, '/input') ?? {});
  }

  function fail(why: unknown): void {
    known = true;
    error ??= typeof why === 'string' ? why.slice(0, 200) : 'the stream ended with an error';
  }
}

function textAt(event: unknown, at: string): string {
  const held = atPointer(event, at);
  return typeof held === 'string' ? held : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // `[DONE]` ends both streams
  }
}
