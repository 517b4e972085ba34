import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../core/config.ts';
import type { Line } from '../core/journal.ts';
import { DANGERS } from '../parsers/migration-danger.ts';
import { numberOf } from '../parsers/migration.ts';
import { readMigrations } from '../probes/repo/migrations.ts';
import type { Adapter } from './adapter.ts';
import { differing, readArtifact } from './artifact.ts';
import { servingRelease } from './gate.ts';
import { readCheckout } from './git.ts';
import type { Place } from './place.ts';
import { deploysIn, goodReleases } from './record.ts';
import { build, LOCKFILES } from './release.ts';

/** One line of the checklist. `note` does not stop a deploy, `unknown` could not be found out. */
export interface Item {
  what: string;
  state: 'pass' | 'fail' | 'unknown' | 'note';
  says: string;
}

export interface Looking extends Place {
  told: Config;
  adapter: Adapter;
  lines: readonly Line[];
  /** Judges the variables, given the names that are set where the release will run; null where the adapter cannot look (SEC-7). */
  variables: (set: readonly string[] | null) => Promise<Item[]>;
}

/** Paths named before the rest is only counted. */
const NAMED = 3;

/** The checklist before a release. Looks only: nothing is built and nothing leaves. */
export async function preflight(look: Looking): Promise<Item[]> {
  const { adapter } = look;
  const items = await Promise.all([
    tree(look),
    lockfile(look),
    adapter.envNames().then(look.variables),
    health(look),
    migrations(look),
    back(look),
  ]);
  return [...items.flat(), ...routes(look.told), ...unfinished(look.lines)];
}

async function tree({ io, root }: Looking): Promise<Item[]> {
  const { commit, dirty } = await readCheckout(io, root);
  if (commit === null) return [{ what: 'git', state: 'fail', says: 'there is no commit, so nobody can tell what was released' }];
  return [
    dirty.length === 0
      ? { what: 'git', state: 'pass', says: `clean at ${commit.slice(0, 7)}` }
      : { what: 'git', state: 'fail', says: `not committed: ${some(dirty)}` },
  ];
}

async function lockfile({ config, root }: Looking): Promise<Item[]> {
  if (!config.lockfile) return [];
  for (const name of LOCKFILES) {
    const there = await readFile(join(root, name)).then(
      () => true,
      () => false,
    );
    if (there) return [{ what: 'lockfile', state: 'pass', says: name }];
  }
  return [{ what: 'lockfile', state: 'fail', says: 'none, so every build may use other versions' }];
}

/** A health route that names no release would let any answer pass for a good deploy. */
async function health({ config, io, lines }: Looking): Promise<Item[]> {
  if (!config.health) return [{ what: 'health route', state: 'fail', says: 'deploy.health.url is not set' }];
  const { status, release } = await servingRelease(io, config.health);
  if (release !== null) return [{ what: 'health route', state: 'pass', says: `answers ${status} and names release ${release}` }];
  const says = status === null ? 'does not answer' : `answers ${status} and names no release at ${config.health.release}`;
  const first = goodReleases(lines).length === 0;
  return [{ what: 'health route', state: first ? 'note' : 'fail', says: first ? `${says}; the new release must` : says }];
}

async function migrations({ config, root, io, lines }: Looking): Promise<Item[]> {
  const { files, other, runner } = await readMigrations(root, io.signal, config.migrations ?? {});
  if (other !== null) return [{ what: 'migrations', state: 'unknown', says: `those of ${other} cannot be read` }];
  if (runner === null) return [];
  // What has run already cannot be mended by refusing to deploy.
  const ran = new Set(goodReleases(lines)[0]?.facts?.migrations.map(({ path }) => path));
  const fresh = files.filter(({ path }) => !ran.has(path));
  const bad = fresh.flatMap(({ path, found }) =>
    found.map(({ danger, line, on }): Item => {
      const { severity, why, instead } = DANGERS[danger];
      return {
        what: 'migrations',
        state: severity === 'high' ? 'fail' : 'note',
        says: `${path}:${line} (${on}): ${why} ${instead}`,
      };
    }),
  );
  if (bad.length > 0) return bad;
  const contract = fresh.filter((each) => each.class === 'contract').map(({ path }) => numberOf(path) ?? path);
  const says = `${fresh.length} to run${contract.length > 0 ? `; no way back over ${some(contract)}` : ''}`;
  return [{ what: 'migrations', state: 'pass', says }];
}

async function back({ adapter }: Looking): Promise<Item[]> {
  return (await adapter.preflight()).map(({ what, ok, says }) => ({
    what,
    // The first release has nothing to go back to, and cannot be refused for it.
    state: ok === null ? 'unknown' : ok ? 'pass' : /first release/.test(says) ? 'note' : 'fail',
    says,
  }));
}

function routes(told: Config): Item[] {
  const kinds = new Set(told.routes.map(({ kind }) => kind));
  const must = (['home', 'health'] as const).filter((kind) => !kinds.has(kind));
  const may = (['login', 'signup'] as const).filter((kind) => !kinds.has(kind));
  if (must.length > 0)
    return [{ what: 'routes', state: 'fail', says: `no route of kind ${must.join(' or ')} is named, so nothing holds it to its promise` }];
  return [
    { what: 'routes', state: 'pass', says: `${told.routes.length} named` },
    ...(may.length > 0 ? [{ what: 'routes', state: 'note' as const, says: `no route of kind ${may.join(' or ')} is named` }] : []),
  ];
}

function unfinished(lines: readonly Line[]): Item[] {
  const cut = deploysIn(lines).filter(({ state }) => state === 'cut-off');
  return cut.map(({ release }) => ({
    what: 'journal',
    state: 'note',
    says: `the deploy of ${release} was cut off and never proved itself`,
  }));
}

/** Builds, and with `twice` builds again and compares what came out, file by file (DEP-2). */
export async function tryBuild(look: Looking, twice: boolean): Promise<Item[]> {
  if (look.config.build === undefined) return [{ what: 'build', state: 'unknown', says: 'deploy.build is not set' }];
  const attempt = async (): Promise<Awaited<ReturnType<typeof readArtifact>> | string> => {
    try {
      await build(look);
      return await readArtifact(look.io, look.root, look.config.artifact);
    } catch (error) {
      look.io.signal.throwIfAborted();
      if (error instanceof Error && 'hint' in error) return error.message;
      throw error;
    }
  };
  const first = await attempt();
  if (typeof first === 'string') return [{ what: 'build', state: 'fail', says: first }];
  const built: Item = { what: 'build', state: 'pass', says: `${Object.keys(first.manifest).length} files` };
  if (!twice) return [built];
  const second = await attempt();
  if (typeof second === 'string') return [built, { what: 'second build', state: 'fail', says: second }];
  const differ = differing(first.manifest, second.manifest);
  return [
    built,
    differ.length === 0
      ? { what: 'second build', state: 'pass', says: `the same ${first.hash.slice(0, 12)}` }
      : { what: 'second build', state: 'fail', says: `differs in ${some(differ)}` },
  ];
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}
