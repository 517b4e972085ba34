import type { Io } from '../../core/io.ts';
import { isOfPublicScope, isPopular } from '../../parsers/setup/package-names.ts';
import { PYTHON_LOCK, PYTHON_MANIFEST, pythonLocked, pythonNames } from '../../parsers/setup/python-names.ts';
import { NPM_SETTINGS, namesOtherIndex, npmRegistries, PYTHON_SETTINGS } from '../../parsers/setup/registries.ts';
import { repoCode } from '../repo/code.ts';
import { isMadeUp, listFiles, readText } from '../repo/list.ts';
import { SIGNS } from '../repo/stack-signs.ts';
import { repoSupply } from '../repo/supply.ts';

/** A package that the checkout asks for, or brings in, and that nothing in it shows to exist. */
export interface Suspect {
  name: string;
  registry: 'npm' | 'pypi';
  file: string;
  line: number;
  declared: boolean;
}

interface Suspects {
  manifests: number;
  suspects: Suspect[];
  /** Names left out because a registry of one's own may hold them. */
  kept: number;
}

const FILES = 100;
const BYTES = 1024 * 1024;
const LOCK_BYTES = 24 * 1024 * 1024;
/** What npm takes as a name; others go to no registry. */
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]{0,100}\/)?[a-z0-9~-][a-z0-9._~-]{0,213}$/;
const KNOWN: ReadonlySet<string> = new Set(SIGNS.flatMap(({ packages }) => packages ?? []));
/** Variables by which npm, pip and uv are sent to another registry. */
const NPM_VARIABLES = ['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'YARN_NPM_REGISTRY_SERVER', 'BUN_CONFIG_REGISTRY'] as const;
const PYTHON_VARIABLES = [
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'UV_INDEX_URL',
  'UV_INDEX',
  'UV_DEFAULT_INDEX',
  'UV_EXTRA_INDEX_URL',
] as const;

/** What there is to ask the registries about, declared names first; of what may be private the number alone. */
export async function suspectsOf(root: string, io: Io): Promise<Suspects> {
  const { files } = await listFiles(root, io.signal);
  const both = await Promise.all([
    npmSuspects(root, io),
    pythonSuspects(
      root,
      files.filter((path) => !isMadeUp(path)),
      io,
    ),
  ]);
  const suspects = new Map(both.flatMap((each) => each.suspects).map((each) => [`${each.registry} ${each.name}`, each]));
  return {
    manifests: both.reduce((sum, { manifests }) => sum + manifests, 0),
    suspects: [...suspects.values()].toSorted((a, b) => Number(b.declared) - Number(a.declared)),
    kept: both.reduce((sum, { kept }) => sum + kept, 0),
  };
}

async function npmSuspects(root: string, io: Io): Promise<Suspects> {
  const subject = { kind: 'repo', root } as const;
  const [supply, code] = await Promise.all([repoSupply.collect(subject, io), repoCode.collect(subject, io)]);
  const imported = code.unknownPackages.map(({ what, file, line }) => ({ name: what, file, line, declared: false }));
  const declared = supply.unproven.map(({ name, path, line }) => ({ name, file: path, line, declared: true }));
  const all = [...imported, ...declared].filter(({ name }) => NAME.test(name) && !KNOWN.has(name) && !isPopular(name, 'js'));
  const manifests = supply.manifests.length;
  if (all.length === 0) return { manifests, suspects: [], kept: 0 };
  const folders = new Set(['', ...supply.manifests.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1))]);
  const settings = await settingsIn(
    root,
    [...folders].flatMap((folder) => NPM_SETTINGS.map((name) => `${folder}${name}`)),
  );
  const own = npmRegistries([
    ...settings,
    ...(await settingsIn(homeOf(io), ['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml'])),
    ...NPM_VARIABLES.map((name) => ['.npmrc', `registry=${io.env[name] ?? 'https://registry.npmjs.org'}`] as const),
  ]);
  const isPublic = ({ name }: { name: string }): boolean =>
    !own.isDefault && !supply.elsewhere && isOfPublicScope(name) && !own.scopes.has(name.split('/')[0]!); // !: a split has one part at least
  const suspects = all.filter(isPublic).map((each) => ({ ...each, registry: 'npm' as const }));
  return { manifests, suspects, kept: all.length - suspects.length };
}

async function pythonSuspects(root: string, files: readonly string[], io: Io): Promise<Suspects> {
  const manifests = files.filter((path) => PYTHON_MANIFEST.test(path)).slice(0, FILES);
  if (manifests.length === 0) return { manifests: 0, suspects: [], kept: 0 };
  const locked = new Set<string>();
  for (const path of files.filter((each) => PYTHON_LOCK.test(each)).slice(0, FILES))
    for (const name of pythonLocked(path, (await readText(root, path, LOCK_BYTES)) ?? '') ?? []) locked.add(name);
  const texts = await settingsIn(root, manifests);
  const all = texts.flatMap(([file, text]) => pythonNames(file, text).map((each) => ({ ...each, file, declared: true })));
  const open = all.filter(({ name }) => !locked.has(name) && !isPopular(name, 'python'));
  const settings = [
    ...texts,
    ...(await settingsIn(root, [...PYTHON_SETTINGS, ...files.filter((path) => /(^|\/)(Pipfile|pip\.conf|uv\.toml)$/.test(path))])),
    ...(await settingsIn(homeOf(io), ['.config/pip/pip.conf', '.pip/pip.conf', '.config/uv/uv.toml'])),
  ];
  const isPrivate = settings.some(([, text]) => namesOtherIndex(text)) || PYTHON_VARIABLES.some((name) => (io.env[name] ?? '') !== '');
  const suspects = isPrivate ? [] : open.map((each) => ({ ...each, registry: 'pypi' as const }));
  return { manifests: manifests.length, suspects, kept: open.length - suspects.length };
}

function homeOf({ env }: Io): string | null {
  return env['HOME'] ?? env['USERPROFILE'] ?? null;
}

/** Settings that are there, also where git does not track them. */
async function settingsIn(root: string | null, paths: readonly string[]): Promise<[string, string][]> {
  if (root === null) return [];
  const texts = await Promise.all(paths.slice(0, 4 * FILES).map(async (path) => [path, await readText(root, path, BYTES)] as const));
  return texts.flatMap(([path, text]) => (text === null ? [] : [[path, text] as [string, string]]));
}
