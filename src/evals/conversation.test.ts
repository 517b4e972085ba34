import { describe, expect, test } from 'vitest';
import { aiConfig } from '../core/config-ai.ts';
import { carriesOn, converse } from './conversation.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The bodies of three messages, each answered by the same. */
function bodies(config: object, answer = '{}', context?: { is: string; text: string }): unknown[] {
  const talk = converse(aiConfig.parse(config));
  return ['one', 'two', 'three'].map((prompt) => {
    const sent = talk.body(prompt, context);
    talk.heard(`re ${prompt}`, answer);
    return sent;
  });
}

describe('a conversation of several messages', () => {
  test('is sent along in the shape of the message that holds the prompt, between what stands before and behind it', () => {
    const config = {
      body: {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: '', name: 'ada' },
          { role: 'developer', content: '' },
        ],
      },
      prompt_at: '/messages/1/content',
      context_at: '/messages/2/content',
    };
    expect(bodies(config, '{}', { is: 'note', text: 'N' })[2]).toEqual({
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'one', name: 'ada' },
        { role: 'assistant', content: 're one', name: 'ada' },
        { role: 'user', content: 'two', name: 'ada' },
        { role: 'assistant', content: 're two', name: 'ada' },
        { role: 'user', content: 'three', name: 'ada' },
        { role: 'developer', content: 'N' },
      ],
    });
  });

  test('has parts and names of its own where the AI SDK wants them, and a context without a place is pasted once', () => {
    const config = {
      body: { messages: [{ id: 'm', role: 'user', parts: [{ type: 'text', text: '' }] }] },
      prompt_at: '/messages/0/parts/0/text',
    };
    expect(bodies(config, '{}', { is: 'note', text: 'N' })[1]).toEqual({
      messages: [
        { id: 'm-0', role: 'user', parts: [{ type: 'text', text: 'one\n\n[note]\nN' }] },
        { id: 'm-1', role: 'assistant', parts: [{ type: 'text', text: 're one' }] },
        { id: 'm', role: 'user', parts: [{ type: 'text', text: 'two' }] },
      ],
    });
  });

  test('is named by a random session that stays, where the assistant keeps what was said', () => {
    const config = { body: { messages: [{ role: 'user', content: '' }] }, prompt_at: '/messages/0/content', session_at: '/id' };
    const [first, second] = bodies(config) as [{ id: string }, { id: string }];
    expect(first).toEqual({ id: expect.stringMatching(UUID) as string, messages: [{ role: 'user', content: 'one' }] });
    expect(second).toEqual({ id: first.id, messages: [{ role: 'user', content: 'two' }] });
    expect((bodies(config)[0] as typeof first).id).not.toBe(first.id); // as: the same
  });

  test.each([
    ['JSON', JSON.stringify({ chat: { id: 'c7' } })],
    ['a stream', 'data: {"a":1}\n\ndata: {"chat":{"id":"c7"}}\n\ndata: [DONE]\n\n'],
  ])('is named as the assistant names it in %s, from the second message on', (_, answer) => {
    const config = { session_at: '/conversation', session_from: '/chat/id' };
    expect(bodies(config, answer)).toEqual([
      { message: 'one' },
      { message: 'two', conversation: 'c7' },
      { message: 'three', conversation: 'c7' },
    ]);
    expect(bodies(config, 'no name')[1]).toEqual({ message: 'two' });
  });

  test('can be carried on with a list of messages or a session, and with nothing else', () => {
    const can = (config: object): boolean => carriesOn(aiConfig.parse(config));
    expect(can({ session_at: '/id' })).toBe(true);
    expect(can({ body: { messages: [{ role: 'user', content: '' }] }, prompt_at: '/messages/0/content' })).toBe(true);
    expect(can({})).toBe(false);
    expect(can({ body: { messages: [{ content: '' }] }, prompt_at: '/messages/0/content' })).toBe(false);
    expect(can({ body: { input: { role: 'x', text: '' } }, prompt_at: '/input/text' })).toBe(false);
  });
});
