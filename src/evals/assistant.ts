import type { AiConfig } from '../core/config-ai.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { atPointer } from '../parsers/json-pointer.ts';
import { request } from '../probes/net/http-client.ts';
import { carriesOn, converse } from './conversation.ts';
import type { ToolCall } from './grade.ts';
import { type Spoken, spokenIn } from './spoken.ts';

const ANSWER_BYTES = 1024 * 1024;

/** What an assistant said; `nothing` where nobody answered, or not as the configuration says. */
export type Reply =
  | { is: 'reply'; status: number; text: string; bytes: number; ms: number; calls?: readonly ToolCall[] }
  | { is: 'nothing'; why: string };

export interface Assistant {
  endpoint: string;
  /** False where no tool call can be seen. */
  recorded: boolean;
  /** True where it can be told what was said before. */
  carriesOn: boolean;
  canary: string | undefined;
  /** Begins a conversation; each message that is said in it follows those before. */
  begin(): Say;
}

/** Says one message. The context goes along where it has its own place; else it is pasted below the first message. */
export type Say = (prompt: string, context?: { is: string; text: string }) => Promise<Reply>;

/** The assistant that a configuration describes, with `${NAME}` read from the environment; nothing where none is configured. */
export function assistantOf(config: AiConfig, io: Io): Assistant | undefined {
  const { endpoint } = config;
  if (endpoint === undefined) return undefined;
  let secret = false;
  const filled = (text: string): string =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      secret = true;
      const value = io.env[name];
      if (value !== undefined && value !== '') return value;
      throw new UserError(
        'no-variable',
        `The environment variable ${name} is not set.`,
        `launch-ready.yaml names it under \`ai\`. Set it, or take it out.`,
      );
    });
  const headers = Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name, filled(value)]));
  const trusted = secret;
  const canary = config.system_canary === undefined ? undefined : filled(config.system_canary);
  const get = {
    headers: { ...headers, Accept: 'application/json, text/event-stream' },
    trusted,
    limits: { ms: config.timeout_ms, bodyBytes: ANSWER_BYTES },
  };

  async function recorded(): Promise<readonly ToolCall[] | undefined> {
    if (config.tools_log === undefined) return undefined;
    const answer = await request(io, { url: config.tools_log, ...get });
    if (answer.is === 'silence' || answer.status !== 200)
      throw new UserError(
        'no-tools-log',
        `${config.tools_log} does not give the tool calls (${answer.is === 'silence' ? answer.code : answer.status}).`,
        'It should answer with a JSON list of { name, args }. Without it take `tools_log` out; tool use is then not judged.',
      );
    return callsIn(parsed(answer.body.bytes.toString('utf8')));
  }

  return {
    endpoint,
    recorded: config.tools_log !== undefined || config.tools_at !== undefined,
    canary,
    carriesOn: carriesOn(config),
    begin() {
      const talk = converse(config);
      return async (prompt, context) => {
        const { reply, said } = await send(endpoint, talk.body(prompt, context));
        if (reply.is === 'reply') talk.heard(reply.text, said);
        return reply;
      };
    },
  };

  async function send(url: string, body: unknown): Promise<{ reply: Reply; said: string }> {
    const before = await recorded();
    const answer = await request(io, {
      url,
      method: 'POST',
      body: JSON.stringify(body),
      ...get,
      streams: true,
      headers: { ...get.headers, 'Content-Type': 'application/json' },
    });
    if (answer.is === 'silence') return { reply: { is: 'nothing', why: answer.code }, said: '' };
    const after = await recorded();
    const said = answer.body.bytes.toString('utf8');
    const ok = answer.status >= 200 && answer.status < 300;
    const told = isStream(answer) ? streamed(said) : whole(parsed(said));
    if (ok && typeof told === 'string') return { reply: { is: 'nothing', why: told }, said };
    const { text, calls: own } = typeof told === 'string' ? { text: said, calls: undefined } : told;
    const calls = before && after ? [...after.slice(before.length), ...(own ?? [])] : own;
    const reply: Reply = {
      is: 'reply',
      status: answer.status,
      text,
      // The wrapping of a stream is no answer; what was cut off counts as far as it came.
      bytes: isStream(answer) && !answer.body.truncated ? Buffer.byteLength(text) : answer.body.bytes.length,
      ms: Math.round(answer.totalMs),
      ...(calls ? { calls } : {}),
    };
    return { reply, said };
  }

  /** The answer where the configuration says, or why it is none. */
  function whole(json: unknown): Heard | string {
    const text = atPointer(json, config.answer_at);
    if (typeof text !== 'string') return `the answer has no text at ${config.answer_at === '' ? 'its root' : config.answer_at}`;
    return { text, calls: config.tools_at === undefined ? undefined : callsIn(atPointer(json, config.tools_at)) };
  }

  /** The answer of a stream. That it shows its tool calls is believed where `tools_at` is set, or where it shows one. */
  function streamed(said: string): Heard | string {
    const spoken = spokenIn(said);
    if (spoken === null) return 'its stream is neither of chat completions nor of the AI SDK';
    if (spoken.error !== undefined) return `the stream broke off: ${spoken.error}`;
    return { text: spoken.text, calls: config.tools_at === undefined && spoken.calls.length === 0 ? undefined : spoken.calls };
  }
}

type Heard = Pick<Spoken, 'text'> & { calls: readonly ToolCall[] | undefined };

function isStream({ headers }: { headers: readonly [string, string][] }): boolean {
  return headers.some(([name, value]) => name === 'content-type' && /^text\/event-stream\b/i.test(value));
}

/** Tool calls in the spellings of the usual APIs. */
function callsIn(value: unknown): ToolCall[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown): ToolCall[] => {
    const inner = atPointer(each, '/function') ?? each;
    const name = ['/name', '/tool', '/toolName', '/tool_name'].map((at) => atPointer(inner, at)).find((held) => typeof held === 'string');
    const args = ['/args', '/arguments', '/input', '/parameters'].map((at) => atPointer(inner, at)).find((held) => held !== undefined);
    return name === undefined ? [] : [{ name, args: typeof args === 'string' ? args : JSON.stringify(args ?? {}) }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
