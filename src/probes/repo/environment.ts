import { isForDevelopers, providedBy } from '../../parsers/env-name.ts';
import { isPlatformFile, readPlatformFile } from '../../parsers/env-platform.ts';
import { readCode } from './env-code.ts';
import { type EnvFile, environmentOf, envPaths, readEnvFile } from './env-files.ts';
import { ENV_BYTES } from './env-names.ts';
import { listFiles, readText } from './list.ts';
import { type Package, packageOf, readPackages } from './packages.ts';

/** A read of a variable, and who needs it. */
export interface Read {
  name: string;
  file: string;
  line: number;
  optional: boolean;
  /** True where the browser gets nothing of it although its name is public. */
  hidden?: true;
  for: 'app' | 'developers' | 'pipeline';
  /** The platform that sets it by itself; null where the owner must. */
  provided: string | null;
  /** The folder of the nearest package. */
  scope: string;
}

export interface Environment {
  reads: Read[];
  /** Variables that files of platforms set. */
  sets: { name: string; file: string; line: number; environment: string | null; scope: string }[];
  files: EnvFile[];
  packages: Package[];
  /** What files say their variables are for. */
  purposes: ReadonlyMap<string, string>;
  /** Reads whose name is known only when the code runs, and what it starts with. */
  dynamic: { file: string; line: number; starts: string }[];
  /** Files that cannot be read as what they should be, and those that are too large or too many. */
  unread: string[];
  skipped: string[];
  truncated: boolean;
}

/** Files of a platform that runs the app; where there is one, compose is for the machines of developers. */
const HOSTED =
  /(^|\/)(vercel\.json|netlify\.toml|fly(?:\.[\w-]+)?\.toml|render\.ya?ml|railway\.(?:json|toml)|wrangler\.(?:toml|jsonc?)|Procfile|apphosting\.yaml)$/;
const COMPOSE = /(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/;

/** What the code of a checkout reads, and what its files say is set. Values are read to be judged and hashed with `salt`, never kept. */
export async function readEnvironment(
  root: string,
  { signal, salt, now }: { signal: AbortSignal; salt: string; now: Date },
): Promise<Environment> {
  const { files, truncated, git } = await listFiles(root, signal);
  const packages = await readPackages(root, files);
  const code = await readCode(root, { files, packages, signal });
  const purposes = new Map<string, string>();
  const seen: Environment = {
    reads: code.files.flatMap(({ file, usage }) => {
      const who = isForDevelopers(file) ? 'developers' : 'app';
      const scope = packageOf(packages, file);
      return usage.reads.map((read): Read => ({ ...read, file, for: who, provided: providedBy(read.name, file), scope }));
    }),
    sets: [],
    files: [],
    packages,
    purposes,
    dynamic: code.files.flatMap(({ file, usage }) => usage.dynamic.map((each) => ({ file, ...each }))),
    unread: code.unread,
    skipped: code.skipped,
    truncated: truncated || code.skipped.length > 0,
  };
  const isHosted = files.some((path) => HOSTED.test(path));
  for (const file of files.filter((path) => isPlatformFile(path) && !isForDevelopers(path) && !path.startsWith('.husky/'))) {
    signal.throwIfAborted();
    const text = await readText(root, file, ENV_BYTES);
    const uses = text === null ? [] : readPlatformFile(file, text);
    if (uses === null) seen.unread.push(file);
    if (text === null) seen.skipped.push(file);
    for (const use of uses ?? []) {
      const at = { name: use.name, file, line: use.line, scope: packageOf(packages, file) };
      const who = isHosted && COMPOSE.test(file) && use.for === 'app' ? 'developers' : use.for;
      if (use.purpose !== undefined) purposes.set(use.name, use.purpose);
      if (use.is === 'set') seen.sets.push({ ...at, environment: use.environment });
      else seen.reads.push({ ...at, optional: use.optional, for: who, provided: providedBy(use.name, file) });
    }
  }
  const tracked = new Set(git ? files : []);
  const folders = packages.map(({ folder }) => folder);
  for (const path of await envPaths(root, files, folders)) {
    const file = await readEnvFile(root, path, { environment: environmentOf(path), salt, now });
    if (!file) {
      seen.skipped.push(path);
      continue;
    }
    seen.files.push({ ...file, tracked: tracked.has(path) });
    for (const [name, text] of file.comments) purposes.set(name, text);
  }
  return seen;
}
