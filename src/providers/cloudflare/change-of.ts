import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/bundle.ts';
import type { Change, Json, Risk } from '../../core/change.ts';
import type { DnsRow, Phase, SettingId, ZoneRule } from './state.ts';

export const PROVIDER = 'cloudflare';

/** A record without its id, as changes hold it. */
export type RowValue = Omit<DnsRow, 'id'>;
/** A rule without its id and with its place among the rules of the phase, counted from 1; 0 for the end. */
export type RuleValue = Omit<ZoneRule, 'id'> & { position: number };

/** What a change is about, read back from `at`. */
export type Place =
  | { is: 'dns'; zone: string; type: string; name: string }
  | { is: 'setting'; zone: string; id: SettingId }
  | { is: 'rule'; zone: string; phase: Phase; ref: string };

export function atOf(place: Place): string {
  switch (place.is) {
    case 'dns':
      return `zone ${place.zone} dns ${place.type} ${place.name}`;
    case 'setting':
      return `zone ${place.zone} setting ${place.id}`;
    case 'rule':
      return `zone ${place.zone} rule ${place.phase} ${place.ref}`;
    default:
      return place satisfies never;
  }
}

/** The place a change of this provider names. Throws for a change of somebody else: that is a bug of the caller. */
export function placeOf({ at, provider }: Pick<Change, 'at' | 'provider'>): Place {
  const [, zone = '', is = '', first = '', second = ''] = at.split(' ');
  if (provider !== PROVIDER) throw new Error(`${at} is no change of ${PROVIDER}`);
  if (is === 'dns') return { is, zone, type: first, name: second };
  if (is === 'setting') return { is, zone, id: first as SettingId }; // as: atOf wrote it
  if (is === 'rule') return { is, zone, phase: first as Phase, ref: second }; // as: atOf wrote it
  throw new Error(`${at} is no place of ${PROVIDER}`);
}

/** A change with its id: the first 12 hex digits of a hash of provider, place, before and after. */
export function makeChange(place: Place, of: { says: string; before: Json; after: Json; risk: Risk; mends?: readonly string[] }): Change {
  const at = atOf(place);
  const { says, before, after, risk, mends } = of;
  const id = createHash('sha256')
    .update(canonicalJson([PROVIDER, at, before, after]))
    .digest('hex')
    .slice(0, 12);
  return { id, provider: PROVIDER, at, says, before, after, risk, ...(mends ? { mends } : {}) };
}

export function rowValue({ id: _id, ...row }: DnsRow): RowValue {
  return row;
}

export function ruleValue({ id: _id, ...rule }: ZoneRule, position: number): RuleValue {
  return { ...rule, position };
}

/** Values as JSON: what they are, said to the compiler. */
export function asJson(value: RowValue | RuleValue | null): Json {
  return value; // as: both hold nothing but JSON
}
