import { namesSecret } from '../../parsers/env-name.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import type { Environment, Read } from '../../probes/repo/environment.ts';
import { requiredReads } from './judge.ts';

/** The head of a `.env.example` that is written anew. */
const HEAD = '# Copy to .env.local and fill in. Values belong there and on the platform, never into this file.\n';

/** `.env.example` with every name that the product reads: what was there stays as it is, the rest is added. Pure. */
export function exampleText(seen: Environment, before: string | null): string {
  const there = new Set(parseDotenv(before ?? '').map(({ name }) => name));
  const needed = requiredReads(seen.reads);
  const app = Map.groupBy(
    seen.reads.filter((read) => read.for === 'app' && read.provided === null && !there.has(read.name)),
    ({ name }) => name,
  );
  const blocks = [...app].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, reads]) => block(name, reads, needed.has(name)));
  const start = before === null ? HEAD : before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return blocks.length === 0 ? start : `${start}\n${blocks.join('\n')}`;
}

function block(name: string, reads: readonly Read[], isNeeded: boolean): string {
  const files = [...new Set(reads.map(({ file }) => printable(file)))].slice(0, 3).join(', ');
  const notes = [isNeeded ? 'required' : 'optional', ...(namesSecret(name) ? ['secret'] : [])].join(', ');
  return `# ${notes}; read in ${files}\n${name}=\n`;
}

/** A path of a stranger for a comment: nothing in it may end the line. */
function printable(path: string): string {
  return path.replace(/[\p{C}\s]+/gu, ' ').slice(0, 120);
}

/** The mark by which a validator is known as ours. */
export const VALIDATOR_MARK = '// Written by `launch-ready env check --validator`';

/** A module that ends the start of the app when a variable is missing; needs nothing else (SEC-7). Pure. */
export function validatorText(seen: Environment): string {
  const names = [...requiredReads(seen.reads)]
    .filter(([, reads]) => reads.some(({ file }) => !/(^|\/)(supabase\/functions|\.github)\//.test(file) && !/\.(toml|ya?ml)$/.test(file)))
    .map(([name]) => name)
    // What the build writes into the browser is no longer a variable when the server starts.
    .filter((name) => !/^(VITE|PUBLIC|REACT_APP|EXPO_PUBLIC)_/.test(name))
    .toSorted();
  return `${VALIDATOR_MARK}; written again when the code reads other variables.
// Import it first in the entry of the server, or start with: node --import ./env-required.mjs
const required = ${JSON.stringify(names, null, 2)};
const missing = required.filter((name) => (process.env[name] ?? '').trim() === '');
if (missing.length > 0) {
  console.error(\`The app does not start: \${missing.join(', ')} \${missing.length === 1 ? 'is' : 'are'} not set in this environment.\`);
  process.exit(1);
}
`;
}
