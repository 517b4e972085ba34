import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type Checkout, checkout } from './secret-repository.ts';

/** A repository whose objects are written byte by byte, as no git would. */
export interface Forged extends Checkout {
  /** Writes an object without any check and gives its id; under an id that is not its own where one is given. */
  object(type: string, bytes: Buffer | string, id?: string): Promise<string>;
  tree(entries: readonly (readonly [mode: string, name: string, id: string])[], id?: string): Promise<string>;
  commitOf(tree: string, more?: { message?: string; parents?: readonly string[] }): Promise<string>;
  /** Makes a commit the head of the branch. */
  head(commit: string): Promise<void>;
}

/** An empty repository to be filled with what attacks its reader. */
export async function forged(): Promise<Forged> {
  const repo = await checkout({});
  const object: Forged['object'] = async (type, bytes, id) => {
    const body = Buffer.from(bytes);
    const whole = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
    const name = id ?? createHash('sha1').update(whole).digest('hex');
    await put(repo.root, `.git/objects/${name.slice(0, 2)}/${name.slice(2)}`, deflateSync(whole, { level: 1 }));
    return name;
  };
  return {
    ...repo,
    object,
    tree: (entries, id) =>
      object(
        'tree',
        Buffer.concat(entries.map(([mode, name, of]) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(of, 'hex')]))),
        id,
      ),
    commitOf: (tree, { message = 'm', parents = [] } = {}) => {
      const who = 'A <a@b.c> 1772000000 +0000';
      const above = parents.map((parent) => `parent ${parent}\n`).join('');
      return object('commit', `tree ${tree}\n${above}author ${who}\ncommitter ${who}\n\n${message}\n`);
    },
    head: (commit) => put(repo.root, '.git/refs/heads/main', `${commit}\n`),
  };
}

/** Writes a file below a folder, with the folders above it. */
export async function put(root: string, path: string, bytes: string | Buffer): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), bytes);
}

