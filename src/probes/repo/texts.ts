import { opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Exposure } from '../../core/secret.ts';
import { giveBuffersBack } from '../../core/small-heap.ts';
import { decode } from '../../redact/find/decode.ts';
import { REACH } from '../../redact/find/search.ts';
import type { Poured } from '../../redact/find/sieve.ts';
import { isEnvFile } from './env-names.ts';
import { type GitOptions, runGitAsFar } from './git.ts';
import { readObjects } from './git-objects.ts';
import { listFiles } from './list.ts';
import { openFile, type PlainFile, readAll, readNext } from './open-file.ts';
import { unpack, type UnpackTold } from './unpack.ts';

/** Files are read in parts of this many bytes. */
const PART = 8 * 1024 * 1024;
/** What is packed or says where its lines come from is read whole, up to this many bytes. */
const WHOLE = 64 * 1024 * 1024;
/** Time between two moments for whoever else has something to do, ms. */
const EVERY_MS = 50;
const PACKED = /\.(?:gz|tgz|zip|tar|jar|docx|xlsx|pptx|od[tsp]|pdf|map)$/i;
/** Bounds of one look: bytes of one file, bytes of all, and files. */
export const TEXT_LIMITS = { fileBytes: 512 * 1024 * 1024, totalBytes: 8 * 1024 ** 3, files: 200_000 } as const;

/** What was looked at, filled in as it goes. `skipped` are files that are too large, locked, unreadable or no plain files; `binary` hold no text. */
export interface Told extends UnpackTold {
  files: number;
  bytes: number;
  truncated: boolean;
  /** What could not be listed or reached, and why. */
  unreached: string[];
}

/** What a look may unpack: so many times the bytes it reads, and something for the first archives. */
const UNPACKED = { times: 16, bytes: 256 * 1024 * 1024 } as const;

/** Nothing looked at yet. */
export function nothingTold(): Told {
  return { files: 0, bytes: 0, binary: 0, skipped: 0, truncated: false, unreached: [], left: UNPACKED.bytes };
}

/** A path to read and who can see it. */
export interface Wanted {
  path: string;
  exposure: Exposure;
}

/** The texts of a checkout: what git tracks, and what it does not ignore. Without git every file counts as part of the code, `.env` aside. */
export async function* treeTexts(root: string, signal: AbortSignal, told: Told, list = listFiles): AsyncGenerator<Poured> {
  const [listing, untracked] = await Promise.all([list(root, signal), untrackedFiles(root, signal)]);
  const seenBy = (path: string): Exposure => (!listing.git && isEnvFile(path) ? 'local' : 'head');
  const paths: Wanted[] = listing.files.map((path) => ({ path, exposure: seenBy(path) }));
  if (listing.git) {
    for (const path of split(untracked.text)) paths.push({ path, exposure: 'local' });
    if (untracked.failed !== undefined) told.unreached.push(`files that git does not track: git says "${untracked.failed}"`);
  }
  told.truncated ||= listing.truncated;
  yield* read(root, paths, signal, told);
  if (told.files === 0 && told.skipped > 0) told.unreached.push(`any of ${told.skipped} files: links, missing, unreadable or too large`);
}

async function untrackedFiles(root: string, signal: AbortSignal): Promise<{ text: string; failed?: string }> {
  try {
    return await runGitAsFar(root, ['ls-files', '-z', '--others', '--exclude-standard'], { signal, ms: 20_000 });
  } catch {
    signal.throwIfAborted();
    return { text: '', failed: 'git is not installed' };
  }
}

/** What the next commit would bring: the paths of each version, by its id. */
export interface Staged {
  paths: ReadonlyMap<string, readonly string[]>;
  /** Why git could not tell all of them. */
  failed?: string;
  options: GitOptions;
}

/** Asks git what is staged; `index` is the one that git tells its hooks of. */
export async function listStaged(root: string, signal: AbortSignal, index?: string): Promise<Staged> {
  const options = { signal, ms: 60_000, ...(index === undefined ? {} : { index: resolve(root, index) }) };
  const args = ['diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv', '--diff-filter=ACMT'];
  const { text, failed } = await runGitAsFar(root, args, options);
  const fields = split(text);
  const paths = new Map<string, string[]>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , id = ''] = fields[at]!.split(' ');
    if (mode !== '160000') paths.set(id, [...(paths.get(id) ?? []), fields[at + 1]!]);
  }
  return { paths, ...(failed === undefined ? {} : { failed }), options };
}

/** The texts that the next commit would bring, from the index. */
export async function* stagedTexts(root: string, { paths, failed, options }: Staged, told: Told): AsyncGenerator<Poured> {
  if (failed !== undefined) told.unreached.push(`what is staged: git says "${failed}"`);
  const unread = (count: number): void => void told.unreached.push(`staged versions that git cannot read: ${count}`);
  for await (const { id, bytes } of readObjects(root, [...paths.keys()], { ...options, unread })) {
    for (const path of paths.get(id) ?? []) yield* decoded(bytes, { at: path, exposure: 'head' }, told);
  }
}

