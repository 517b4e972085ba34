import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GitObject, parseBatch } from './git-objects.ts';

const ID = 'a'.repeat(40);

async function read(bytes: Buffer, cuts: readonly number[]): Promise<GitObject[]> {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted((a, b) => a - b);
  const chunks = at.slice(1).map((end, each) => bytes.subarray(at[each], end));
  const objects: GitObject[] = [];
  for await (const object of parseBatch(chunks)) objects.push({ ...object, bytes: Buffer.from(object.bytes) });
  return objects;
}

test('objects are read whole, however the output is cut, and missing ones are left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.uint8Array({ maxLength: 60 })), { maxLength: 6 }), fc.array(fc.nat()), async (bodies, cuts) => {
      const output = Buffer.concat(
        bodies.map((body) =>
          body === null
            ? Buffer.from(`${ID} missing\n`)
            : Buffer.concat([Buffer.from(`${ID} blob ${body.length}\n`), body, Buffer.from('\n')]),
        ),
      );
      const expected = bodies.filter((body) => body !== null).map((body) => Buffer.from(body).toString('hex'));
      expect((await read(output, cuts)).map(({ bytes }) => bytes.toString('hex'))).toEqual(expected);
    }),
  );
});

test('never throws on any bytes, and a cut-off object is left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 4 }), async (bytes, cuts) => {
      for (const object of await read(Buffer.from(bytes), cuts)) expect(object.bytes.length).toBeLessThanOrEqual(200);
    }),
  );
  expect(await read(Buffer.from(`${ID} blob 10\nabc`), [])).toEqual([]);
});
