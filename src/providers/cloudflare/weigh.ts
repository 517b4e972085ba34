import type { Change, Json } from '../../core/change.ts';
import { placeOf } from './change-of.ts';
import { rowsOf, rulesOf } from './standing.ts';
import type { SettingId } from './state.ts';
import { hstsOf } from './wanted.ts';

/** What the live side of a difference is, held against the configuration. */
export type Weight = 'weakened' | 'stricter' | 'neutral';

const RANKS: Partial<Record<SettingId, readonly string[]>> = {
  ssl: ['off', 'flexible', 'full', 'strict'],
  min_tls_version: ['1.0', '1.1', '1.2', '1.3'],
  always_use_https: ['off', 'on'],
  automatic_https_rewrites: ['off', 'on'],
  tls_1_3: ['off', 'on'],
};

/** Whether the live edge is weaker or stricter than what it should become: `before` is live, `after` the configuration. Pure. */
export function weigh(change: Change): Weight {
  const place = placeOf(change);
  switch (place.is) {
    case 'setting':
      return compare(rank(place.id, change.before), rank(place.id, change.after));
    case 'dns': {
      const [live, wanted] = rowsOf(change);
      return compare(Number(live?.proxied ?? false), Number(wanted?.proxied ?? false));
    }
    case 'rule': {
      if (place.phase === 'http_request_cache_settings') return 'neutral';
      const [live, wanted] = rulesOf(change);
      const works = compare(Number(live?.enabled ?? false), Number(wanted?.enabled ?? false));
      if (works !== 'neutral') return works;
      // More requests let through is less of a brake.
      return compare(-requests(live?.ratelimit), -requests(wanted?.ratelimit));
    }
    default:
      return place satisfies never;
  }
}

function rank(id: SettingId, value: Json): number {
  if (id !== 'security_header') return (RANKS[id] ?? []).findIndex((each) => each === value);
  const { enabled, max_age, include_subdomains } = hstsOf(value);
  return enabled ? max_age + (include_subdomains ? 0.5 : 0) : 0;
}

function requests(ratelimit: Json | undefined): number {
  return (ratelimit as { requests_per_period?: number } | undefined)?.requests_per_period ?? 0; // as: rules of this phase hold a number there
}

function compare(live: number, wanted: number): Weight {
  if (live === wanted) return 'neutral';
  return live < wanted ? 'weakened' : 'stricter';
}
