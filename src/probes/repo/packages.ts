import { leavesOf } from '../../parsers/leaves.ts';
import { readText } from './list.ts';

/** A package of a checkout: the folder that its variables are for. */
export interface Package {
  /** Below the root; empty for the root itself. */
  folder: string;
  name: string;
  /** Every package of the checkout that it is made of, itself included, by folder. */
  reaches: string[];
  /** What it depends on by name, those for development included. */
  dependencies: string[];
  /** True where it can be started, or is the only one. */
  isApp: boolean;
  /** By its manifests. */
  languages: Language[];
}

export type Language = 'js' | 'python' | 'go' | 'ruby' | 'php' | 'rust';

/** Files that make a folder a package; of all but the first, the outermost folder counts. */
const MANIFESTS: ReadonlyMap<string, Language> = new Map([
  ['package.json', 'js'],
  ['pyproject.toml', 'python'],
  ['requirements.txt', 'python'],
  ['go.mod', 'go'],
  ['Cargo.toml', 'rust'],
  ['composer.json', 'php'],
  ['Gemfile', 'ruby'],
]);
const MOST = 400;
const BYTES = 256 * 1024;

/** The packages of a checkout, the root first. */
export async function readPackages(root: string, files: readonly string[]): Promise<Package[]> {
  const manifests = files.flatMap((path) => {
    const at = path.lastIndexOf('/');
    const file = path.slice(at + 1);
    return MANIFESTS.has(file) ? [{ folder: at === -1 ? '' : path.slice(0, at), file }] : [];
  });
  const outermost = manifests.filter(
    ({ folder, file }) =>
      file === 'package.json' ||
      !manifests.some((other) => other.file === file && other.folder !== folder && isWithin(folder, other.folder)),
  );
  const folders = [...new Set(['', ...outermost.map(({ folder }) => folder)])].toSorted().slice(0, MOST);
  const packages: Package[] = [];
  for (const folder of folders) {
    const kinds = manifests.filter((each) => each.folder === folder).map(({ file }) => file);
    const manifest = kinds.includes('package.json') ? await readManifest(root, folder) : null;
    const languages = [...new Set(kinds.flatMap((file) => MANIFESTS.get(file) ?? []))];
    packages.push({
      folder,
      name: manifest?.name ?? '',
      reaches: [],
      dependencies: [...(manifest?.dependencies ?? []), ...(await otherDependencies(root, folder, languages))],
      isApp: folders.length === 1 || (manifest?.isApp ?? folder !== ''),
      languages,
    });
  }
  const named = new Map(packages.filter(({ name }) => name !== '').map((each) => [each.name, each]));
  for (const each of packages) each.reaches = reach(each, named);
  return packages;
}

interface Manifest {
  name: string;
  dependencies: string[];
  isApp: boolean;
}

async function readManifest(root: string, folder: string): Promise<Manifest> {
  const text = (await readText(root, folder === '' ? 'package.json' : `${folder}/package.json`, BYTES)) ?? '';
  let manifest: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) manifest = parsed as Record<string, unknown>; // as: judged in this line
  } catch {
    // a manifest that is no JSON names nothing
  }
  const keysOf = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return {
    name: typeof manifest['name'] === 'string' ? manifest['name'] : '',
    dependencies: kinds.flatMap((kind) => keysOf(manifest[kind])),
    isApp:
      keysOf(manifest['scripts']).some((script) => /^(?:start|dev|serve|deploy)$/.test(script)) && manifest['workspaces'] === undefined,
  };
}

async function otherDependencies(root: string, folder: string, languages: readonly Language[]): Promise<string[]> {
  const read = async (file: string): Promise<string> => (await readText(root, folder === '' ? file : `${folder}/${file}`, BYTES)) ?? '';
  const python = languages.includes('python') ? await pythonDependencies(root, folder) : [];
  const gems = languages.includes('ruby') ? (await read('Gemfile')).matchAll(/^\s{0,9}gem\s{1,4}["']([\w-]{1,100})["']/gm) : [];
  const php = languages.includes('php') ? (leavesOf('composer.json', await read('composer.json')) ?? []) : [];
  return [...python, ...[...gems].map(([, name]) => name!), ...php.flatMap(({ path }) => (path[0] === 'require' ? (path[1] ?? []) : []))]; // !: the group is in every match
}

/** The names in requirements.txt, and in pyproject.toml as PEP 621 and Poetry have them. */
async function pythonDependencies(root: string, folder: string): Promise<string[]> {
  const read = async (file: string): Promise<string> => (await readText(root, folder === '' ? file : `${folder}/${file}`, BYTES)) ?? '';
  const listed = (await read('requirements.txt')).split('\n');
  for (const { path, value } of leavesOf('pyproject.toml', await read('pyproject.toml')) ?? []) {
    if (path[0] === 'project' && path.includes('dependencies')) listed.push(value);
    if (path[1] === 'poetry' && path.includes('dependencies')) listed.push(path[path.indexOf('dependencies') + 1] ?? '');
  }
  return listed.flatMap((line) => /^\s{0,9}([A-Za-z0-9][\w.-]{0,99})/.exec(line)?.[1]?.toLowerCase().replaceAll('_', '-') ?? []);
}

function reach(from: Package, named: ReadonlyMap<string, Package>): string[] {
  const seen = new Set([from]);
  for (const each of seen)
    for (const name of each.dependencies) {
      const used = named.get(name);
      if (used) seen.add(used);
    }
  return [...seen].map(({ folder }) => folder);
}

/** The nearest package around a file. */
export function packageOf(packages: readonly Package[], file: string): string {
  return packages.findLast(({ folder }) => isWithin(file, folder))?.folder ?? '';
}

/** True for a path in a folder, or the folder itself. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
