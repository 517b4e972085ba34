import { posix } from 'node:path';
import { asRecord, parseJsonc } from '../../parsers/setup/jsonc.ts';
import { readText } from './list.ts';
import { readPackages } from './packages.ts';

const BYTES = 100_000;
/** Settings of TypeScript that are read, and ways that each may name. */
const CONFIGS = 40;
const PATHS = 60;
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mts',
  '.mjs',
  '.cts',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
] as const;

/** A short name for a folder, below the folder where it holds. */
interface Alias {
  below: string;
  start: string;
  end: string;
  to: string[];
}

/** Tells which file of a checkout a specifier leads to: by path, by the aliases of its tsconfig.json and frameworks, and by packages of the workspace. */
export async function moduleResolver(root: string, files: readonly string[]): Promise<(from: string, file: string) => string | null> {
  const known = new Set(files);
  const aliases = await aliasesOf(root, files);
  const packages = (await readPackages(root, files)).filter(({ name }) => name !== '');
  const at = (path: string): string | null => {
    const clean = posix.normalize(path);
    const bare = clean.replace(/\.[cm]?jsx?$/, '');
    const ending = ENDINGS.find((each) => known.has(clean + each)) ?? null;
    if (ending !== null) return clean + ending;
    // TypeScript names the file that will be built: './auth.js' is auth.ts.
    const source = ENDINGS.find((each) => known.has(bare + each)) ?? null;
    return source === null ? null : bare + source;
  };
  return (from, file) => {
    if (from.startsWith('.')) return at(posix.join(posix.dirname(file), from));
    for (const { below, start, end, to } of aliases) {
      if (!file.startsWith(below) || !from.startsWith(start) || !from.endsWith(end)) continue;
      const part = from.slice(start.length, from.length - end.length);
      const found = to.map((each) => at(each.replace('*', () => part))).find((each) => each !== null);
      if (found) return found;
    }
    const home = packages.find(({ name }) => from === name || from.startsWith(`${name}/`));
    if (!home) return null;
    const inner = from.slice(home.name.length).replace(/^\//, '') || 'index';
    return at(posix.join(home.folder, 'src', inner)) ?? at(posix.join(home.folder, inner));
  };
}

async function aliasesOf(root: string, files: readonly string[]): Promise<Alias[]> {
  const told: Alias[] = [];
  for (const path of files.filter((each) => /(^|\/)(ts|js)config(\.\w{1,20})?\.json$/.test(each)).slice(0, CONFIGS)) {
    const options = asRecord(asRecord(parseJsonc((await readText(root, path, BYTES)) ?? ''))?.['compilerOptions']);
    const folder = posix.dirname(path);
    const base = typeof options?.['baseUrl'] === 'string' ? options['baseUrl'] : '.';
    for (const [name, value] of Object.entries(asRecord(options?.['paths']) ?? {}).slice(0, PATHS)) {
      const to = (Array.isArray(value) ? value : []).flatMap((each) => (typeof each === 'string' ? [posix.join(folder, base, each)] : []));
      const [start = '', end = ''] = name.split('*', 2);
      if (name.includes('*') || to.length > 0) told.push({ below: below(folder), start, end: name.includes('*') ? end : '', to });
    }
  }
  // The nearest settings hold; then what frameworks and their starters agree on.
  const folders = new Set(files.filter((each) => /(^|\/)package\.json$/.test(each)).map((each) => posix.dirname(each)));
  const agreed = [...folders, '.'].flatMap((folder): Alias[] =>
    ['@/', '~/', '$lib/', '#/'].map((start) => ({
      below: below(folder),
      start,
      end: '',
      to: (start === '$lib/' ? ['src/lib/*'] : start === '~/' ? ['app/*', 'src/*', '*'] : ['src/*', '*', 'app/*']).map((each) =>
        posix.join(folder, each),
      ),
    })),
  );
  return [...told, ...agreed].toSorted((a, b) => b.below.length - a.below.length);
}

function below(folder: string): string {
  return folder === '.' ? '' : `${folder}/`;
}
