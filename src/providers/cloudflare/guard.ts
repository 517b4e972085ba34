import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import { placeOf } from './change-of.ts';
import { rowsOf } from './standing.ts';
import { saysSame, type ZoneState } from './state.ts';

/** What may not vanish unasked: the way to the mail, to the site, to the login. */
export const REMOVALS = ['mx', 'apex', 'login'] as const;
export type Removal = (typeof REMOVALS)[number];

const LOGIN = /^(app|my|login|auth|account|portal|dashboard|id|sso)\./;
const ADDRESS = ['A', 'AAAA', 'CNAME'];

const NEEDS = {
  dns: { shown: '#dns_records:edit', named: 'DNS Write' },
  setting: { shown: '#zone_settings:edit', named: 'Zone Settings Write' },
  waf: { shown: '#waf:edit', named: 'Zone WAF Write' },
} as const;

/** The permissions the changes need and the token does not have, by Cloudflare's names; those the API never tells are not in it. */
export function missingPermissions(state: ZoneState, changes: readonly Change[]): string[] {
  if (state.permissions.length === 0) return [];
  const needs = changes.flatMap((change): (typeof NEEDS)[keyof typeof NEEDS][] => {
    const place = placeOf(change);
    if (place.is !== 'rule') return [NEEDS[place.is]];
    // Redirect and cache rules have permissions of their own that `permissions[]` of a zone does not list.
    return place.phase === 'http_ratelimit' || place.phase === 'http_request_firewall_custom' ? [NEEDS.waf] : [];
  });
  return [...new Set(needs.filter(({ shown }) => !state.permissions.includes(shown)).map(({ named }) => named))];
}

/** Throws a UserError `edge-permission` that names what the token lacks, before anything is sent. */
export function mustBeAllowed(state: ZoneState, changes: readonly Change[]): void {
  const missing = missingPermissions(state, changes);
  if (missing.length > 0)
    throw new UserError(
      'edge-permission',
      `The token lacks ${missing.join(' and ')} for ${state.name}. Nothing was changed.`,
      'Edit the token at dash.cloudflare.com/profile/api-tokens and run the command again.',
    );
}

/** What would be gone altogether after the changes: not one record less, but the last one. */
export function blastOf(state: ZoneState, changes: readonly Change[]): { is: Removal; what: string }[] {
  const rows = changes.filter((change) => placeOf(change).is === 'dns').map(rowsOf);
  const gone = rows.flatMap(([before]) => before ?? []);
  const left = [...state.records.filter((row) => !gone.some((each) => saysSame(each, row))), ...rows.flatMap(([, after]) => after ?? [])];
  const lost = (types: readonly string[], name: string): boolean =>
    state.records.some((row) => types.includes(row.type) && row.name === name) &&
    !left.some((row) => types.includes(row.type) && row.name === name);
  const logins = [...new Set(state.records.map((row) => row.name))].filter((name) => LOGIN.test(name) && lost(ADDRESS, name));
  return [
    ...(lost(['MX'], state.name) ? [{ is: 'mx' as const, what: `${state.name} would receive no mail` }] : []),
    ...(lost(ADDRESS, state.name) ? [{ is: 'apex' as const, what: `${state.name} would lead nowhere` }] : []),
    ...logins.map((name) => ({ is: 'login' as const, what: `${name} would lead nowhere` })),
  ];
}

/** Throws a UserError `edge-brake` unless the person has allowed exactly these removals. */
export function mustNotVanish(state: ZoneState, changes: readonly Change[], allowed: readonly Removal[]): void {
  const blast = blastOf(state, changes).filter(({ is }) => !allowed.includes(is));
  if (blast.length > 0)
    throw new UserError(
      'edge-brake',
      `${blast.map(({ what }) => what).join('; ')}. Nothing was changed.`,
      `If that is what you want, add --may-remove ${[...new Set(blast.map(({ is }) => is))].join(',')}.`,
    );
}
