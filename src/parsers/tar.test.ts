import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTar, tarEntries } from './tar.ts';

const LONG = `${'folder/'.repeat(30)}file.txt`;

test.each(['gnu', 'posix', 'ustar', 'v7'])('files of a tar in the format %s, as tar writes it', (format) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'launch-ready-tar-'));
  const names = format === 'v7' ? ['a.txt', 'b.txt'] : ['a.txt', format === 'ustar' ? `${'folder/'.repeat(20)}b.txt` : LONG];
  for (const name of names) {
    mkdirSync(join(folder.path, name, '..'), { recursive: true });
    writeFileSync(join(folder.path, name), `content of ${name}`);
  }
  const bytes = execFileSync('tar', ['-C', folder.path, `--format=${format}`, '-c', ...names]);
  expect(isTar(bytes)).toBe(true);
  const entries = [...tarEntries(bytes)].map(({ name, bytes: content }) => [name, Buffer.from(content).toString()]);
  expect(entries).toEqual(names.map((name) => [name, `content of ${name}`]));
  // Cut off anywhere it gives what is there.
  for (let length = 0; length < bytes.length; length += 300)
    expect([...tarEntries(bytes.subarray(0, length))].length).toBeLessThanOrEqual(2);
});

test('never throws and never hangs on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
      expect(isTar(bytes)).toBe(false);
      expect([...tarEntries(bytes)]).toEqual([]);
    }),
  );
});
