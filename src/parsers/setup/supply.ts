import { type AdvisoryId, advisoriesOf } from './advisories.ts';
import { asRecord, parseJsonc } from './jsonc.ts';
import { type Lock, lockOf, readLock } from './lockfile.ts';
import { isPopular, lookalikeOf } from './package-names.ts';
import { isFromElsewhere } from './registries.ts';
import { parseVersion } from './version.ts';

/** A dependency as one package.json asks for it. */
export interface Declared {
  name: string;
  range: string;
  line: number;
}

/** One package.json, and what it leaves open. */
export interface Manifest {
  path: string;
  /** The lockfile that covers it; null where none does. */
  lock: string | null;
  /** True for what is run or built here; false for a package that is published. */
  isApp: boolean;
  dependencies: number;
  /** Dependencies that any version satisfies, or that come from a branch of a repository. */
  loose: Declared[];
  /** Declared, and in no place of the lockfile: a clean install fails or brings something else. */
  unlocked: Declared[];
  /** One slip of the keyboard away from a package that everybody uses. */
  lookalikes: (Declared & { like: string })[];
}

export interface Supply {
  manifests: Manifest[];
  /** Folders with lockfiles of more than one package manager. */
  doubled: { folder: string; locks: string[] }[];
  /** Versions with a known fault, by lockfile or by an exact version. */
  vulnerable: { name: string; version: string; fixed: string; id: AdvisoryId; at: string }[];
  /** Declared, from the registry, and neither in a lockfile nor known to everybody: nothing here shows that they exist. */
  unproven: (Declared & { path: string })[];
  /** True where a lockfile holds packages of a registry that is not public. */
  elsewhere: boolean;
  /** Files that could not be read. */
  unread: string[];
}

/** Dependencies and findings kept of one file. */
const KEPT = 20;
const DECLARED = 5_000;
const UNPROVEN = 100;

/** Judges the package.json files and lockfiles of a checkout together; `texts` holds both by their paths. Never throws. */
export function readSupply(texts: ReadonlyMap<string, string>): Supply {
  const supply: Supply = { manifests: [], doubled: [], vulnerable: [], unproven: [], elsewhere: false, unread: [] };
  const locks = new Map<string, Lock | null>();
  for (const [path, text] of texts) {
    if (lockOf(path) === null) continue;
    const lock = readLock(path, text);
    locks.set(path, lock);
    if (!lock) supply.unread.push(path);
    supply.elsewhere ||= isFromElsewhere(text);
    for (const [name, versions] of lock?.packages ?? []) supply.vulnerable.push(...faultsOf(name, versions, path));
  }
  const folders = Map.groupBy(locks.keys(), folderOf);
  for (const [folder, paths] of folders)
    if (new Set(paths.map(lockOf)).size > 1) supply.doubled.push({ folder: folder === '' ? '.' : folder, locks: paths.toSorted() });
  for (const [path, text] of texts) {
    if (!/(^|\/)package\.json$/.test(path)) continue;
    const manifest = asRecord(parseJsonc(text));
    if (!manifest) {
      supply.unread.push(path);
      continue;
    }
    const above = ancestors(folderOf(path)).find((folder) => folders.has(folder));
    const covering = above === undefined ? [] : folders.get(above)!; // !: `find` looked in the same map
    const declared = declaredIn(manifest);
    const readable = covering.map((lock) => locks.get(lock) ?? null);
    if (covering.length === 0)
      for (const { name, range } of declared) if (parseVersion(range)) supply.vulnerable.push(...faultsOf(name, new Set([range]), path));
    const unlocked = declared.filter(
      ({ name, range }) => isFromRegistry(range) && readable.every((lock) => lock !== null && !lock.packages.has(name)),
    );
    supply.unproven.push(
      ...placed(
        unlocked.filter(({ name }) => !isPopular(name, 'js')),
        text,
        UNPROVEN,
      ).map((each) => ({ ...each, path })),
    );
    supply.manifests.push({
      path,
      lock: covering.toSorted()[0] ?? null,
      isApp: isApp(manifest),
      dependencies: declared.length,
      loose: placed(
        declared.filter(({ range }) => isLoose(range)),
        text,
      ),
      unlocked: readable.length > 0 ? placed(unlocked, text) : [],
      lookalikes: placed(
        declared.filter(({ name, range }) => isFromRegistry(range) && lookalikeOf(name) !== null),
        text,
      ).map((each) => ({ ...each, like: lookalikeOf(each.name) ?? '' })),
    });
  }
  return { ...supply, vulnerable: supply.vulnerable.slice(0, KEPT), unproven: supply.unproven.slice(0, UNPROVEN) };
}

function faultsOf(name: string, versions: ReadonlySet<string>, at: string): Supply['vulnerable'] {
  return [...versions].flatMap((version) =>
    advisoriesOf(name, version).map(({ advisory, fixed }) => ({ name, version, fixed, id: advisory.id, at })),
  );
}

interface Asked {
  name: string;
  range: string;
}

function declaredIn(manifest: Readonly<Record<string, unknown>>): Asked[] {
  return ['dependencies', 'devDependencies']
    .flatMap((section) => Object.entries(asRecord(manifest[section]) ?? {}))
    .slice(0, DECLARED)
    .flatMap(([name, range]) => (typeof range === 'string' ? [{ name, range: range.trim().slice(0, 200) }] : []));
}

/** The first of some dependencies, with the lines they stand at: after the key of their section, for a package may have the name of a script. */
function placed(some: readonly Asked[], text: string, most = KEPT): Declared[] {
  const start = Math.max(0, text.search(/"(?:dev)?[dD]ependencies"\s{0,9}:/));
  return some.slice(0, most).map((each) => {
    const at = Math.max(0, text.indexOf(JSON.stringify(each.name), start));
    return { ...each, line: text.slice(0, at).split('\n').length };
  });
}

/** Any version, the newest, or the head of a branch. A commit, a path and a package of the workspace are exact. */
function isLoose(range: string): boolean {
  const isRepository = /^(git[+:]|github:|gitlab:|bitbucket:|https?:)|^[\w-]+\/[\w.-]+(#|$)/.test(range);
  if (isRepository) return !/#[0-9a-f]{40}$|#v?\d+\.\d+\.\d+$|\/v?\d+\.\d+\.\d+[^/]*\.t(ar\.)?gz$/.test(range);
  return /^(\*|x|latest|next|canary|beta|)$/i.test(range) || /^>=?\s*[\d.]+$/.test(range);
}

function isFromRegistry(range: string): boolean {
  return !/^(workspace|file|link|portal|catalog|npm|jsr|patch|git[+:]|github|gitlab|bitbucket|https?):?|\//.test(range);
}

/** Something that is run or deployed; a package that others install brings no lockfile. */
function isApp(manifest: Readonly<Record<string, unknown>>): boolean {
  const scripts = asRecord(manifest['scripts']) ?? {};
  const isPublished =
    ['files', 'exports', 'publishConfig', 'bin'].some((key) => manifest[key] !== undefined) && manifest['private'] !== true;
  return !isPublished && (manifest['private'] === true || ['start', 'dev', 'build'].some((name) => typeof scripts[name] === 'string'));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** A folder and those above it, the nearest first. */
function ancestors(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, at) => parts.slice(0, parts.length - at).join('/')), ''];
}
