import { execFileSync } from 'node:child_process';
import { readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../../test/io.ts';
import { checkout, type Checkout } from '../../../test/secret-repository.ts';
import { lookIntoPacks, type PackLook } from './packs.ts';

const never = new AbortController().signal;

/** A history of so many commits over a few files, packed as git packs. */
async function packed(commits: number): Promise<Checkout> {
  const random = seeded(3);
  const repo = await checkout({ 'logo.bin': Buffer.from([0, 1, 2, 3]), 'empty.txt': '' });
  const files = ['a', 'b', 'c'].map((name) => ({ name, lines: Array.from({ length: 80 }, (_, at) => `line ${name} ${at} ${random()}`) }));
  for (let at = 0; at < commits; at += 1) {
    const { name, lines } = files[at % 3]!;
    lines.splice(Math.floor(random() * lines.length), 1 + (at % 2), `changed ${at} ${random()}`);
    await repo.write({ [`${name}.ts`]: lines.join('\n') });
    repo.commit(`change ${at}`);
  }
  repo.git('repack', '-adfq', '--depth=20', '--window=20');
  return repo;
}

const blobsOf = (repo: Checkout): Map<string, string> => {
  const said = repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)').split('\n');
  const ids = said.flatMap((line) => (line.startsWith('blob ') ? [line.slice(5)] : []));
  return new Map(ids.map((id) => [id, execFileSync('git', ['cat-file', 'blob', id], { cwd: repo.root, encoding: 'latin1' })]));
};

async function shown(
  repo: Checkout,
  { signal = never, wants = () => true, isClean = () => true, shown: tell = () => undefined }: Partial<PackLook> = {},
) {
  const seen = new Map<string, { text: string; changes: number | undefined }>();
  await lookIntoPacks(join(repo.root, '.git'), {
    signal,
    wants,
    shown: tell,
    isClean(version) {
      seen.set(version.id, { text: version.bytes.toString('latin1'), changes: version.changes?.length });
      return isClean(version);
    },
  });
  return seen;
}

test('every version is put together as git does it, and most are told by their changes', async () => {
  await using repo = await packed(24);
  const seen = await shown(repo);
  expect(new Map([...seen].map(([id, { text }]) => [id, text]))).toEqual(blobsOf(repo));
  expect([...seen.values()].filter(({ changes }) => changes !== undefined).length).toBeGreaterThan(18);
});

test('behind a version that was not clean, all is shown as a whole; what is not wanted is left out', async () => {
  await using repo = await packed(12);
  const seen = await shown(repo, { isClean: () => false });
  expect([...seen.values()].every(({ changes }) => changes === undefined)).toBe(true);
  expect((await shown(repo, { wants: () => false })).size).toBe(0);
});

test('a pack that was shown is not opened again, and one that came since is', async () => {
  await using repo = await packed(6);
  const known = new Set<string>();
  const look = { wants: (id: string) => !known.has(id), shown: (pack: string) => void known.add(pack) };
  expect((await shown(repo, look)).size).toBe(blobsOf(repo).size);
  expect(known.size).toBe(1);
  expect((await shown(repo, look)).size).toBe(0);
  await repo.write({ 'late.ts': 'late\n' });
  repo.commit('late');
  repo.git('repack', '-dq');
  expect([...(await shown(repo, look)).values()].map(({ text }) => text)).toEqual(['late\n']);
  expect(known.size).toBe(2);
});

test('loose objects, links and damage are left to git', async () => {
  await using repo = await packed(12);
  await repo.write({ 'late.ts': 'late\n' });
  repo.commit('late');
  const blobs = blobsOf(repo);
  expect((await shown(repo)).size).toBe(blobs.size - 1);

  const folder = join(repo.root, '.git/objects/pack');
  const pack = (await readdir(folder)).find((name) => name.endsWith('.pack'))!;
  const bytes = await readFile(join(folder, pack));
  const random = seeded(9);
  for (let round = 0; round < 40; round += 1) {
    const broken = Buffer.from(bytes);
    for (let at = 0; at < 20; at += 1) broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
    await unlink(join(folder, pack));
    await writeFile(join(folder, pack), round % 2 === 0 ? broken : broken.subarray(0, Math.floor(random() * broken.length)));
    expect((await shown(repo)).size).toBeLessThan(blobs.size);
  }
  await unlink(join(folder, pack));
  await symlink('/dev/zero', join(folder, pack));
  expect((await shown(repo)).size).toBe(0);
});

test('a signal ends it', async () => {
  await using repo = await packed(2);
  await expect(shown(repo, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
});
