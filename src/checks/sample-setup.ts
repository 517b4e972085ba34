import type { Saw } from '../core/check.ts';
import type { repoSetup } from '../probes/repo/setup.ts';
import type { repoSupply } from '../probes/repo/supply.ts';

type Setup = Saw<{ setup: typeof repoSetup }>['setup'];
type Supply = Saw<{ supply: typeof repoSupply }>['supply'];

/** A checkout for examples whose build fails when it should and whose pipelines keep their secrets, with changes. */
export function sampleSetup(changes: Partial<Setup> = {}): { setup: Setup } {
  return { setup: { silenced: [], maps: [], workflows: [], missing: [], unread: [], truncated: false, ...changes } };
}

/** One package.json that its lockfile covers, with changes. */
export function sampleManifest(changes: Partial<Supply['manifests'][number]> = {}): Supply['manifests'][number] {
  const empty = { loose: [], unlocked: [], lookalikes: [] };
  return { path: 'package.json', lock: 'package-lock.json', isApp: true, dependencies: 12, ...empty, ...changes };
}

/** What was read of a checkout with these package.json files. */
export function sampleSupply(manifests: Supply['manifests'], changes: Partial<Supply> = {}): { supply: Supply } {
  const uses = { middleware: true, appRouter: true, shieldedHost: false };
  return {
    supply: { manifests, doubled: [], vulnerable: [], unproven: [], elsewhere: false, unread: [], uses, truncated: false, ...changes },
  };
}
