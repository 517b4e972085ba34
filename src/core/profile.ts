import { UserError } from './errors.ts';
import type { CheckId, Severity } from './vocabulary.ts';

/** One number of a source document in two lines: `target` warns, `failure` blocks. `says` is what the document asks for. */
export interface Bar {
  target: number | boolean | string;
  failure?: number | boolean | string;
  unit?: 'ms' | 's' | 'minutes' | 'hours' | 'days' | 'percent' | 'users' | 'routes' | 'alerts' | 'items';
  says: string;
}

/** A bar to hold a product to: a stage and a vertical, with the numbers of its source document. */
export interface Profile {
  name: string;
  title: string;
  /** For whom and when. */
  about: string;
  extends?: string;
  /** Every number of the source document by a stable name; `launch-ready profiles` shows them side by side. */
  bars: Readonly<Record<string, Bar>>;
  off?: readonly CheckId[];
  severity?: Readonly<Partial<Record<CheckId, Severity>>>;
  /** Options per check, laid over the check's own defaults. */
  options?: Readonly<Partial<Record<CheckId, Readonly<Record<string, unknown>>>>>;
}

/** The profile of that name with everything it extends folded in; the nearer profile wins. */
export function resolveProfile(profiles: readonly Profile[], name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (!found) {
    throw new UserError(
      'unknown-profile',
      `There is no profile named "${name}".`,
      `Choose one of: ${profiles.map((p) => p.name).join(', ')}.`,
    );
  }
  if (!found.extends) return found;
  const base = resolveProfile(profiles, found.extends);
  return {
    ...base,
    ...found,
    bars: { ...base.bars, ...found.bars },
    off: [...(base.off ?? []), ...(found.off ?? [])],
    severity: { ...base.severity, ...found.severity },
    options: { ...base.options, ...found.options },
  };
}
