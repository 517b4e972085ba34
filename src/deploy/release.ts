import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import { readMigrations } from '../probes/repo/migrations.ts';
import type { Adapter, Outgoing } from './adapter.ts';
import { readArtifact } from './artifact.ts';
import { readCheckout } from './git.ts';
import type { Place } from './place.ts';
import { deploysIn, type Facts, goodReleases } from './record.ts';
import type { Line } from '../core/journal.ts';
import { complaint, plainEnv, runCommand } from './run-command.ts';

export const LOCKFILES = [
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'npm-shrinkwrap.json',
  'poetry.lock',
  'uv.lock',
  'Gemfile.lock',
  'go.sum',
  'Cargo.lock',
  'composer.lock',
  'mix.lock',
] as const;

/** A release that is ready to go out. */
export interface Prepared {
  outgoing: Outgoing;
  facts: Facts;
}

/** Runs the build of the configuration. Throws a UserError with its last line where it fails: nothing has been changed then. */
export async function build({ config, root, io, say }: Place): Promise<void> {
  if (config.build === undefined) return;
  say(`building: ${config.build}`);
  const ms = config.deadline_seconds * 1_000;
  const ran = await runCommand(io, { argv: ['sh', '-c', config.build], cwd: root, env: { ...plainEnv(io), CI: '1' }, ms, onLine: say });
  const wrong = complaint('The build', ran, ms);
  if (wrong !== undefined) throw new UserError('build-failed', wrong, 'Nothing was deployed. Mend the build, then deploy again.');
}

/** Reads everything that the record of a release needs, and gives it an id: the time, and the commit or the tree. */
export async function prepare(place: Place, adapter: Adapter, lines: readonly Line[]): Promise<Prepared> {
  const { config, root, io } = place;
  const [checkout, artifact, migrations, previous, env] = await Promise.all([
    readCheckout(io, root),
    readArtifact(io, root, config.artifact),
    readMigrations(root, io.signal, config.migrations ?? {}),
    releaseBefore(adapter, lines),
    adapter.envNames(),
  ]);
  const time = io.now().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const id = unused(`${time}-${(checkout.commit ?? artifact.hash).slice(0, 7)}`, lines);
  return {
    outgoing: { id, folder: artifact.folder, files: Object.keys(artifact.manifest) },
    facts: {
      adapter: adapter.id,
      commit: checkout.commit,
      dirty: checkout.dirty.length > 0,
      lockfile: await lockfileHash(root),
      artifact: artifact.hash,
      files: Object.keys(artifact.manifest).length,
      tool: VERSION,
      node: process.version,
      env: (env ?? []).toSorted(),
      migrations: migrations.files.map(({ path, class: kind }) => ({ path, class: kind })),
      previous,
      rollback: previous === null ? null : `launch-ready deploy rollback --to ${previous}`,
    },
  };
}

/** Two deploys within one second must not share an id. */
function unused(id: string, lines: readonly Line[]): string {
  const taken = new Set(deploysIn(lines).map(({ release }) => release));
  let [free, n] = [id, 1];
  while (taken.has(free)) free = `${id}-${(n += 1)}`;
  return free;
}

/**
 * The release to go back to: the one that serves, unless the journal says that it never proved itself; then the last one that did and is
 * still kept. An adapter that cannot tell is believed to serve the last good one.
 */
export async function releaseBefore(adapter: Adapter, lines: readonly Line[]): Promise<string | null> {
  const [serves, kept] = await Promise.all([adapter.current(), adapter.releases()]);
  const known = deploysIn(lines).find(({ release }) => release === serves);
  if (serves !== null && (known === undefined || known.state === 'live')) return serves;
  const good = goodReleases(lines).find(({ release }) => kept === null || kept.includes(release));
  return good?.release ?? serves;
}

async function lockfileHash(root: string): Promise<string | null> {
  for (const name of LOCKFILES) {
    const bytes = await readFile(join(root, name)).catch(() => null);
    if (bytes) return createHash('sha256').update(bytes).digest('hex');
  }
  return null;
}
