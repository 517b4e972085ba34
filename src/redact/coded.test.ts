import { expect, test } from 'vitest';
import { ENCODINGS, TEXTUAL } from '../../test/secret-encodings.ts';
import { plants } from '../../test/secret-tree.ts';
import { drawValues } from '../../test/secret-values.ts';
import { makeSearch } from '../../test/secret-windows.ts';
import { redactText } from './redact.ts';

const VALUES = drawValues(20);
const search = makeSearch(VALUES);

test('a search finds every value in every encoding, so that it can fail', () => {
  expect(VALUES.length).toBeGreaterThan(400);
  expect(new Set(VALUES.map(({ value }) => value)).size).toBe(VALUES.length);
  const missed = VALUES.flatMap(({ id, name, value }) =>
    Object.entries(ENCODINGS).flatMap(([coding, encode]) => {
      const text = encode(`${name}="${value}"`);
      const around = typeof text === 'string' ? `it said ${text} and then nothing` : text;
      return search(around).some((leak) => leak.id === id) ? [] : [`${id} as ${coding}`];
    }),
  );
  expect(missed).toEqual([]);
});

test('a secret of every kind is masked in every encoding that is text, whatever stands around it', () => {
  const leaks = plants(VALUES).flatMap(({ id, coding, text }) =>
    search(redactText(`x-debug: ${text}`)).map((leak) => `${id} as ${coding}: ${leak.around}`),
  );
  expect(leaks).toEqual([]);
});

test('what holds no secret stays as it is, in every encoding', () => {
  for (const plain of ['name=ada&plan=trial&page=3', 'Good morning, Maren: 3 new bookings', '<p class="held">one & two</p>'])
    for (const coding of TEXTUAL) expect(redactText(`a ${ENCODINGS[coding](plain)} b`)).toBe(`a ${ENCODINGS[coding](plain)} b`);
});
