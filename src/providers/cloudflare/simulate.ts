import type { Change } from '../../core/change.ts';
import { placeOf } from './change-of.ts';
import { findRow, rowsOf, rulesOf } from './standing.ts';
import type { ZoneState } from './state.ts';

/** The state as it would be after a change, ids aside. Pure; the state that is given stays as it is. */
export function simulate(state: ZoneState, change: Change): ZoneState {
  const place = placeOf(change);
  switch (place.is) {
    case 'setting': {
      const held = state.settings[place.id] ?? { editable: true, modified: null };
      return { ...state, settings: { ...state.settings, [place.id]: { ...held, value: change.after } } };
    }
    case 'dns': {
      const [before, after] = rowsOf(change);
      const old = before && findRow(state, before);
      return { ...state, records: [...state.records.filter((row) => row !== old), ...(after ? [{ id: '', ...after }] : [])] };
    }
    case 'rule': {
      const [, after] = rulesOf(change);
      const set = state.rules[place.phase];
      const at = set.rules.findIndex((rule) => rule.ref === place.ref);
      const rules = set.rules.filter((rule) => rule.ref !== place.ref);
      if (after) {
        const { position, ...rule } = after;
        rules.splice(at !== -1 ? at : position > 0 ? position - 1 : rules.length, 0, { id: '', ...rule });
      }
      return { ...state, rules: { ...state.rules, [place.phase]: { ...set, rules } } };
    }
    default:
      return place satisfies never;
  }
}
