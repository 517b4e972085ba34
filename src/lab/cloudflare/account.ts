import { createHash, randomBytes } from 'node:crypto';
import { DEFAULTS, type PlanName } from './limits.ts';

/** A name server that Cloudflare assigned. */
export interface Assigned {
  /** Without final dot. */
  name: string;
  address: string;
}

/** A DNS record as the founder sees it in the dashboard; `name` may be `@` or relative. */
export interface ScenarioRecord {
  type: string;
  name: string;
  content: string;
  ttl?: number;
  priority?: number;
  proxied?: boolean;
  comment?: string;
}

/** A rule of a phase, in the words of the API. */
export interface ScenarioRule {
  ref?: string;
  action: string;
  expression: string;
  description?: string;
  enabled?: boolean;
  action_parameters?: Readonly<Record<string, unknown>>;
  ratelimit?: Readonly<Record<string, unknown>>;
}

/** A zone in the pretend Cloudflare account. It is active when the registry delegates it to `nameServers`, and pending before. */
export interface ScenarioZone {
  name: string;
  plan?: PlanName;
  /** The name servers assigned to it. */
  nameServers: readonly Assigned[];
  /** Where its edge listens. */
  edge: readonly string[];
  /** Takes over what the zone answers today, as Cloudflare does when a site is added; these labels (`@`, `www`) orange, all others grey. */
  imported?: { proxied: readonly string[] };
  records?: readonly ScenarioRecord[];
  settings?: Readonly<Record<string, unknown>>;
  rules?: Readonly<Record<string, readonly ScenarioRule[]>>;
  /** Days since it was set up; settings were last changed then. */
  days?: number;
}

/** The pretend Cloudflare account of a scenario. */
export interface ScenarioAccount {
  zones: readonly ScenarioZone[];
  /** What the token may do; everything the lab knows where left out. */
  grants?: readonly Grant[];
  /** Requests per five minutes; 1,200 where left out, as documented on 2025-09-03. */
  quota?: number;
  /** Records on one page at most, whatever is asked for. */
  mostPerPage?: number;
  /** False where all settings can no longer be read in one call. */
  bulkSettings?: false;
}

/** Permissions of API tokens, in the words of Cloudflare's token page. */
export const GRANTS = [
  'Zone Read',
  'DNS Read',
  'DNS Write',
  'Zone Settings Read',
  'Zone Settings Write',
  'Dynamic URL Redirects Read',
  'Dynamic URL Redirects Write',
  'Cache Settings Read',
  'Cache Settings Write',
  'Zone WAF Read',
  'Zone WAF Write',
  'Bot Management Read',
  'Managed headers Read',
] as const;
export type Grant = (typeof GRANTS)[number];

export interface RecordState {
  id: string;
  type: string;
  name: string;
  content: string;
  ttl: number;
  proxied: boolean;
  priority?: number;
  data?: Record<string, unknown>;
  comment: string | null;
  created_on: string;
  modified_on: string;
}

export interface RuleState {
  id: string;
  version: string;
  ref: string;
  action: string;
  expression: string;
  description: string;
  enabled: boolean;
  last_updated: string;
  action_parameters?: Record<string, unknown>;
  ratelimit?: Record<string, unknown>;
}

export interface RulesetState {
  id: string;
  name: string;
  phase: string;
  version: number;
  last_updated: string;
  rules: RuleState[];
}

export interface ZoneState {
  id: string;
  name: string;
  plan: PlanName;
  nameServers: readonly Assigned[];
  edge: readonly string[];
  created_on: string;
  records: RecordState[];
  settings: Map<string, { value: unknown; modified_on: string | null }>;
  /** Every version of every ruleset, newest last. */
  rulesets: Map<string, RulesetState[]>;
}

export interface AccountState {
  id: string;
  token: string;
  grants: readonly Grant[];
  quota: number;
  mostPerPage: number;
  bulkSettings: boolean;
  zones: ZoneState[];
}

/** A fresh 32-digit id, as Cloudflare's are. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** An account with empty zones; the records and rules of the scenario are put in through the same doors that the API uses. */
export function openAccount(from: ScenarioAccount, now: Date): AccountState {
  return {
    id: newId(),
    // Made anew each time, in the shape of a real one, so that whatever masks real tokens masks it.
    token: ['cf', 'ut_', randomBytes(20).toString('hex')].join(''),
    grants: from.grants ?? GRANTS,
    quota: from.quota ?? 1200,
    mostPerPage: from.mostPerPage ?? 5_000_000,
    bulkSettings: from.bulkSettings ?? true,
    zones: from.zones.map((zone): ZoneState => {
      const created_on = new Date(now.getTime() - (zone.days ?? 3) * 86_400_000).toISOString();
      const chosen = { ...DEFAULTS, ...zone.settings };
      return {
        id: createHash('sha256').update(zone.name).digest('hex').slice(0, 32),
        name: zone.name,
        plan: zone.plan ?? 'free',
        nameServers: zone.nameServers,
        edge: zone.edge,
        created_on,
        records: [],
        settings: new Map(
          Object.entries(chosen).map(([id, value]) => [id, { value, modified_on: id in (zone.settings ?? {}) ? created_on : null }]),
        ),
        rulesets: new Map(),
      };
    }),
  };
}
