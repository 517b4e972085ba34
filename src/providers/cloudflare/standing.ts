import { canonicalJson } from '../../core/bundle.ts';
import type { Change } from '../../core/change.ts';
import { placeOf, type RowValue, type RuleValue } from './change-of.ts';
import { isSameRule } from './plan.ts';
import { type DnsRow, saysSame, type ZoneRule, type ZoneState } from './state.ts';

/** Where a change finds the world: not begun, done already, or changed by somebody else. */
export type Standing = 'before' | 'after' | 'moved';

/** How a state stands to a change. Pure. */
export function standingOf(state: ZoneState, change: Change): Standing {
  const place = placeOf(change);
  switch (place.is) {
    case 'setting': {
      const held = state.settings[place.id];
      if (!held) return 'moved';
      const now = canonicalJson(held.value);
      if (now === canonicalJson(change.before)) return 'before';
      return now === canonicalJson(change.after) ? 'after' : 'moved';
    }
    case 'dns': {
      const [before, after] = rowsOf(change);
      const shown = after ?? before;
      const same = shown !== null && state.records.some((row) => saysSame(row, shown));
      return stand({
        before: before && findRow(state, before),
        after: after && findRow(state, after),
        wasNothing: before === null,
        isNothing: after === null,
        taken: same,
      });
    }
    case 'rule': {
      const [before, after] = rulesOf(change);
      const held = state.rules[place.phase].rules.find((rule) => rule.ref === place.ref);
      const is = (rule: RuleValue | null): ZoneRule | undefined => (held && rule && isSameRule(held, rule) ? held : undefined);
      return stand({
        before: is(before),
        after: is(after),
        wasNothing: before === null,
        isNothing: after === null,
        taken: held !== undefined,
      });
    }
    default:
      return place satisfies never;
  }
}

function stand(at: { before: unknown; after: unknown; wasNothing: boolean; isNothing: boolean; taken: boolean }): Standing {
  if (at.after) return 'after';
  if (at.before) return 'before';
  if (at.isNothing) return at.taken ? 'moved' : 'after';
  return at.wasNothing && !at.taken ? 'before' : 'moved';
}

/** The records a change goes from and to. */
export function rowsOf({ before, after }: Change): [RowValue | null, RowValue | null] {
  return [before as RowValue | null, after as RowValue | null]; // as: changes of records hold nothing else
}

/** The rules a change goes from and to. */
export function rulesOf({ before, after }: Change): [RuleValue | null, RuleValue | null] {
  return [before as RuleValue | null, after as RuleValue | null]; // as: changes of rules hold nothing else
}

/** The record that is exactly this one. */
export function findRow(state: ZoneState, wanted: RowValue): DnsRow | undefined {
  return state.records.find(
    (row) => saysSame(row, wanted) && row.ttl === wanted.ttl && row.proxied === wanted.proxied && row.comment === wanted.comment,
  );
}
