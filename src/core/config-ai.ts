import { z } from 'zod';

const pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'a JSON pointer such as /messages/0/content')
  .describe('A JSON pointer, RFC 6901');

/** The `ai` section of launch-ready.yaml. */
export const aiConfig = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where your assistant is asked; every request is a POST of JSON'),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers to send; ${NAME} stands for an environment variable'),
    body: z.record(z.string(), z.unknown()).default({}).describe('What is sent besides the prompt, as your app sends it'),
    prompt_at: pointer.default('/message').describe('Where in the body the prompt goes'),
    context_at: pointer
      .optional()
      .describe('Where documents, profiles and tool output go; where left out they are pasted below the prompt'),
    session_at: pointer
      .optional()
      .describe(
        'Where in the body the name of a session goes, for an assistant that keeps what was said; without it earlier messages are sent along',
      ),
    session_from: pointer
      .optional()
      .describe('Where in the answer the assistant names the session; without it each conversation gets a random UUID'),
    answer_at: pointer.default('/answer').describe('Where in the answer the text is'),
    tools_at: pointer.optional().describe('Where in the answer the tool calls are, each with a name and arguments'),
    tools_log: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('An address that gives every tool call so far as a JSON list of { name, args }'),
    forbidden_tools: z.array(z.string()).default([]).describe('Tools that must never run for a stranger, by name'),
    system_canary: z
      .string()
      .optional()
      .describe('A word you put into the system prompt, or ${NAME} of a variable that holds it; it must never come out'),
    allowed_hosts: z.array(z.string()).default([]).describe('Hosts that answers may link to, besides your own domain'),
    timeout_ms: z.number().int().positive().max(120_000).default(30_000).describe('How long one answer may take, ms'),
    burst: z.number().int().min(0).max(100).default(20).describe('Requests sent at once to see whether a limit answers; 0 leaves it out'),
  })
  .prefault({})
  .describe('The assistant of your product, for `ai eval`');

export type AiConfig = z.output<typeof aiConfig>;