/** A repository that attacks, by what it does. `key` is a secret that stands in it. */
export const ATTACKS = {
  'a tree of 100,000 entries': async (repo, key) => {
    const id = await repo.object('blob', `"${key}"`);
    const entries = Array.from({ length: 100_000 }, (_, at) => ['100644', `f${String(at).padStart(6, '0')}`, id] as const);
    await repo.head(await repo.commitOf(await repo.tree(entries)));
  },
  'a commit with 100,000 parents': async (repo, key) => {
    const tree = await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]);
    const first = await repo.commitOf(tree);
    await repo.head(await repo.commitOf(tree, { parents: Array.from({ length: 100_000 }, () => first) }));
  },
  'a commit message of 50 MB': async (repo, key) => {
    const tree = await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]);
    await repo.head(await repo.commitOf(tree, { message: 'x'.repeat(50_000_000) }));
  },
  '10,000 trees one inside the other': async (repo, key) => {
    let tree = await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]);
    for (let depth = 0; depth < 10_000; depth += 1) tree = await repo.tree([['40000', 'd', tree]]);
    await repo.head(await repo.commitOf(tree));
  },
  'ten trees that stand for a billion paths': async (repo, key) => {
    let tree = await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]);
    for (let depth = 0; depth < 9; depth += 1)
      tree = await repo.tree(Array.from({ length: 10 }, (_, at) => ['40000', `d${at}`, tree] as const));
    await repo.head(await repo.commitOf(tree));
  },
  'a tree that contains itself': async (repo, key) => {
    const id = 'ab'.repeat(20);
    const file = ['100644', 'a.ts', await repo.object('blob', `"${key}"`)] as const;
    await repo.head(await repo.commitOf(await repo.tree([file, ['40000', 'self', id]], id)));
  },
  'objects that are not as long as they say': async (repo, key) => {
    const [first, second] = ['cd'.repeat(20), 'ce'.repeat(20)];
    await put(repo.root, `.git/objects/cd/${first.slice(2)}`, deflateSync(Buffer.from('blob 99999999999999\0abc')));
    await put(repo.root, `.git/objects/ce/${second.slice(2)}`, deflateSync(Buffer.from('blob 15000000\0abc')));
    const last = await repo.object('blob', `"${key}"`);
    await repo.head(
      await repo.commitOf(
        await repo.tree([
          ['100644', 'a', first],
          ['100644', 'b', second],
          ['100644', 'z.ts', last],
        ]),
      ),
    );
  },
  'names of branches that are none': async (repo, key) => {
    const commit = await repo.commitOf(await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]));
    await repo.head(commit);
    await put(repo.root, '.git/refs/heads/\u001b[31mred', `${commit}\n`);
    await put(repo.root, '.git/refs/heads/a\nb', `${commit}\n`);
    await put(repo.root, '.git/packed-refs', `${commit} refs/heads/\u001b]0;owned\u0007x\n${commit} refs/tags/ok\n`);
  },
  'names of files that are none': async (repo, key) => {
    const blob = await repo.object('blob', `"${key}"`);
    const inside = await repo.tree([['100644', 'x', blob]]);
    const names = ['..', '.GIT', 'a\nb', 'a/../../etc', '\u001b[31mred'];
    const entries = names.map((name) => ['100644', name, blob] as const);
    await repo.head(await repo.commitOf(await repo.tree([...entries, ['40000', '.git', inside]])));
  },
  'a damaged pack': async (repo, key) => {
    await pack(repo, key, async (path) => {
      await using file = await open(path, 'r+');
      const { size } = await file.stat();
      for (let at = 100; at < size - 100; at += 50) await file.write(Buffer.from([0x55]), 0, 1, at);
    });
  },
  'a pack that is cut off': async (repo, key) => pack(repo, key, (path) => truncate(path, 40)),
  'an index of a pack of 3 GB': async (repo, key) => {
    await repo.head(await repo.commitOf(await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]])));
    const name = `.git/objects/pack/pack-${'1'.repeat(40)}`;
    await put(repo.root, `${name}.pack`, 'PACK');
    await put(repo.root, `${name}.idx`, Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]));
    await truncate(join(repo.root, `${name}.idx`), 3 * 1024 ** 3);
  },
  'a history that a shallow file cuts off': async (repo, key) => {
    const first = await repo.commitOf(await repo.tree([['100644', 'a.ts', await repo.object('blob', `"${key}"`)]]));
    const second = await repo.commitOf(await repo.tree([]), { parents: [first] });
    await repo.head(second);
    await put(repo.root, '.git/shallow', `${second}\n`);
  },
  'a pipe in the place of its configuration': async (repo, key) => {
    await put(repo.root, 'a.ts', `"${key}"`);
    await rm(join(repo.root, '.git/config'));
    execFileSync('mkfifo', [join(repo.root, '.git/config')]);
  },
  'a configuration that includes itself': async (repo, key) => {
    await put(repo.root, 'a.ts', `"${key}"`);
    await put(repo.root, '.git/config', '[include]\npath = config\n');
  },
  'a .git file that leads nowhere': async (repo, key) => {
    await put(repo.root, 'a.ts', `"${key}"`);
    await rm(join(repo.root, '.git'), { recursive: true });
    await put(repo.root, '.git', 'gitdir: /nowhere/.git\n');
  },
  'a .git file of 2 GB': async (repo, key) => {
    await put(repo.root, 'a.ts', `"${key}"`);
    await rm(join(repo.root, '.git'), { recursive: true });
    await put(repo.root, '.git', '');
    await truncate(join(repo.root, '.git'), 2 * 1024 ** 3);
  },
} as const satisfies Record<string, (repo: Forged, key: string) => Promise<void>>;

async function pack(repo: Forged, key: string, damage: (path: string) => Promise<void>): Promise<void> {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, `text ${at} `.repeat(500)]));
  await repo.write({ ...many, 'a.ts': `"${key}"` });
  repo.commit('first');
  repo.git('repack', '-adq');
  repo.git('prune-packed');
  const folder = join(repo.root, '.git/objects/pack');
  const path = join(
    folder,
    (await readdir(folder)).find((name) => name.endsWith('.pack'))!,
  ); // !: repack has just made one
  await chmod(path, 0o644);
  await damage(path);
  await rm(join(repo.root, 'a.ts'));
}
