import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import { asJson, makeChange, placeOf, type Place, rowValue, ruleValue } from './change-of.ts';
import { type Client, CloudflareError } from './client.ts';
import { type OpenZone, readRow, readRules, readWith } from './read.ts';
import { bodyOf } from './row.ts';
import { findRow, rowsOf, rulesOf, standingOf } from './standing.ts';
import { saysSame, type ZoneState } from './state.ts';

/** Times a write is tried when its fate was unsure and a look has shown that it did not happen. */
const TRIES = 3;

/**
 * Carries one change out and gives the change that takes it back. The zone is looked at first in `open.state`, which is kept up to
 * date: what is done already is not sent again, and what somebody else has changed is refused (UserError `edge-moved`). When the fate
 * of a write is unsure, the zone is read again before anything is sent again.
 */
export async function applyChange(open: OpenZone, change: Change): Promise<{ undo: Change }> {
  for (let attempt = 1; ; attempt += 1) {
    const standing = standingOf(open.state, change);
    if (standing === 'moved') throw moved(change);
    if (standing === 'after') return { undo: undoIn(open.state, change) };
    try {
      await send(open, change);
      return { undo: undoIn(open.state, change) };
    } catch (error) {
      if (!(error instanceof CloudflareError)) throw error;
      // Identical record: an earlier attempt of ours may have been committed.
      const look = error.unsure || error.code === 81_058;
      if (!look || attempt === TRIES) throw refused(change, error);
      open.state = await readWith(open.client, open.state.name);
    }
  }
}

/** The change that takes one back, made from what the zone now holds. */
export function undoIn(state: ZoneState, change: Change): Change {
  const place = placeOf(change);
  const of = { says: `Take back: ${change.says}`, after: change.before, risk: change.risk };
  switch (place.is) {
    case 'setting':
      return makeChange(place, { ...of, before: change.after });
    case 'dns': {
      const [before, after] = rowsOf(change);
      const held = after && (findRow(state, after) ?? state.records.find((row) => saysSame(row, after)));
      const type = (before ?? after)?.type ?? place.type;
      return makeChange({ ...place, type }, { ...of, before: asJson(held ? rowValue(held) : after) });
    }
    case 'rule': {
      const [, after] = rulesOf(change);
      const at = state.rules[place.phase].rules.findIndex((rule) => rule.ref === place.ref);
      const held = state.rules[place.phase].rules[at];
      return makeChange(place, { ...of, before: asJson(after && held ? ruleValue(held, at + 1) : after) });
    }
    default:
      return place satisfies never;
  }
}

async function send(open: OpenZone, change: Change): Promise<void> {
  const place = placeOf(change);
  const { client, state } = open;
  const at = `/zones/${state.id}`;
  switch (place.is) {
    case 'setting':
      await client.call('PATCH', `${at}/settings/${place.id}`, { value: change.after });
      state.settings[place.id] = { editable: true, ...state.settings[place.id], value: change.after, modified: null };
      return;
    case 'dns':
      return sendRow(client, state, change);
    case 'rule':
      return sendRule(client, state, { change, place });
    default:
      return place satisfies never;
  }
}

async function sendRow(client: Client, state: ZoneState, change: Change): Promise<void> {
  const at = `/zones/${state.id}/dns_records`;
  const [before, after] = rowsOf(change);
  const old = before && findRow(state, before);
  const keep = state.records.filter((row) => row !== old);
  if (!after) {
    await client.call('DELETE', `${at}/${old?.id}`);
    state.records = keep;
    return;
  }
  // Another type at the same name: one transaction, so that the name is never empty.
  if (old && old.type !== after.type) {
    const { result } = await client.call('POST', `${at}/batch`, { deletes: [{ id: old.id }], posts: [bodyOf(after)] });
    state.records = [...keep, ...readRow((result as { posts?: unknown }).posts)]; // as: readRow judges what is inside
    return;
  }
  const { result } = old ? await client.call('PUT', `${at}/${old.id}`, bodyOf(after)) : await client.call('POST', at, bodyOf(after));
  state.records = [...keep, ...readRow([result])];
}

async function sendRule(
  client: Client,
  state: ZoneState,
  { change, place }: { change: Change; place: Extract<Place, { is: 'rule' }> },
): Promise<void> {
  const [, after] = rulesOf(change);
  const set = state.rules[place.phase];
  const old = set.rules.find((rule) => rule.ref === place.ref);
  const phase = `/zones/${state.id}/rulesets/phases/${place.phase}/entrypoint`;
  const rules = `/zones/${state.id}/rulesets/${set.id}/rules`;
  const { position = 0, ...rule } = after ?? {};
  const given = async (): Promise<unknown> => {
    if (!after) return (await client.call('DELETE', `${rules}/${old?.id}`)).result;
    if (old) return (await client.call('PATCH', `${rules}/${old.id}`, rule)).result;
    // The first rule of a phase makes its entry point; afterwards PUT would replace the rules of others.
    if (set.id === null) return (await client.call('PUT', phase, { rules: [rule] })).result;
    const place = position > 0 && position <= set.rules.length ? { position: { index: position } } : {};
    return (await client.call('POST', rules, { ...rule, ...place })).result;
  };
  state.rules[place.phase] = readRules(await given());
}

function moved({ says }: Change): UserError {
  return new UserError(
    'edge-moved',
    `Somebody changed this place in the meantime, so nothing was sent: ${says}`,
    'Look at it with `launch-ready edge plan` and decide again.',
  );
}

function refused(change: Change, error: CloudflareError): UserError {
  const may =
    error.status === 403
      ? 'Give the token the permission it lacks, then run the same command again.'
      : 'Run the same command again: it goes on where this one stopped.';
  return new UserError(error.unsure ? 'edge-unsure' : 'edge-refused', `${change.says}: ${error.message}`, may);
}
