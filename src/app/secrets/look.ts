import { ProbeError, UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { FoundSecret } from '../../core/secret.ts';
import { isInRepository, isTracked } from '../../probes/repo/list.ts';
import { buildTexts, stagedTexts, type Told, treeTexts } from '../../probes/repo/texts.ts';
import type { Workspace } from '../workspace.ts';
import type { Stood } from './look-history.ts';
import { type Poured, sieve } from '../../redact/find/sieve.ts';

/** Where secrets are looked for. */
export const SOURCES = ['tree', 'staged', 'history', 'build', 'live'] as const;
export type Source = (typeof SOURCES)[number];

/** What one source held. `unreached` says why a host gave nothing. */
export interface Looked extends Told {
  source: Source;
  unreached: string[];
}

export interface Look {
  found: FoundSecret[];
  looked: Looked[];
}

/** What to look at. */
export interface Where {
  workspace: Pick<Workspace, 'root' | 'state'>;
  sources: readonly Source[];
  hosts: readonly string[];
  salt: string;
}

/** Looks for secrets in every source at once; one secret in several places is one finding. */
export async function lookForSecrets({ workspace, sources, hosts, salt }: Where, io: Io, tell: (text: string) => void): Promise<Look> {
  const { root } = workspace;
  const needsGit = sources.find((source) => source === 'history' || source === 'staged');
  if (needsGit !== undefined && !(await isInRepository(root)))
    throw new UserError(
      'no-git',
      `--${needsGit} needs a git checkout, and ${root} is none.`,
      'Run it in the folder of the checkout, or leave it out.',
    );
  const secrets = sieve(salt, io.now());
  const looked: Looked[] = [];
  let stood: Stood | undefined;
  for (const source of sources) {
    const told: Looked = { source, files: 0, bytes: 0, binary: 0, skipped: 0, truncated: false, unreached: [] };
    looked.push(told);
    tell(`${SAYS[source]} for secrets`);
    if (source === 'history') stood = await past(told);
    else for await (const text of textsOf(source, { root, hosts, io, told })) secrets.pour(text);
  }
  const found = secrets.found();
  if (stood === undefined || found.length === 0) return { found, looked };
  const { withRemovals } = await import('./look-history.ts');
  return { found: await withRemovals(found, stood, { root, signal: io.signal }), looked };

  async function past(told: Looked): Promise<Stood> {
    // A git hook must not wait for what it does not need.
    const [{ lookThroughHistory }, { readScanned }] = await Promise.all([import('./look-history.ts'), import('./scanned.ts')]);
    const scanned = readScanned(workspace, await isTracked(root, workspace.state, io.signal));
    const stood = await lookThroughHistory({ root, signal: io.signal, secrets, scanned, told, progress: tell });
    scanned.save();
    return stood;
  }
}

const SAYS = {
  tree: 'the files of the checkout',
  staged: 'what the next commit brings',
  history: 'every version of every file',
  build: 'what builds have made',
  live: 'what every visitor loads',
} as const satisfies Record<Source, string>;

async function* textsOf(
  source: Exclude<Source, 'history'>,
  { root, hosts, io, told }: { root: string; hosts: readonly string[]; io: Io; told: Looked },
): AsyncGenerator<Poured> {
  switch (source) {
    case 'tree':
      yield* treeTexts(root, io.signal, told);
      return;
    case 'staged':
      yield* stagedTexts(root, io.signal, told, io.env['GIT_INDEX_FILE']);
      return;
    case 'build':
      yield* buildTexts(root, io.signal, told);
      return;
    case 'live':
      for (const host of hosts) yield* liveTexts(host, io, told);
      return;
    default:
      source satisfies never;
  }
}

async function* liveTexts(host: string, io: Io, told: Looked): AsyncGenerator<Poured> {
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
