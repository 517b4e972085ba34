import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spokenIn } from './spoken.ts';

const stream = (...events: unknown[]): string => `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`;
const chunk = (delta: unknown): unknown => ({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] });

describe('a streamed answer (AI-3)', () => {
  test('of chat completions is put together, its tool calls too', () => {
    const body = stream(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"Bonn"}' } }] }),
      { object: 'chat.completion.chunk', choices: [], usage: { total_tokens: 9 } },
    );
    expect(spokenIn(body)).toEqual({ text: 'Hello', calls: [{ name: 'get_weather', args: '{"city":"Bonn"}' }] });
  });

  test('of the AI SDK is put together, its tool calls too', () => {
    const body = stream(
      { type: 'start', messageId: 'm1' },
      { type: 'tool-input-start', toolCallId: 't1', toolName: 'get_weather' },
      { type: 'tool-input-delta', toolCallId: 't1', inputTextDelta: '{"ci' },
      { type: 'tool-input-available', toolCallId: 't1', toolName: 'get_weather', input: { city: 'Bonn' } },
      { type: 'tool-output-available', toolCallId: 't1', output: { degrees: 12 } },
      { type: 'text-start', id: 'x' },
      { type: 'text-delta', id: 'x', delta: 'It is ' },
      { type: 'text-delta', id: 'x', delta: '12°.' },
      { type: 'text-end', id: 'x' },
      { type: 'finish' },
    );
    expect(spokenIn(body)).toEqual({ text: 'It is 12°.', calls: [{ name: 'get_weather', args: '{"city":"Bonn"}' }] });
  });

  test.each<[string, string, unknown]>([
    [
      'an error in the middle is told',
      stream(chunk({ content: 'Hel' }), { error: { message: 'overloaded' } }),
      { text: 'Hel', calls: [], error: 'overloaded' },
    ],
    ['an error of the AI SDK too', stream({ type: 'error', errorText: 'no budget' }), { text: '', calls: [], error: 'no budget' }],
    ['a stream of something else is nothing', 'data: {"answer":"hi"}\n\n', null],
    ['text without JSON is nothing', 'data: hi\n\n', null],
  ])('%s', (_what, body, expected) => {
    expect(spokenIn(body)).toEqual(expected);
  });

  test('however the text was cut, it comes out whole', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.boolean(), (pieces, ui) => {
        const body = stream(
          ...pieces.map((piece) => (ui ? { type: 'text-delta', id: 'a', delta: piece } : chunk({ content: piece }))),
          ui ? { type: 'finish' } : chunk({}),
        );
        expect(spokenIn(body)?.text).toBe(pieces.join(''));
      }),
    );
  });

  test('never throws, never hangs, on any events', () => {
    const event = fc.oneof(
      fc.json(),
      fc.constantFrom('[DONE]', '{"choices":[null]}', '{"choices":[{"delta":{"tool_calls":[null,1]}}]}', '{"type":"tool-input-x"}'),
    );
    fc.assert(
      fc.property(fc.array(event), fc.string({ unit: 'binary' }), (events, rest) => {
        const spoken = spokenIn(events.map((each) => `data: ${each.replaceAll('\n', ' ')}\n\n`).join('') + rest);
        expect(spoken === null || typeof spoken.text === 'string').toBe(true);
      }),
    );
  });
});
