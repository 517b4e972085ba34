import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeReader } from './code-reader.ts';

const never = new AbortController().signal;
/** A file on which the parser ends its process. */
const DEEP = `x = ${'['.repeat(200_000)}`;

/** The processes of this one that read code. */
function processes(): string[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('code-reader-main'));
}

test('readers at work together share one process, which is gone with the last of them', async () => {
  const [one, other] = [codeReader(never), codeReader(never)];
  const asked = Array.from({ length: 20 }, (_, at) =>
    Promise.all([one.variables(`a${at}.ts`, `process.env.A_${at}`), other.facts(`b${at}.ts`, `export const b = ${at};`)]),
  );
  const [first] = await Promise.all(asked);
  expect(first![0].reads.map(({ name }) => name)).toEqual(['A_0']); // !: twenty were asked
  expect((await Promise.all(asked)).every(([{ parsed }, facts]) => parsed && facts !== null)).toBe(true);
  expect(processes()).toHaveLength(1);
  await one[Symbol.asyncDispose]();
  expect((await other.variables('c.ts', 'process.env.C')).reads).toHaveLength(1);
  await other[Symbol.asyncDispose]();
  await expect.poll(processes).toEqual([]);
});

test('a file that ends the process is unread, and nobody else loses a file by it', async () => {
  await using hostile = codeReader(never);
  await using other = codeReader(never);
  const [deep, facts, ...rest] = await Promise.all([
    hostile.variables('deep.ts', DEEP),
    hostile.facts('deep.ts', DEEP),
    ...Array.from({ length: 6 }, (_, at) => other.variables(`a${at}.ts`, `process.env.A_${at}`)),
  ]);
  expect([deep.parsed, facts]).toEqual([false, null]);
  expect(rest.map(({ reads }) => reads.map(({ name }) => name).join())).toEqual(['A_0', 'A_1', 'A_2', 'A_3', 'A_4', 'A_5']);
});

test('who leaves takes his questions along, those of others are answered', async () => {
  const leaving = new AbortController();
  await using one = codeReader(leaving.signal);
  await using other = codeReader(never);
  const asked = [one.variables('a.ts', 'process.env.A'), one.variables('b.ts', 'process.env.B')];
  const answer = other.variables('c.ts', 'process.env.C');
  leaving.abort(new Error('left'));
  for (const each of asked) await expect(each).rejects.toThrow('left');
  expect((await answer).reads.map(({ name }) => name)).toEqual(['C']);
  expect(other.waited()).toBeGreaterThan(0);
});
