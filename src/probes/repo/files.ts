import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { ENV_BYTES, isEnvFile, valuedNames } from './env-names.ts';
import { type Heavy, heavyByName, heavyIn, isManifest, regionsIn, tidy } from './heavy.ts';
import { listFiles, type Listing, READING, readText } from './list.ts';
import { detectStack, type Manifest, namesOf } from './stack.ts';
import { ROLES } from './stack-signs.ts';

/** Files of each kind that are opened, and the largest that are read, bytes. */
const ENV_FILES = 50;
const PACKAGES = 100;
const PACKAGE_BYTES = 1024 * 1024;
const MANIFESTS = 400;
const MANIFEST_BYTES = 256 * 1024;

const ranges = z
  .record(z.string(), z.unknown())
  .catch({})
  .default({})
  .transform((record) => Object.fromEntries(Object.entries(record).map(([name, range]) => [name, String(range).slice(0, 100)])));
const word = z.string().max(100).catch('').default('');
const packageSchema = z.object({
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  name: word,
  packageManager: word,
  workspaces: z.unknown().optional(),
});

/** What kinds of files a checkout holds; reads names, package.json and a few manifests, never runs anything. */
export const repoFiles = defineProbe({
  id: 'repo/files',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for its files',
  deadline: READING,
  sees: z.object({
    /** Tracked by git, or all files where there is no git; at most 20,000 paths, sorted. */
    files: z.array(z.string()),
    truncated: z.boolean(),
    git: z.boolean(),
    /** Dependencies of every package.json, name to version range. */
    dependencies: z.record(z.string(), z.string()),
    /** Frameworks and platforms recognised, such as "Next.js", "Supabase", "Vercel"; sorted. */
    stack: z.array(z.string()),
    /** The same with what each is for and the file that shows it, package managers and the layout of folders included. */
    signs: z.array(z.object({ role: z.enum(ROLES), name: z.string(), from: z.string() })).optional(),
    /** Committed files named like .env that hold values, with the names of their variables, never the values. */
    envFiles: z.array(z.object({ path: z.string(), names: z.array(z.string()), tracked: z.boolean() })),
    /** Signs of machinery a first launch does not need, by kind. */
    heavy: z.array(z.object({ kind: z.string(), path: z.string(), line: z.int().nullable() })),
  }),
  async collect({ root }, io) {
    const listing = await listFiles(root, io.signal).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && typeof error.code === 'string')
        throw new ProbeError(error.code, `the folder ${root} cannot be read (${error.code})`);
      throw error;
    });
    const { files } = listing;
    const packages = await packagesIn(root, files);
    const dependencies = Object.fromEntries(packages.toReversed().flatMap(({ all }) => all));
    const signs = detectStack(files, packages);
    return {
      ...listing,
      dependencies,
      stack: namesOf(signs),
      signs,
      envFiles: await envFilesIn(root, listing),
      heavy: tidy([
        ...heavyByName(files, new Map(packages.map(({ path, production }) => [path, production]))),
        ...(await heavyInManifests(root, files)),
      ]),
    };
  },
});

async function envFilesIn(root: string, { files, git }: Listing): Promise<{ path: string; names: string[]; tracked: boolean }[]> {
  const found = [];
  for (const path of files.filter(isEnvFile).slice(0, ENV_FILES)) {
    const names = valuedNames((await readText(root, path, ENV_BYTES)) ?? '');
    if (names.length > 0) found.push({ path, names, tracked: git });
  }
  return found;
}

interface Package extends Manifest {
  /** Every dependency with its range, and the names of those that production needs. */
  all: [string, string][];
  production: string[];
}

/** The package.json files, nearest to the root first. */
async function packagesIn(root: string, files: readonly string[]): Promise<Package[]> {
  const depth = (path: string): number => path.split('/').length;
  const paths = files.filter((path) => /(^|\/)package\.json$/.test(path)).toSorted((a, b) => depth(a) - depth(b));
  const packages: Package[] = [];
  for (const path of paths.slice(0, PACKAGES)) {
    const read = packageSchema.safeParse(parseJson((await readText(root, path, PACKAGE_BYTES)) ?? ''));
    if (!read.success) continue;
    const { dependencies, devDependencies, optionalDependencies, name, packageManager, workspaces } = read.data;
    const all = Object.entries({ ...devDependencies, ...optionalDependencies, ...dependencies });
    packages.push({
      path,
      name,
      packageManager,
      workspaces: typeof workspaces === 'object' && workspaces !== null,
      names: all.map(([dependency]) => dependency),
      all,
      production: Object.keys(dependencies),
    });
  }
  return packages;
}

async function heavyInManifests(root: string, files: readonly string[]): Promise<Heavy[]> {
  const found: Heavy[] = [];
  const regions = new Map<string, Heavy>();
  for (const path of files.filter(isManifest).slice(0, MANIFESTS)) {
    const text = (await readText(root, path, MANIFEST_BYTES)) ?? '';
    found.push(...heavyIn(path, text));
    if (path.endsWith('.tf'))
      for (const { region, line } of regionsIn(text)) regions.set(region, { kind: 'Multi-region infrastructure', path, line });
  }
  return regions.size > 1 ? [...found, ...regions.values()] : found;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
