import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../../test/io.ts';
import { type Checkout, checkout } from '../../../test/secret-repository.ts';
import { SAMPLES } from '../../../test/secret-samples.ts';
import { nothingTold } from '../../probes/repo/texts.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { lookThroughHistory } from './look-history.ts';
import { readScanned } from './scanned.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

/** What a history holds, with packs sorted out first where git's own folder is given. */
async function holds(root: string, gitFolder: string | null) {
  const secrets = sieve(NOW);
  const told = nothingTold();
  const past = { root, gitFolder, signal: new AbortController().signal, secrets, told, progress: () => undefined };
  const stood = await lookThroughHistory({ ...past, scanned: readScanned(null, []) });
  const { found } = secrets.told('salt');
  return { found, stood: [...stood.keys()].toSorted(), unreached: told.unreached, files: told.files };
}

/** Sixty versions of four files: lines come and go, some of them hold a secret, in different clothes. */
async function history(seed: number): Promise<Checkout> {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!; // !: there is one
  const clothes = [
    (text: string) => text,
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => text.replace(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (text: string) => `${text} # launch-ready: not-a-secret until 2026-12-31, a key of the sandbox`,
  ];
  const files = ['src/a.ts', 'b.log', 'notes.md', 'dump.sql'].map((path) => ({
    path,
    lines: Array.from({ length: 120 }, (_, n) => `line ${n} of ${path} ${random()}`),
  }));
  const commits: Buffer[] = [];
  for (let nth = 0; nth < 60; nth += 1) {
    const { path, lines } = pick(files);
    const at = Math.floor(random() * lines.length);
    const turn = random();
    if (turn < 0.4) lines.splice(at, 1 + Math.floor(random() * 3));
    else if (turn < 0.7) lines.splice(at, 0, pick(clothes)(pick(SAMPLES).real.trim()));
    else lines.splice(at, 0, `const value${nth} = ${random()};`);
    const text = Buffer.from(lines.join('\n'));
    const [name, bytes] = nth % 20 === 7 ? [`${path}.gz`, gzipSync(text)] : [path, text];
    const head = `commit refs/heads/main\ncommitter Ada <ada@acme.test> ${1_770_000_000 + nth} +0000\ndata 6\nchange\n`;
    commits.push(Buffer.from(`${head}M 100644 inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
  }
  const repo = await checkout({});
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.root, input: Buffer.concat(commits) });
  return repo;
}

test.each([1, 2, 3, 4])('packs hide nothing: with and without them the same secrets stand in the same places (seed %i)', async (seed) => {
  await using repo = await history(seed);
  repo.git('gc', '--quiet', '--aggressive', '--prune=now');
  const packed = await holds(repo.root, join(repo.root, '.git'));
  expect(packed).toEqual(await holds(repo.root, null));
  expect(packed.found.length).toBeGreaterThan(5);
});
