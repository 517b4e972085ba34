import { constants } from 'node:fs';
import { lstat, open, opendir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Files that are looked at; folders of other repositories that are borrowed from; bytes of a file that names a folder. */
const MOST = { files: 1_000_000, folders: 20, bytes: 64 * 1024 } as const;
/** An answer holds for so long, ms: one look asks git several times. */
const HOLDS = 10_000;

const TOO_MUCH = 'its folder, or what that borrows, holds more than is looked through';

const known = new Map<string, { answer: Promise<string | null>; until: number }>();

/**
 * Why git must not be run in a checkout, null where it may: a pipe or a device in its own folder is read for ever. A clone has none, but a
 * folder that was unpacked may.
 */
export function endlessIn(root: string): Promise<string | null> {
  const last = known.get(root);
  if (last && last.until > performance.now()) return last.answer;
  const answer = look(root);
  known.delete(root);
  known.set(root, { answer, until: performance.now() + HOLDS });
  for (const [oldest] of known) if (known.size > MOST.folders) known.delete(oldest);
  return answer;
}

async function look(root: string): Promise<string | null> {
  const first = await folderOf(root);
  if (first === null) return null;
  const folders = new Set([first]);
  const left = { files: MOST.files };
  for (const folder of folders) {
    if (folders.size > MOST.folders) return TOO_MUCH;
    for await (const path of strangeBelow(folder, left)) {
      if (await isEndless(path)) return `${path.slice(dirname(first).length + 1)} is a pipe or a device, which git would read for ever`;
    }
    if (left.files <= 0) return TOO_MUCH;
    const common = await readStart(join(folder, 'commondir'));
    if (common !== '') folders.add(resolve(folder, common.trim()));
    const borrowed = await readStart(join(folder, 'objects/info/alternates'));
    for (const line of new Set(borrowed.split('\n')))
      if (line !== '' && !line.startsWith('#')) folders.add(resolve(folder, 'objects', line));
  }
  return null;
}

/** The `.git` of the nearest checkout, also where a file tells where it is. */
async function folderOf(root: string): Promise<string | null> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const path = join(folder, '.git');
    const about = await stat(path).catch(() => null);
    if (about?.isFile()) return resolve(folder, /^gitdir: ([^\n]*)/.exec(await readStart(path))?.[1] ?? '.git');
    if (about) return path;
    if (folder === dirname(folder)) return null;
  }
}

/** The path itself, and what is below it and no plain file; links are not followed. */
async function* strangeBelow(first: string, left: { files: number }): AsyncGenerator<string> {
  yield first;
  const folders = [first];
  for (let folder = folders.pop(); folder !== undefined && left.files > 0; folder = folders.pop()) {
    for await (const entry of await opendir(folder).catch(() => [])) {
      left.files -= 1;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (!entry.isFile()) yield path;
    }
  }
}

async function isEndless(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => null);
  return about !== null && (about.isFIFO() || about.isCharacterDevice() || about.isBlockDevice());
}

async function readStart(path: string): Promise<string> {
  if ((await lstat(path).catch(() => null))?.isFile() !== true) return '';
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  const { buffer, bytesRead } = (await file?.read(Buffer.alloc(MOST.bytes), 0, MOST.bytes, 0)) ?? { buffer: Buffer.alloc(0), bytesRead: 0 };
  return buffer.toString('utf8', 0, bytesRead);
}
