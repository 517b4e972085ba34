import { once } from 'node:events';
import { type GitOptions, spawnGit } from './git.ts';

/** One object of a repository with its bytes. */
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
    yield* parse(git.stdout);
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

async function* parse(stdout: AsyncIterable<Buffer>): AsyncGenerator<GitObject> {
  let chunks: Buffer[] = [];
  let length = 0;
  let head: { id: string; type: string; size: number } | undefined;
  for await (const chunk of stdout) {
    chunks.push(chunk);
    length += chunk.length;
    if (head && length < head.size + 1) continue;
    let held = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (;;) {
      if (!head) {
        const line = held.indexOf(10);
        if (line === -1) break;
        const [id = '', type = '', size = ''] = held.toString('latin1', 0, line).split(' ');
        held = held.subarray(line + 1);
        if (size === '') continue; // `<id> missing`
        head = { id, type, size: Number(size) };
      }
      if (held.length < head.size + 1) break;
      yield { id: head.id, type: head.type, bytes: held.subarray(0, head.size) };
      held = held.subarray(head.size + 1);
      head = undefined;
    }
    chunks = held.length === 0 ? [] : [held];
    length = held.length;
  }
}
