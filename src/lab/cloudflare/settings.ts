import type { ZoneState } from './account.ts';
import { HSTS_OFF, VALUES } from './limits.ts';
import { objectOf, Refusal } from './refusal.ts';

/** A setting as the API shows it. */
export function shownSetting(zone: ZoneState, id: string): Record<string, unknown> {
  const held = zone.settings.get(id);
  if (!held) throw new Refusal(400, 1003, `Undefined zone setting: ${id}`);
  return { id, value: held.value, modified_on: held.modified_on, editable: VALUES[id] !== undefined };
}

export function changeSetting(zone: ZoneState, id: string, { body, now }: { body: unknown; now: Date }): Record<string, unknown> {
  const shown = shownSetting(zone, id);
  const allowed = VALUES[id];
  if (allowed === undefined) throw new Refusal(403, 1006, `The zone setting ${id} cannot be changed on this plan.`);
  const { value } = objectOf(body);
  const made = allowed === 'object' ? hsts(value) : value;
  if (allowed !== 'object' && !allowed.includes(made)) throw new Refusal(400, 1007, `Invalid value for zone setting ${id}`);
  if (JSON.stringify(made) === JSON.stringify(shown['value'])) return shown;
  zone.settings.set(id, { value: made, modified_on: now.toISOString() });
  return shownSetting(zone, id);
}

function hsts(value: unknown): unknown {
  const given = objectOf(objectOf(value)['strict_transport_security']);
  const known = Object.keys(HSTS_OFF.strict_transport_security);
  const odd = Object.entries(given).find(
    ([key, held]) => !known.includes(key) || typeof held !== (key === 'max_age' ? 'number' : 'boolean'),
  );
  const age = given['max_age'];
  if (odd || (typeof age === 'number' && (!Number.isInteger(age) || age < 0 || age > 31_536_000)))
    throw new Refusal(400, 1007, `Invalid value for zone setting security_header${odd ? `: ${odd[0]}` : ''}`);
  return { strict_transport_security: { ...HSTS_OFF.strict_transport_security, ...given } };
}
