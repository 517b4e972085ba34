import { expect, test } from 'vitest';
import { spent } from '../../test/spent.ts';
import { parsePostgres } from './postgres.ts';

test('a statement begins where its first word is, whatever stands before it', async () => {
  const comment = `/* ${'a * b '.repeat(100)}*/ -- ${'c'.repeat(300)}\n`;
  const script = await parsePostgres(`${comment}select 1;\n${' '.repeat(256)}/* x */select 2;\n\n--\nselect 3`);
  expect(script.ok && script.statements.map(({ line, text }) => `${line} ${text}`)).toEqual(['2 select 1', '3 select 2', '6 select 3']);
});

test('four times as many statements take about four times as long', async () => {
  const cost = async (count: number): Promise<number> => {
    const before = spent();
    await parsePostgres('select 1;\n'.repeat(count));
    return spent() - before;
  };
  await cost(1_000);
  // The whole text is read for each statement where this is wrong: sixteen times for four times as many.
  expect(await cost(80_000)).toBeLessThan(10 * (await cost(20_000)) + 500);
}, 120_000);
