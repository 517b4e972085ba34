import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockOf } from '../src/lab/scenarios/healthy-release.ts';

const FOLDER = join(import.meta.dirname, 'starters');

/** A clean product as its makers' guides build it: paths and texts, with a lockfile beside every package.json. */
export interface Starter {
  name: string;
  files: Readonly<Record<string, string>>;
}

/** Every starter of test/starters; one text file each, where `=== path` begins a file. */
export function starters(): Starter[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((file) => {
      const parts = readFileSync(join(FOLDER, file), 'utf8').split(/^=== (.+)\n/m);
      const files: Record<string, string> = {};
      for (let at = 1; at + 1 < parts.length; at += 2) files[parts[at]!] = parts[at + 1]!; // !: within the list
      for (const path of Object.keys(files).filter((each) => /(^|\/)package\.json$/.test(each)))
        files[path.replace('package.json', 'package-lock.json')] = locked(files[path]!); // !: one of its keys
      return { name: file.replace('.txt', ''), files };
    });
}

/** The lockfile that npm would write: the lowest version of each range. */
function locked(manifest: string): string {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>; // as: written in test/starters
  const versions = Object.entries({ ...dependencies, ...devDependencies }).map(([name, range]) => [name, range.replace('^', '')] as const);
  return `${JSON.stringify(lockOf(Object.fromEntries(versions)))}\n`;
}
