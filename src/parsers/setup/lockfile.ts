import { asRecord, parseJsonc } from './jsonc.ts';

/** What a lockfile holds: the versions of every package by its name. */
export interface Lock {
  manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  packages: ReadonlyMap<string, ReadonlySet<string>>;
}

const NAMES = [
  [/(^|\/)(package-lock|npm-shrinkwrap)\.json$/, 'npm'],
  [/(^|\/)pnpm-lock\.yaml$/, 'pnpm'],
  [/(^|\/)yarn\.lock$/, 'yarn'],
  [/(^|\/)bun\.lockb?$/, 'bun'],
] as const satisfies readonly (readonly [RegExp, Lock['manager']])[];

/** The package manager whose lockfile has this name; null for any other file. */
export function lockOf(path: string): Lock['manager'] | null {
  return NAMES.find(([name]) => name.test(path))?.[1] ?? null;
}

/** Packages kept of one lockfile, and how deep the old format of npm nests. */
const PACKAGES = 50_000;
const DEPTH = 30;
const NAME = String.raw`(?:@[\w.~-]{1,100}\/)?[\w.~-]{1,214}`;

/** The packages of a lockfile; null for one that cannot be read, such as the binary one of Bun. Never throws. */
export function readLock(path: string, text: string): Lock | null {
  const manager = lockOf(path);
  if (manager === null || path.endsWith('.lockb')) return null;
  const found = new Map<string, Set<string>>();
  const add = (name: string, version: string): void => {
    if (found.size < PACKAGES || found.has(name)) found.set(name, (found.get(name) ?? new Set()).add(version.slice(0, 100)));
  };
  const isRead = { npm: readNpm, pnpm: readPnpm, yarn: readYarn, bun: readBun }[manager](text, add);
  return isRead ? { manager, packages: found } : null;
}

type Add = (name: string, version: string) => void;

function readNpm(text: string, add: Add): boolean {
  const lock = asRecord(parseJsonc(text));
  if (!lock) return false;
  for (const [path, value] of Object.entries(asRecord(lock['packages']) ?? {})) {
    const entry = asRecord(value);
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (path.includes('node_modules/')) add(name, textOf(entry?.['version']));
    // An alias is installed under a name of its own.
    if (path.includes('node_modules/') && typeof entry?.['name'] === 'string') add(entry['name'], textOf(entry['version']));
  }
  const nested = [{ of: asRecord(lock['dependencies']) ?? {}, depth: 0 }];
  for (let next = lock['packages'] === undefined ? nested.pop() : undefined; next; next = nested.pop())
    for (const [name, value] of Object.entries(next.of)) {
      const entry = asRecord(value);
      add(name, textOf(entry?.['version']));
      const inner = asRecord(entry?.['dependencies']);
      if (inner && next.depth < DEPTH) nested.push({ of: inner, depth: next.depth + 1 });
    }
  return lock['packages'] !== undefined || lock['dependencies'] !== undefined;
}

const LINKED = new RegExp(String.raw`^ {6}['"]?(${NAME})['"]?:`);
const YARN = new RegExp(String.raw`^\s*"?(${NAME})@`);
const BUN = new RegExp(String.raw`^(${NAME})@(.{1,100})`);
/** Keys below `packages:` and `snapshots:`, such as `/next@15.2.2(react@19.0.0):`; the file is pnpm's own, so its lines are regular. */
const PNPM = new RegExp(String.raw`^  ['"]?\/?(${NAME})[@/](\d[^('":_\s]{0,99})`);

function readPnpm(text: string, add: Add): boolean {
  if (!/^lockfileVersion:/m.test(text)) return false;
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^([a-zA-Z]+):/.exec(line)?.[1] ?? section;
    const [, name, version] = (section === 'packages' || section === 'snapshots') && line.length < 2_000 ? (PNPM.exec(line) ?? []) : [];
    if (name !== undefined) add(name, version!); // !: both groups are there or none
    // Packages of a workspace and links have no entry of their own.
    const linked = section === 'importers' ? LINKED.exec(line.slice(0, 400))?.[1] : undefined;
    if (linked !== undefined) add(linked, '');
  }
  return true;
}

function readYarn(text: string, add: Add): boolean {
  let names: string[] = [];
  let isLock = false;
  for (const line of text.split(/\r?\n/)) {
    isLock ||= line.startsWith('# yarn lockfile') || line.startsWith('__metadata:');
    if (/^["@\w]/.test(line) && line.endsWith(':'))
      names = line
        .slice(0, 4_000)
        .split(',')
        .flatMap((each) => YARN.exec(each)?.[1] ?? []);
    const version = /^ {2}version:? "?([^"\s]{1,100})"?$/.exec(line.slice(0, 200))?.[1];
    if (version !== undefined) for (const name of names) add(name, version);
  }
  return isLock;
}

function readBun(text: string, add: Add): boolean {
  const packages = asRecord(asRecord(parseJsonc(text))?.['packages']);
  if (!packages) return false;
  for (const [key, value] of Object.entries(packages)) {
    const at: unknown = Array.isArray(value) ? value[0] : null;
    const [, name, version] = BUN.exec(textOf(at)) ?? [];
    if (name !== undefined) add(name, version!); // !: both groups are there or none
    add(key, version ?? '');
  }
  return true;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
