import { randomUUID } from 'node:crypto';
import type { AiConfig } from '../core/config-ai.ts';
import { parseEventStream } from '../parsers/event-stream.ts';
import { atPointer, withPointer } from '../parsers/json-pointer.ts';

/** How an assistant is told what was said before: in a list of messages that is sent each time, or by the name of a session that it keeps. */
type Memory = { is: 'messages'; list: string; index: number; within: string } | { is: 'session' } | { is: 'none' };

/** The bodies of one conversation, turn after turn. */
export interface Conversation {
  /** What to send for the next message. */
  body(prompt: string, context?: { is: string; text: string }): unknown;
  /** Takes what came back: the text it said, and the whole answer, JSON or a stream of events. */
  heard(text: string, answer: string): void;
}

type Shape = Pick<AiConfig, 'body' | 'prompt_at' | 'context_at' | 'session_at' | 'session_from'>;

/** True where a conversation of several messages can be carried on. */
export function carriesOn(config: Shape): boolean {
  return memoryOf(config).is !== 'none';
}

/** Begins a conversation that knows nothing of any other. */
export function converse(config: Shape): Conversation {
  const memory = memoryOf(config);
  const turns: { role: 'user' | 'assistant'; text: string }[] = [];
  let session: unknown = memory.is === 'session' && config.session_from === undefined ? randomUUID() : undefined;
  return {
    body(prompt, context) {
      const pasted = context !== undefined && config.context_at === undefined && turns.length === 0;
      const text = pasted ? `${prompt}\n\n[${context.is}]\n${context.text}` : prompt;
      let body = withPointer(config.body, config.prompt_at, text);
      if (context !== undefined && config.context_at !== undefined) body = withPointer(body, config.context_at, context.text);
      if (memory.is === 'messages') body = withHistory(body, memory, turns); // last, as it moves what stands behind
      if (session !== undefined && config.session_at !== undefined) body = withPointer(body, config.session_at, session);
      turns.push({ role: 'user', text });
      return body;
    },
    heard(text, answer) {
      turns.push({ role: 'assistant', text });
      if (config.session_from !== undefined) session = namedIn(answer, config.session_from) ?? session;
    },
  };
}

function memoryOf({ body, prompt_at, session_at }: Shape): Memory {
  if (session_at !== undefined) return { is: 'session' };
  const parts = prompt_at.split('/');
  for (let n = parts.length - 1; n > 0; n -= 1) {
    const list = parts.slice(0, n).join('/');
    const index = Number(parts[n]);
    const hasRole = typeof atPointer(body, `${list}/${parts[n]}/role`) === 'string';
    if (Array.isArray(atPointer(body, list)) && hasRole)
      return { is: 'messages', list, index, within: ['', ...parts.slice(n + 1)].join('/') };
  }
  return { is: 'none' };
}

/** The turns before, in the shape of the message that holds the prompt, in front of it. */
function withHistory(
  body: unknown,
  { list, index, within }: Extract<Memory, { is: 'messages' }>,
  turns: readonly { role: string; text: string }[],
): unknown {
  const messages = atPointer(body, list) as readonly Record<string, unknown>[]; // as: `memoryOf` has seen the list and the message
  const { id, ...last } = messages[index]!;
  const named = (n: number): object => (typeof id === 'string' ? { id: `${id}-${n}` } : {});
  const history = turns.map(({ role, text }, n) => withPointer({ ...named(n), ...last, role }, within, text));
  return withPointer(body, list, [...messages.slice(0, index), ...history, ...messages.slice(index)]);
}

/** What the answer calls its session: at the pointer in its JSON, or in an event of its stream. */
function namedIn(answer: string, pointer: string): unknown {
  const whole = parsed(answer);
  const values = whole === undefined ? parseEventStream(answer).map(({ data }) => parsed(data)) : [whole];
  return values.map((value) => atPointer(value, pointer)).findLast((held) => typeof held === 'string' || typeof held === 'number');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
