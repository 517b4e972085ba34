import { once } from 'node:events';
import { type GitOptions, spawnGit } from './git.ts';

/** One object of a repository with its bytes, which are good until the next one is asked for. */
export interface GitObject {
  id: string;
  type: string;
  bytes: Buffer;
}

/**
 * The objects of these ids, in order, through one `git cat-file --batch`; those that are missing are left out. Ids are sent as answers
 * are read, so that neither side waits for the other for ever, and one object at a time is in memory.
 */
export async function* readObjects(root: string, ids: readonly string[], options: GitOptions): AsyncGenerator<GitObject> {
  if (ids.length === 0) return;
  const git = spawnGit(root, ['cat-file', '--batch', '--buffer'], options);
  const ended = once(git, 'close').catch(() => undefined);
  git.on('error', () => undefined);
  git.stdin.on('error', () => undefined);
  git.stderr.resume();
  const sent = send(git.stdin, ids);
  try {
    yield* parseBatch(git.stdout);
  } finally {
    git.stdout.destroy();
    git.kill();
    await Promise.all([sent, ended]);
  }
}

async function send(stdin: NodeJS.WritableStream & { destroyed?: boolean }, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 500) {
    if (stdin.destroyed === true) return;
    const isFull = !stdin.write(`${ids.slice(at, at + 500).join('\n')}\n`);
    if (isFull) await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]).catch(() => undefined);
  }
  stdin.end();
}

/** Objects are gathered in one piece of memory of this size, or as large as an object wants. */
const SLAB = 2 * 1024 * 1024;

/** The objects in the output of `git cat-file --batch`, however it is cut into chunks; a cut-off end is left out. Never throws. */
export async function* parseBatch(stdout: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<GitObject> {
  let slab = Buffer.allocUnsafeSlow(SLAB);
  let [from, to] = [0, 0];
  let head: { id: string; type: string; size: number } | undefined;
  for await (const chunk of stdout) {
    if (to + chunk.length > slab.length) {
      // What is not complete yet moves to the front.
      const needed = Math.max(to - from + chunk.length, (head?.size ?? 0) + 1 + chunk.length);
      const next = needed > slab.length ? Buffer.allocUnsafeSlow(needed + SLAB) : slab;
      slab.copy(next, 0, from, to);
      [slab, from, to] = [next, 0, to - from];
    }
    to += chunk.copy(slab, to);
    for (;;) {
      if (!head) {
        const line = slab.indexOf(10, from);
        if (line === -1 || line >= to) break;
        const [id = '', type = '', size = ''] = slab.toString('latin1', from, line).split(' ');
        from = line + 1;
        if (!/^\d{1,15}$/.test(size)) continue; // `<id> missing`
        head = { id, type, size: Number(size) };
      }
      if (to - from < head.size + 1) break;
      yield { id: head.id, type: head.type, bytes: slab.subarray(from, from + head.size) };
      from += head.size + 1;
      head = undefined;
    }
  }
}
