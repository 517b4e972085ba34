import { namesSecret } from '../../parsers/env-name.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import type { Environment, Read } from '../../probes/repo/environment.ts';
import { isWithin, packageOf } from '../../probes/repo/packages.ts';
import { requiredReads } from './judge.ts';
import { purposeOf } from './purpose.ts';
import { documents } from './scope.ts';

/** The head of a `.env.example` that is written anew. */
const HEAD = '# Copy to .env.local and fill in. Values belong there and on the platform, never into this file.\n';
export const EXAMPLE_FILE = '.env.example';

/** The examples that lack names, the root's first: each package has its own where it is there already, else the one further up. */
export function exampleFiles(seen: Environment): string[] {
  const there = seen.files.filter(({ environment }) => environment === 'example').map(({ path }) => path);
  return [...new Set([EXAMPLE_FILE, ...there.filter((path) => path.endsWith(EXAMPLE_FILE))])];
}

/** One `.env.example` with every name that it should have: what was there stays as it is, the rest is added. Pure. */
export function exampleText(seen: Environment, before: string | null, path = EXAMPLE_FILE): string {
  const there = new Set(parseDotenv(before ?? '').map(({ name }) => name));
  const needed = requiredReads(seen.reads);
  const others = seen.files.filter((file) => file.environment === 'example' && file.path !== path);
  const app = Map.groupBy(
    seen.reads.filter(
      (read) =>
        read.for === 'app' &&
        read.provided === null &&
        !there.has(read.name) &&
        isHome(seen, path, read) &&
        !others.some((file) => documents(seen, file, read)),
    ),
    ({ name }) => name,
  );
  const blocks = [...app]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, reads]) => block(name, reads, { isNeeded: needed.has(name), purpose: purposeOf(name, seen.purposes) }));
  const start = before === null ? HEAD : before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return blocks.length === 0 ? start : `${start}\n${blocks.join('\n')}`;
}

/** True where this is the nearest example above a read. */
function isHome(seen: Environment, path: string, read: Read): boolean {
  const homes = exampleFiles(seen)
    .filter((each) => isWithin(read.scope, packageOf(seen.packages, each)))
    .toSorted((a, b) => b.length - a.length);
  return homes[0] === path;
}

function block(name: string, reads: readonly Read[], { isNeeded, purpose }: { isNeeded: boolean; purpose: string | null }): string {
  const files = [...new Set(reads.map(({ file }) => printable(file)))].slice(0, 3).join(', ');
  const notes = [isNeeded ? 'required' : 'optional', ...(namesSecret(name) ? ['secret'] : [])].join(', ');
  return `${purpose === null ? '' : `# ${printable(purpose)}\n`}# ${notes}; read in ${files}\n${name}=\n`;
}

/** A text of a stranger for a comment: nothing in it may end the line. */
function printable(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200);
}
