import type { SpeedConfig } from '../core/config-deploy.ts';
import { failed, type BeforeSwitch, type Beside } from './adapter.ts';

/** What was found of the speed of a new release. `void` says that nothing can be said, `warn` that it looks slower and is not sure. */
export interface Speed {
  verdict: 'pass' | 'warn' | 'regression' | 'void';
  /** One sentence, or one for each route that does not pass. */
  says: string;
  /** Both releases at the same time, or a baseline of an earlier day. */
  against: 'old' | 'baseline';
}

/** Judges the speed of a new release: beside the one before where both answer at once, else against the baseline. */
export type PerfGate = (beside: Beside | null) => Promise<Speed>;

/** A gate of speed within one deploy: it judges once, before the switch where the adapter lets both answer, else after the smoke test. */
export interface SpeedTrial {
  /** For the adapter: called while both answer and the new one has no traffic yet; a refusal keeps it so. */
  beforeSwitch: BeforeSwitch;
  /** After the smoke test; why the release must not stay, or nothing. */
  afterSmoke: () => Promise<string | undefined>;
  /** What was found; null before anything was. */
  found: () => Speed | null;
}

export function openTrial(
  gate: PerfGate,
  { previous, unproven, say }: { previous: string | null; unproven: SpeedConfig['unproven']; say: (text: string) => void },
): SpeedTrial {
  let found: Speed | null = null;
  const stops = ({ verdict }: Speed): boolean => verdict === 'regression' || (verdict !== 'pass' && unproven === 'take-back');
  return {
    async beforeSwitch(beside) {
      // One that never proved itself is no measure; the baseline is.
      if (beside.release !== previous) return { ok: true };
      say(`measuring beside ${beside.release}, before the switch`);
      found = await gate(beside);
      return stops(found) ? failed(`${found.says} It was given no traffic.`) : { ok: true };
    },
    async afterSmoke() {
      if (found !== null) return undefined;
      say('measuring against the baseline');
      found = await gate(null);
      return stops(found) ? found.says : undefined;
    },
    found: () => found,
  };
}

/** What was found of the speed, in a word and its reason. */
export function saySpeed({ verdict, says }: Speed): string {
  if (verdict === 'pass') return says;
  return `${verdict === 'regression' ? 'slower' : 'p95 not proven'}: ${says}`;
}
