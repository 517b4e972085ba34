import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonicalJson } from '../core/bundle.ts';
import { UserError } from '../core/errors.ts';

/** What is remembered in `.launch-ready`: the baseline, the latest run, what the gate warned of, and the queries of routes. */
export type Kept = 'baseline' | 'latest' | 'warned' | 'database';

/** Writes one of them down, whole or not at all. */
export function keep(state: string, what: Kept, value: unknown): string {
  const file = join(state, `perf-${what}.json`);
  mkdirSync(state, { recursive: true });
  writeFileSync(`${file}.new`, `${canonicalJson(value, 1)}\n`);
  renameSync(`${file}.new`, file);
  return file;
}

/** Reads one of them; nothing where there is none. Throws UserError for a file that holds something else. */
export function recall<T extends { schema: number }>(state: string, what: Kept, schema: T['schema']): T | undefined {
  const file = join(state, `perf-${what}.json`);
  if (!existsSync(file)) return undefined;
  try {
    const held = JSON.parse(readFileSync(file, 'utf8')) as T; // as: written by `keep`, and its schema is looked at
    if (held.schema === schema) return held;
  } catch {
    // Told below.
  }
  throw new UserError('perf-file-broken', `${file} cannot be read.`, 'Delete it and measure again with `launch-ready perf baseline`.');
}

/** The commit that a checkout is at; nothing outside a repository. Read from the files, so that no git is needed. */
export function commitOf(root: string): string | undefined {
  const git = gitFolder(resolve(root));
  const head = git && read(join(git, 'HEAD'));
  if (git === undefined || head === undefined) return undefined;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return isCommit(head) ? head : undefined;
  const common = read(join(git, 'commondir'));
  const shared = common === undefined ? git : resolve(git, common);
  const packed = read(join(shared, 'packed-refs'))
    ?.split('\n')
    .find((each) => each.endsWith(` ${ref}`));
  const found = read(join(git, ref)) ?? read(join(shared, ref)) ?? packed?.split(' ')[0];
  return found !== undefined && isCommit(found) ? found : undefined;
}

function gitFolder(root: string): string | undefined {
  const here = join(root, '.git');
  if (existsSync(join(here, 'HEAD'))) return here;
  const pointer = read(here);
  const to = pointer === undefined ? undefined : /^gitdir: (.+)$/.exec(pointer)?.[1];
  if (to !== undefined) return resolve(root, to);
  return dirname(root) === root ? undefined : gitFolder(dirname(root));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}
