import { asRecord, parseJsonc } from '../../parsers/setup/jsonc.ts';
import { lockOf, readLock } from '../../parsers/setup/lockfile.ts';
import { readText } from './list.ts';

const MANIFESTS = 200;
const BYTES = 1024 * 1024;
const LOCKS = 30;
const LOCK_BYTES = 24 * 1024 * 1024;
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'imports'] as const;
/** Files whose words may be the names of aliases. */
const ALIASES = /(^|\/)([jt]sconfig[\w.-]*\.json|[\w.-]+\.config\.[cm]?[jt]s|\.babelrc|deno\.jsonc?|import_map\.json|components\.json)$/;

/** Of the packages that code brings in, those that no package.json declares, no lockfile holds and no alias explains. */
export async function unknownPackages<T extends { what: string }>(
  root: string,
  files: readonly string[],
  imported: readonly T[],
): Promise<T[]> {
  const manifests = files.filter((path) => /(^|\/)package\.json$/.test(path));
  if (manifests.length === 0 || manifests.length > MANIFESTS) return [];
  const known = new Set<string>();
  for (const path of manifests) {
    const manifest = asRecord(parseJsonc((await readText(root, path, BYTES)) ?? ''));
    // One that cannot be read may declare anything.
    if (!manifest) return [];
    if (typeof manifest['name'] === 'string') known.add(manifest['name']);
    for (const section of SECTIONS) for (const name of Object.keys(asRecord(manifest[section]) ?? {})) known.add(name);
  }
  const strange = (): T[] => imported.filter(({ what }) => !known.has(what));
  if (strange().length === 0) return [];
  for (const path of files.filter((each) => lockOf(each) !== null).slice(0, LOCKS)) {
    const lock = readLock(path, (await readText(root, path, LOCK_BYTES)) ?? '');
    if (!lock) return [];
    for (const name of lock.packages.keys()) known.add(name);
  }
  const left = strange();
  if (left.length === 0) return [];
  // With `baseUrl`, what lies at the root or in src is imported by its bare name.
  const near = new Set(files.flatMap((path) => path.replace(/^src\//, '').split(/[/.]/)[0] ?? []));
  let words = '';
  for (const path of files.filter((each) => ALIASES.test(each)).slice(0, MANIFESTS)) words += (await readText(root, path, BYTES)) ?? '';
  return left.filter(({ what }) => !near.has(what.split('/')[0]!) && !words.includes(what.startsWith('@') ? what.split('/')[0]! : what)); // !: a split has one part at least
}
