import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/bundle.ts';
import type { Json } from '../../core/change.ts';
import type { RulePlan } from '../../parsers/rule-check.ts';

/** Phases we read and write, in the order in which a request meets them. */
export const PHASES = [
  'http_request_dynamic_redirect',
  'http_request_firewall_custom',
  'http_ratelimit',
  'http_request_cache_settings',
] as const;
export type Phase = (typeof PHASES)[number];

/** Settings we read and write. */
export const SETTINGS = ['ssl', 'always_use_https', 'min_tls_version', 'tls_1_3', 'automatic_https_rewrites', 'security_header'] as const;
export type SettingId = (typeof SETTINGS)[number];

/** A DNS record as the API holds it; `ttl` 1 is automatic. */
export interface DnsRow {
  id: string;
  type: string;
  name: string;
  content: string;
  ttl: number;
  proxied: boolean;
  priority?: number;
  comment: string | null;
}

/** A rule as the API holds it, what it adds by itself left out. */
export interface ZoneRule {
  id: string;
  ref: string;
  action: string;
  expression: string;
  description: string;
  enabled: boolean;
  action_parameters?: Json;
  ratelimit?: Json;
}

/** A zone as it is: everything we may change, and what decides whether we may. */
export interface ZoneState {
  id: string;
  name: string;
  status: string;
  nameServers: string[];
  plan: RulePlan;
  /** What the token may do here, as `#dns_records:edit`; empty when the API does not tell. */
  permissions: string[];
  records: DnsRow[];
  settings: Partial<Record<SettingId, { value: Json; editable: boolean; modified: string | null }>>;
  rules: Record<Phase, { id: string | null; rules: ZoneRule[] }>;
  /** Bot Fight Mode; null when the token may not see it. */
  botFight: boolean | null;
  /** Overrides of the DDoS protection that weaken it, as the API names them; empty while it is as Cloudflare delivers it. */
  ddosWeakened: string[];
  /** Requests that reading took. */
  calls: number;
}

/** Everything of a zone that a change could touch, ids and versions aside: equal snapshots are equal edges. */
export function snapshot(state: ZoneState): string {
  const bare = <T extends { id: string }>({ id: _id, ...rest }: T): Omit<T, 'id'> => rest;
  return canonicalJson({
    name: state.name,
    records: state.records
      .map(bare)
      .map((row) => canonicalJson(row))
      .sort(),
    settings: Object.fromEntries(Object.entries(state.settings).map(([id, held]) => [id, held.value])),
    rules: Object.fromEntries(PHASES.map((phase) => [phase, state.rules[phase].rules.map(bare)])),
  });
}

/** The hash that binds a saved plan to the state it was made from. */
export function stateHash(state: ZoneState): string {
  return createHash('sha256').update(snapshot(state)).digest('hex');
}

/** Whether visitors are served by this account yet, and what must stand at the registrar for it. */
export function zoneStatus(state: ZoneState): { active: boolean; status: string; nameServers: string[] } {
  return { active: state.status === 'active', status: state.status, nameServers: state.nameServers };
}

/** The text of a TXT record however it is quoted and cut into strings; other contents as they are. */
export function textOf(row: Pick<DnsRow, 'type' | 'content'>): string {
  if (row.type !== 'TXT' || !row.content.startsWith('"')) return row.content;
  return [...row.content.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => (match[1] ?? '').replace(/\\(.)/gs, '$1')).join('');
}

/** True when two records say the same to a resolver. */
export function saysSame(a: Omit<DnsRow, 'id'>, b: Omit<DnsRow, 'id'>): boolean {
  return a.type === b.type && a.name === b.name && textOf(a) === textOf(b) && (a.priority ?? 0) === (b.priority ?? 0);
}
