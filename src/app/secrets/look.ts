import { ProbeError, UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Exposure, FoundSecret } from '../../core/secret.ts';
import { knownValues } from '../../probes/repo/known-values.ts';
import { gitFolder, isInRepository, listTracked } from '../../probes/repo/list.ts';
import {
  buildTexts,
  listStaged,
  nothingTold,
  type Staged,
  stagedTexts,
  TEXT_LIMITS,
  type Told,
  treeTexts,
} from '../../probes/repo/texts.ts';
import { knownSearch } from '../../redact/find/known-values.ts';
import { type Accepted, type Poured, sieve } from '../../redact/find/sieve.ts';
import type { Workspace } from '../workspace.ts';
import type { Stood } from './look-history.ts';

/** Where secrets are looked for. */
export const SOURCES = ['tree', 'staged', 'history', 'build', 'files', 'live'] as const;
export type Source = (typeof SOURCES)[number];

/** What one source held. */
export interface Looked extends Omit<Told, 'left'> {
  source: Source;
}

/** What one source has shown so far. */
type Looking = Looked & Told;

export interface Look {
  found: FoundSecret[];
  /** What comments in the code accept. */
  accepted: Accepted[];
  looked: Looked[];
  valueOf: (id: string) => string | undefined;
}

/** What to look at. */
export interface Where {
  workspace: Pick<Workspace, 'root'>;
  sources: readonly Source[];
  hosts: readonly string[];
  /** Files and folders that were named. */
  paths?: readonly string[];
  /** The key of the ids. */
  salt: () => Promise<string>;
}

/** Whose eyes these looks were: what they could see, they would have found. */
export function seenBy(looked: readonly Looked[]): Set<Exposure> {
  return new Set(looked.flatMap(({ source, truncated }) => (truncated ? [] : SEES[source])));
}

const SEES = {
  tree: ['head', 'local'],
  staged: [],
  history: ['history'],
  build: ['bundle'],
  files: [],
  live: [],
} as const satisfies Record<Source, readonly Exposure[]>;

/** Looks for secrets in every source at once; one secret in several places is one finding. */
export async function lookForSecrets(
  { workspace, sources, hosts, paths = [], salt }: Where,
  io: Io,
  tell: (text: string) => void,
): Promise<Look> {
  const { root } = workspace;
  const needsGit = sources.find((source) => source === 'history' || source === 'staged');
  if (needsGit !== undefined && !(await isInRepository(root)))
    throw new UserError(
      'no-git',
      `--${needsGit} needs a git checkout, and ${root} is none.`,
      'Run it in the folder of the checkout, or leave it out.',
    );
  const now = io.now();
  // Git takes longest to start: whatever is asked of it first is asked at once.
  const [known, staged, folder] = await Promise.all([
    knownValues(root, io.signal, now),
    sources.includes('staged') ? listStaged(root, io.signal, io.env['GIT_INDEX_FILE']) : undefined,
    sources.includes('history') ? gitFolder(root, io.signal) : null,
  ]);
  const secrets = sieve(now, knownSearch(known));
  const looked: Looked[] = [];
  let stood: Stood | undefined;
  for (const source of sources) {
    tell(`${SAYS[source]} for secrets`);
    const told: Looking = { ...nothingTold(), source };
    const before = secrets.left();
    if (source === 'history') stood = await lookBack(told);
    else for await (const text of textsOf(source, { root, hosts, paths, staged, io, told })) secrets.pour(text);
    io.signal.throwIfAborted(); // what was broken off has shown nothing
    const more = secrets.left() - before;
    if (more > 0) told.unreached.push(`${more.toLocaleString('en')} places with still other secrets: there are too many to keep`);
    const { left: _left, ...seen } = told;
    looked.push(seen);
  }
  const { found, accepted, keyOf, valueOf } = secrets.told(secrets.isEmpty() ? '' : await salt());
  if (stood === undefined || found.length === 0) return { found, accepted, looked, valueOf };
  const { withRemovals } = await import('./look-history.ts');
  const stoodAt = (id: string): ReadonlyMap<string, ReadonlySet<string>> | undefined => stood?.get(keyOf(id) ?? '');
  return { found: await withRemovals(found, stoodAt, { root, signal: io.signal }), accepted, looked, valueOf };

  async function lookBack(told: Looking): Promise<Stood> {
    // A git hook must not wait for what it does not need.
    const [{ lookThroughHistory }, { readScanned }] = await Promise.all([import('./look-history.ts'), import('./scanned.ts')]);
    const scanned = readScanned(folder, known);
    const gave = await lookThroughHistory({ root, gitFolder: folder, signal: io.signal, secrets, scanned, told, progress: tell });
    io.signal.throwIfAborted(); // git ends where it is stopped, and that is no end of the history
    scanned.save();
    return gave;
  }
}

const SAYS = {
  tree: 'the files of the checkout',
  staged: 'what the next commit brings',
  history: 'every version of every file',
  build: 'what builds have made',
  files: 'the files you named',
  live: 'what every visitor loads',
} as const satisfies Record<Source, string>;

interface Pouring {
  root: string;
  hosts: readonly string[];
  paths: readonly string[];
  staged: Staged | undefined;
  io: Io;
  told: Looking;
}

async function* textsOf(source: Exclude<Source, 'history'>, { root, hosts, paths, staged, io, told }: Pouring): AsyncGenerator<Poured> {
  switch (source) {
    case 'tree':
      yield* treeTexts(root, io.signal, told, (folder, signal) => listTracked(folder, signal, TEXT_LIMITS.files));
      return;
    case 'staged':
      if (staged) yield* stagedTexts(root, staged, told);
      return;
    case 'build':
      yield* buildTexts(root, io.signal, told);
      return;
    case 'files':
      yield* (await import('../../probes/repo/given.ts')).givenTexts(paths, io.signal, told);
      return;
    case 'live':
      for (const host of hosts) yield* liveTexts(host, io, told);
      return;
    default:
      source satisfies never;
  }
}

async function* liveTexts(host: string, io: Io, told: Looking): AsyncGenerator<Poured> {
  const { bundleTexts } = await import('../../probes/http/bundle-texts.ts'); // a git hook must not wait for what it does not need
  const bundle = { scripts: 0, bytes: 0, truncated: false };
  try {
    yield* bundleTexts(io, `https://${host}/`, bundle);
    told.files += 1 + bundle.scripts;
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    told.unreached.push(`${host}: ${error.message}`);
  }
  told.bytes += bundle.bytes;
  told.truncated ||= bundle.truncated;
}
