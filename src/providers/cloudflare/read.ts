import { z } from 'zod';
import type { Json } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { RULE_PLANS } from '../../parsers/rule-check.ts';
import { type Client, CloudflareError, openClient } from './client.ts';
import { type DnsRow, type Phase, PHASES, type SettingId, SETTINGS, type ZoneRule, type ZoneState } from './state.ts';

const PER_PAGE = 5_000;
const MOST_PAGES = 20;

const json = z.json() as z.ZodType<Json>; // as: the same type, read only
const zones = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    status: z.string(),
    name_servers: z.array(z.string()).default([]),
    permissions: z.array(z.string()).default([]),
    plan: z.object({ legacy_id: z.string() }).optional(),
  }),
);
const rows = z.array(
  z.object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    content: z.string(),
    ttl: z.number(),
    proxied: z.boolean().default(false),
    priority: z.number().optional(),
    comment: z.string().nullable().default(null),
  }),
);
const settings = z.array(
  z.object({ id: z.string(), value: json, editable: z.boolean().default(true), modified_on: z.string().nullable().default(null) }),
);
const ruleset = z.object({
  id: z.string(),
  rules: z
    .array(
      z.object({
        id: z.string(),
        ref: z.string().optional(),
        action: z.string().default(''),
        expression: z.string().default(''),
        description: z.string().default(''),
        enabled: z.boolean().default(true),
        action_parameters: json.optional(),
        ratelimit: json.optional(),
      }),
    )
    .default([]),
});

/** A zone with the client that read it. */
export interface OpenZone {
  client: Client;
  state: ZoneState;
}

/** Reads everything of a zone that we could change, in two waves and at most 19 calls. Throws a UserError where it cannot be seen. */
export async function readZone(io: Io, domain: string): Promise<ZoneState> {
  return (await openZone(io, domain)).state;
}

export async function openZone(io: Io, domain: string): Promise<OpenZone> {
  const client = openClient(io);
  const state = await readWith(client, domain);
  return { client, state };
}

/** Reads a zone once more with a client that is open. */
export async function readWith(client: Client, domain: string): Promise<ZoneState> {
  const before = client.calls();
  try {
    const zone = zones.parse((await client.call('GET', `/zones?name=${encodeURIComponent(domain)}`)).result)[0];
    if (!zone) throw noZone(domain);
    const at = `/zones/${zone.id}`;
    const [records, held, bots, ddosWeakened, ...phases] = await Promise.all([
      readRecords(client, at),
      readSettings(client, at),
      readBots(client, at),
      readDdos(client, at),
      ...PHASES.map((phase) => readPhase(client, at, phase)),
    ]);
    return {
      id: zone.id,
      name: zone.name,
      status: zone.status,
      nameServers: zone.name_servers,
      plan: RULE_PLANS.find((plan) => plan === zone.plan?.legacy_id) ?? 'free',
      permissions: zone.permissions,
      records,
      settings: held,
      rules: Object.fromEntries(PHASES.map((phase, i) => [phase, phases[i] ?? { id: null, rules: [] }])) as ZoneState['rules'], // as: every phase has been put in
      botFight: bots,
      ddosWeakened,
      calls: client.calls() - before,
    };
  } catch (error) {
    throw error instanceof CloudflareError ? unreadable(error, domain) : error;
  }
}

/** Page by page, until the API says it was the last one. */
async function readRecords(client: Client, at: string): Promise<DnsRow[]> {
  const found: DnsRow[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { result, totalPages } = await client.call('GET', `${at}/dns_records?per_page=${PER_PAGE}&page=${page}`);
    found.push(...rows.parse(result).map(({ priority, ...row }): DnsRow => ({ ...row, ...(priority === undefined ? {} : { priority }) })));
    if (page >= totalPages) break;
  }
  return found;
}

/** Records as the API gives them. */
export function readRow(result: unknown): DnsRow[] {
  return rows.parse(result).map(({ priority, ...row }): DnsRow => ({ ...row, ...(priority === undefined ? {} : { priority }) }));
}

/** All settings in one call; one by one where that call is gone. */
async function readSettings(client: Client, at: string): Promise<ZoneState['settings']> {
  const held = settings.parse(await allSettings(client, at));
  return Object.fromEntries(
    held
      .filter(({ id }) => SETTINGS.some((known) => known === id))
      .map(({ id, value, editable, modified_on }) => [id, { value, editable, modified: modified_on }]),
  );
}

async function allSettings(client: Client, at: string): Promise<unknown> {
  try {
    return (await client.call('GET', `${at}/settings`)).result;
  } catch (error) {
    if (!(error instanceof CloudflareError) || (error.status !== 404 && error.status !== 405)) throw error;
    return Promise.all(SETTINGS.map(async (id: SettingId) => (await client.call('GET', `${at}/settings/${id}`)).result));
  }
}

async function readPhase(client: Client, at: string, phase: Phase | 'ddos_l7'): Promise<{ id: string | null; rules: ZoneRule[] }> {
  try {
    return readRules((await client.call('GET', `${at}/rulesets/phases/${phase}/entrypoint`)).result);
  } catch (error) {
    // A phase nobody has put a rule into has no entry point.
    if (error instanceof CloudflareError && error.status === 404) return { id: null, rules: [] };
    throw error;
  }
}

/** A ruleset as the API gives it. */
export function readRules(result: unknown): { id: string; rules: ZoneRule[] } {
  const { id, rules } = ruleset.parse(result);
  return {
    id,
    rules: rules.map(({ ref, action_parameters, ratelimit, ...rule }) => ({
      ...rule,
      ref: ref ?? rule.id,
      ...(action_parameters === undefined ? {} : { action_parameters }),
      ...(ratelimit === undefined ? {} : { ratelimit }),
    })),
  };
}

/** DDoS protection is on by itself; only an override can weaken it (EDG-2). */
async function readDdos(client: Client, at: string): Promise<string[]> {
  const weak = /"(?:sensitivity_level)":"(?:low|eoff)"|"enabled":false|"action":"log"/g;
  const { rules } = await readPhase(client, at, 'ddos_l7');
  return rules.flatMap((rule) => JSON.stringify(rule.action_parameters ?? {}).match(weak) ?? []);
}

async function readBots(client: Client, at: string): Promise<boolean | null> {
  try {
    const { fight_mode } = z
      .object({ fight_mode: z.boolean().optional() })
      .parse((await client.call('GET', `${at}/bot_management`)).result);
    return fight_mode ?? null;
  } catch (error) {
    if (error instanceof CloudflareError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

function noZone(domain: string): UserError {
  return new UserError(
    'no-zone',
    `The Cloudflare account of this token has no zone ${domain}.`,
    'Add the site at dash.cloudflare.com, or give the token that zone.',
  );
}

function unreadable(error: CloudflareError, domain: string): UserError {
  if (error.status === 401 || error.status === 403 || error.status === 400)
    return new UserError(
      'edge-forbidden',
      `The token may not read ${domain}: ${error.message}`,
      'It needs Zone Read, DNS Read, Zone Settings Read, and to read redirects, cache rules and WAF.',
    );
  return new UserError(
    'edge-unreachable',
    `${domain} cannot be read: ${error.message}`,
    'Nothing was changed. Try again in a few minutes.',
  );
}
