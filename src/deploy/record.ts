import type { Line } from '../core/journal.ts';
import type { MigrationClass } from '../parsers/migration-danger.ts';
import type { Gated } from './gate.ts';
import type { Smoke } from './smoke-result.ts';
import type { Speed } from './speed.ts';

/** Where a deploy stands in the journal's stages. */
export const STAGE = 'deploy run';

/** Everything known of one release, as the journal keeps it. */
export interface Facts {
  adapter: string;
  commit: string | null;
  /** True when the tree held changes that no commit has. */
  dirty: boolean;
  /** SHA-256 of the lockfile; null where there is none. */
  lockfile: string | null;
  /** SHA-256 of the artifact's manifest, and how many files it has. */
  artifact: string;
  files: number;
  tool: string;
  node: string;
  /** Names alone. */
  env: readonly string[];
  /** Every migration in the tree. */
  migrations: readonly { path: string; class: MigrationClass }[];
  /** The release that served before. */
  previous: string | null;
  /** The command that goes back. */
  rollback: string | null;
}

/** What a deploy led to. */
export interface Deployment {
  release: string;
  state: 'live' | 'rolled-back' | 'failed' | 'cut-off';
  at: string;
  seconds: number | null;
  facts: Facts | null;
  gate: Gated | null;
  smoke: Smoke | null;
  /** Null where it was not asked for, and in records from before it could be. */
  speed: Speed | null;
  why: string | null;
}

/** What an entry holds besides its release. */
type Written = Partial<Pick<Deployment, 'facts' | 'gate' | 'smoke' | 'speed' | 'seconds' | 'why'>>;

/** The deploys of a journal, oldest first. One that was begun and never ended was cut off. */
export function deploysIn(lines: readonly Line[]): Deployment[] {
  const found = new Map<string, Deployment>();
  for (const { at, entry } of lines) {
    if (entry.is === 'stage' && entry.stage === STAGE) {
      const release = String(entry['release']);
      if (entry.state === 'begun') found.set(release, empty(release, 'cut-off', at, (entry['facts'] ?? null) as Facts | null)); // as: we wrote it
      else
        found.set(release, {
          ...(found.get(release) ?? empty(release, 'failed', at, null)),
          state: 'failed',
          why: typeof entry['why'] === 'string' ? entry['why'] : null,
        });
    }
    if (entry.is === 'deployed') {
      const { facts = null, gate = null, smoke = null, speed = null, seconds = null } = entry as Written; // as: we wrote it
      found.delete(entry.release);
      found.set(entry.release, { ...empty(entry.release, 'live', at, facts), gate, smoke, speed, seconds });
    }
    if (entry.is === 'rolled-back') {
      const { gate = null, smoke = null, speed = null, seconds = null, why = null } = entry as Written; // as: we wrote it
      const before = found.get(entry.release) ?? empty(entry.release, 'rolled-back', at, null);
      found.set(entry.release, {
        ...before,
        state: 'rolled-back',
        gate: gate ?? before.gate,
        smoke: smoke ?? before.smoke,
        speed: speed ?? before.speed,
        seconds,
        why,
      });
    }
  }
  return [...found.values()];
}

/** The releases that went live and were not taken back, newest first. */
export function goodReleases(lines: readonly Line[]): Deployment[] {
  return deploysIn(lines)
    .filter(({ state }) => state === 'live')
    .toReversed();
}

/** Why a release was taken back that nobody found fault with by rule. */
export const BY_HAND = 'By hand.';

/** Releases that never proved themselves, so that nobody goes back to one and none takes the place of a good one. */
export function unproven(lines: readonly Line[]): string[] {
  return deploysIn(lines)
    .filter(({ state, why }) => state !== 'live' && !(state === 'rolled-back' && why === BY_HAND))
    .map(({ release }) => release);
}

/**
 * Migrations between two releases that the older code cannot live with: those of later deploys, failed ones included, that the older one
 * did not have. Empty where the older release is not in the journal: then nothing is known to have been taken away.
 */
export function contractsSince(lines: readonly Line[], to: string): string[] {
  const deploys = deploysIn(lines);
  const at = deploys.findIndex(({ release }) => release === to);
  const had = new Set(deploys[at]?.facts?.migrations.map(({ path }) => path));
  if (at === -1 || !deploys[at]!.facts) return [];
  return [
    ...new Set(
      deploys
        .slice(at + 1)
        .flatMap(({ facts }) => facts?.migrations ?? [])
        .filter((migration) => migration.class === 'contract' && !had.has(migration.path))
        .map(({ path }) => path),
    ),
  ];
}

function empty(release: string, state: Deployment['state'], at: string, facts: Facts | null): Deployment {
  return { release, state, at, seconds: null, facts, gate: null, smoke: null, speed: null, why: null };
}
