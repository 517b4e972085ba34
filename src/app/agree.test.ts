import { describe, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { agrees, mustAgree } from './agree.ts';

const saying = (answer: string) => testIo({ ask: async () => answer });

describe('a yes', () => {
  test.each([
    ['yes', true],
    ['YES', true],
    ['y', false],
    ['', false],
    ['yes please', false],
    ['no', false],
  ])('"%s" typed is %s', async (answer, wanted) => {
    expect(await agrees({ io: saying(answer), yes: false }, 'Three changes.')).toBe(wanted);
  });

  test('what is shown and what is asked for stand in the question', async () => {
    const asked: string[] = [];
    const io = testIo({ ask: async ({ text }) => (asked.push(text), 'yes') });
    await mustAgree({ io, yes: undefined }, 'Release r-2.', 'deploy');
    expect(asked).toEqual(['Release r-2. Type yes to deploy:']);
  });

  test('one given beforehand asks nobody', async () => {
    expect(await agrees({ io: testIo(), yes: true }, 'Three changes.')).toBe(true);
    await expect(mustAgree({ io: testIo(), yes: true }, 'Three changes.')).resolves.toBeUndefined();
  });

  test('where nobody can be asked it is refused, and the flag is named', async () => {
    await expect(agrees({ io: testIo(), yes: false }, 'Three changes.')).rejects.toMatchObject({
      code: 'nobody-to-ask',
      hint: expect.stringContaining('--yes') as unknown,
    });
  });

  test('a no ends the command with nothing changed', async () => {
    await expect(mustAgree({ io: saying('no'), yes: false }, 'Three changes.')).rejects.toMatchObject({ code: 'declined' });
  });
});