/** Folders that builds write. */
const BUILDS = ['dist', 'build', '.next', 'out', '.output', '.svelte-kit', '.vercel', '.netlify', 'public', 'www'] as const;
/** Parts of a build that stay on the server. */
const SERVER_SIDE =
  /(^|\/)(\.next\/(?!static\/)|\.output\/(?!public\/)|(dist|build)\/server\/|\.svelte-kit\/|\.vercel\/output\/functions\/|\.netlify\/functions)/;
const DEPTH = 12;

/** The texts that a build made, of every package of the checkout. What reaches visitors counts as their bundle. */
export async function* buildTexts(root: string, signal: AbortSignal, told: Told): AsyncGenerator<Poured> {
  const paths: Wanted[] = [];
  const folders = [{ path: '', depth: 0, isBuild: false }];
  for (let next = folders.pop(); next && paths.length < TEXT_LIMITS.files; next = folders.pop()) {
    signal.throwIfAborted();
    const folder = await opendir(join(root, next.path)).catch(() => []);
    for await (const entry of folder) {
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      const isBuild = next.isBuild || (entry.isDirectory() && BUILDS.some((name) => name === entry.name));
      const isSkipped = entry.name === 'node_modules' || entry.name === '.git' || (entry.name === 'cache' && next.path.endsWith('.next'));
      if (entry.isDirectory() && next.depth < DEPTH && !isSkipped) folders.push({ path, depth: next.depth + 1, isBuild });
      if (entry.isFile() && next.isBuild) paths.push({ path, exposure: SERVER_SIDE.test(path) ? 'local' : 'bundle' });
    }
  }
  yield* read(
    root,
    paths.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    signal,
    told,
  );
}

/** The texts in a file of any origin that is in memory: decoded, and out of whatever it is packed in. */
export function* decoded(bytes: Buffer, place: Omit<Poured, 'bytes'>, told: Told): Generator<Poured> {
  told.files += 1;
  told.bytes += bytes.length;
  told.left += UNPACKED.times * bytes.length;
  for (const { inner, bytes: text } of unpack(bytes, place.at, told))
    yield inner === undefined ? { ...place, bytes: text } : { ...place, at: inner, via: place.at, bytes: text };
}

/** The texts of these files below a folder; what cannot be read is counted as skipped. */
export async function* read(root: string, paths: readonly Wanted[], signal: AbortSignal, told: Told): AsyncGenerator<Poured> {
  const giveBack = giveBuffersBack();
  const folders = new Set<string>();
  let since = performance.now();
  for (const { path, exposure } of paths) {
    signal.throwIfAborted();
    if (told.files >= TEXT_LIMITS.files || told.bytes >= TEXT_LIMITS.totalBytes) {
      told.truncated = true;
      return;
    }
    if (performance.now() - since > EVERY_MS) {
      // Nothing here waits, and a signal wants a moment.
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    using file = openFile(root, path, folders);
    if (!file || file.size > TEXT_LIMITS.fileBytes) {
      told.skipped += 1;
      continue;
    }
    const place = { at: path, exposure };
    // Looking into a text makes buffers as large as it is; so does unpacking it.
    if (file.size > (PACKED.test(path) ? WHOLE : PART)) {
      for (const text of parts(file, place, told)) {
        yield text;
        giveBack(text.bytes.length);
      }
      continue;
    }
    giveBack(file.size);
    const bytes = readAll(file);
    if (bytes === null) told.skipped += 1;
    else
      for (const text of decoded(bytes, place, told)) {
        yield text;
        giveBack(text.bytes.length);
      }
  }
}

/**
 * A large file in parts that overlap, so that no secret falls between two; one that would have to be decoded is skipped. A part is good
 * until the next one is asked for.
 */
function* parts(file: PlainFile, place: Omit<Poured, 'bytes'>, told: Told): Generator<Poured> {
  told.files += 1;
  let linesBefore = 0;
  // What is kept has no line but its last bytes, so that it is never longer than a part.
  const buffer = Buffer.allocUnsafeSlow(2 * (PART + REACH));
  let kept = 0;
  for (let isFirst = true; ; isFirst = false) {
    const bytesRead = readNext(file, buffer, { at: kept, length: PART });
    if (bytesRead === null) {
      told.skipped += 1;
      return;
    }
    const bytes = buffer.subarray(0, kept + bytesRead);
    told.bytes += bytesRead;
    const head = isFirst ? decode(bytes, 0) : undefined;
    if (head && (head.is !== 'text' || head.bytes !== bytes)) {
      told[head.is === 'binary' ? 'binary' : 'skipped'] += 1;
      return;
    }
    const isLast = bytesRead < PART;
    // A part that begins with a line knows what stands before its first character.
    const cut = bytes.lastIndexOf(10, bytes.length - REACH) + 1;
    const until = isLast ? bytes.length : cut > 0 ? cut : bytes.length - REACH;
    yield { ...place, bytes, until, linesBefore };
    if (isLast) return;
    for (let at = bytes.indexOf(10); at !== -1 && at < until; at = bytes.indexOf(10, at + 1)) linesBefore += 1;
    buffer.copyWithin(0, until, bytes.length);
    kept = bytes.length - until;
  }
}

function split(text: string): string[] {
  return text.split('\0').filter((part) => part !== '');
}
