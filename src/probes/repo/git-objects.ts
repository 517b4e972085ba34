import { once } from 'node:events';
import { type GitOptions, spawnGit } from './git.ts';

/** One object of a repository with its bytes, which are good until the next one is asked for. */
export interface GitObject {
  id: string;
  type: string;
  bytes: Buffer;
}

/** Objects that may end git before the rest is left unread. */
const DEATHS = 100;

/**
 * The objects of these ids, in order, through one `git cat-file --batch`. Ids are sent as answers are read, so that neither side waits for
 * the other for ever, and one object at a time is in memory. A damaged object ends git, which then begins again behind it; `unread` is told
 * how many ids had no answer.
 */
export async function* readObjects(
  root: string,
  ids: readonly string[],
  { unread, ...options }: GitOptions & { unread?: (count: number) => void },
): AsyncGenerator<GitObject> {
  let lost = 0;
  let next = 0;
  for (let deaths = 0; next < ids.length; deaths += 1) {
    const git = spawnGit(root, ['cat-file', '--batch', '--buffer'], options);
    const ended = once(git, 'close').catch(() => [null]);
    git.on('error', () => undefined);
    git.stdin.on('error', () => undefined);
    git.stderr.resume();
    const sent = send(git.stdin, next === 0 ? ids : ids.slice(next));
    let isRead = false;
    let broken: string | undefined;
    try {
      for await (const object of parseBatch(git.stdout, (id) => (broken = id))) {
        for (; next < ids.length && ids[next] !== object.id; next += 1) lost += 1;
        next += 1;
        yield object;
      }
      isRead = broken === undefined;
    } finally {
      git.stdout.destroy();
      git.stdin.destroy();
      if (!isRead) git.kill();
      await Promise.all([sent, ended]);
    }
    const [code] = (await ended) as [number | null]; // as: what `close` tells
    if (options.signal.aborted) return;
    // Without a damaged object those that are left are missing, every one of them.
    const isOver = code === null || deaths >= DEATHS || (code === 0 && broken === undefined);
    const at = broken === undefined ? -1 : ids.indexOf(broken, next);
    const behind = isOver ? ids.length : Math.max(next, at) + 1;
    lost += behind - next;
    next = behind;
  }
  if (lost > 0) unread?.(lost);
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

/**
 * The objects in the output of `git cat-file --batch`, however it is cut into chunks; a cut-off end is left out. It ends where one is not as
 * long as it says, which a forged one need not be, and calls `broken` with its id. Never throws.
 */
export async function* parseBatch(
  stdout: AsyncIterable<Buffer> | Iterable<Buffer>,
  broken?: (id: string) => void,
): AsyncGenerator<GitObject> {
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
      if (slab[from + head.size] !== 10) {
        broken?.(head.id);
        return;
      }
      yield { id: head.id, type: head.type, bytes: slab.subarray(from, from + head.size) };
      from += head.size + 1;
      head = undefined;
    }
  }
  if (head) broken?.(head.id);
}
