import type { AccountState, Grant, ZoneState } from './account.ts';
import { LIMITS } from './limits.ts';
import { batch, changeRecord, createRecord, deleteRecord, listRecords, numberIn, shownRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import { addRule, changeRule, createRuleset, entrypoint, removeRule, replaceAll, rulesetOf, shownRuleset, type Write } from './rules.ts';
import { changeSetting, shownSetting } from './settings.ts';

/** A request as the routes see it. */
export interface Asked {
  account: AccountState;
  isActive: (zone: ZoneState) => boolean;
  query: URLSearchParams;
  body: unknown;
  now: Date;
}

type Answered = { result: unknown; result_info?: unknown };
type Serve = (zone: ZoneState, asked: Asked, parts: readonly string[]) => Answered;

const PHASE_GRANT: Readonly<Record<string, string>> = {
  http_request_dynamic_redirect: 'Dynamic URL Redirects',
  http_request_cache_settings: 'Cache Settings',
  http_ratelimit: 'Zone WAF',
  http_request_firewall_custom: 'Zone WAF',
};

/** What the old permission names of a zone are, by the grants they stand for. */
const SHOWN_PERMISSIONS: readonly (readonly [string, Grant])[] = [
  ['#zone:read', 'Zone Read'],
  ['#dns_records:read', 'DNS Read'],
  ['#dns_records:edit', 'DNS Write'],
  ['#zone_settings:read', 'Zone Settings Read'],
  ['#zone_settings:edit', 'Zone Settings Write'],
  ['#waf:read', 'Zone WAF Read'],
  ['#waf:edit', 'Zone WAF Write'],
];

/** Every route below `/zones/{id}`: method, path with `*` for one part, the permission it needs, and what it does. */
const ROUTES: readonly (readonly [string, string, string, Serve])[] = [
  [
    'GET',
    'dns_records',
    'DNS Read',
    (zone, { query, account }) => {
      const { result, result_info } = listRecords(zone, query, account.mostPerPage);
      return { result: result.map((record) => shownRecord(record, account)), result_info };
    },
  ],
  ['POST', 'dns_records', 'DNS Write', (zone, { body, now, account }) => ({ result: shownRecord(createRecord(zone, body, now), account) })],
  ['POST', 'dns_records/batch', 'DNS Write', (zone, { body, now }) => ({ result: batch(zone, body, now) })],
  [
    'GET',
    'dns_records/*',
    'DNS Read',
    (zone, { account }, [, id]) => {
      const found = zone.records.find((record) => record.id === id);
      if (!found) throw new Refusal(404, 81044, 'Record does not exist.');
      return { result: shownRecord(found, account) };
    },
  ],
  [
    'PATCH',
    'dns_records/*',
    'DNS Write',
    (zone, { body, now, account }, [, id = '']) => ({
      result: shownRecord(changeRecord(zone, id, { body, now, keep: true }), account),
    }),
  ],
  [
    'PUT',
    'dns_records/*',
    'DNS Write',
    (zone, { body, now, account }, [, id = '']) => ({
      result: shownRecord(changeRecord(zone, id, { body, now, keep: false }), account),
    }),
  ],
  ['DELETE', 'dns_records/*', 'DNS Write', (zone, _asked, [, id = '']) => ({ result: deleteRecord(zone, id) })],
  [
    'GET',
    'settings',
    'Zone Settings Read',
    (zone, { account }) => {
      if (!account.bulkSettings) throw new Refusal(404, 7003, 'Could not route to settings');
      return { result: [...zone.settings.keys()].map((id) => shownSetting(zone, id)) };
    },
  ],
  ['GET', 'settings/*', 'Zone Settings Read', (zone, _asked, [, id = '']) => ({ result: shownSetting(zone, id) })],
  [
    'PATCH',
    'settings/*',
    'Zone Settings Write',
    (zone, { body, now }, [, id = '']) => ({ result: changeSetting(zone, id, { body, now }) }),
  ],
  [
    'GET',
    'rulesets',
    'Zone Read',
    (zone) => ({
      result: [...zone.rulesets.values()].flatMap((versions) => versions.slice(-1).map((set) => shownRuleset(set, false))),
    }),
  ],
  ['POST', 'rulesets', 'phase', (zone, asked) => ({ result: shownRuleset(createRuleset(zone, writeOf(asked))) })],
  ['GET', 'rulesets/phases/*/entrypoint', 'phase', (zone, _asked, [, , phase = '']) => ({ result: shownRuleset(entrypoint(zone, phase)) })],
  [
    'PUT',
    'rulesets/phases/*/entrypoint',
    'phase',
    (zone, asked, [, , phase = '']) => ({
      result: shownRuleset(replaceAll(zone, phase, writeOf(asked))),
    }),
  ],
  ['GET', 'rulesets/*', 'Zone Read', (zone, _asked, [, id = '']) => ({ result: shownRuleset(rulesetOf(zone, id)) })],
  [
    'GET',
    'rulesets/*/versions',
    'Zone Read',
    (zone, _asked, [, id = '']) => ({
      result: (zone.rulesets.get(rulesetOf(zone, id).id) ?? []).map((set) => shownRuleset(set, false)),
    }),
  ],
  [
    'GET',
    'rulesets/*/versions/*',
    'Zone Read',
    (zone, _asked, [, id = '', , version = '']) => ({
      result: shownRuleset(rulesetOf(zone, id, version)),
    }),
  ],
  [
    'POST',
    'rulesets/*/rules',
    'set',
    (zone, asked, [, id = '']) => ({
      result: shownRuleset(addRule(zone, rulesetOf(zone, id), writeOf(asked))),
    }),
  ],
  [
    'PATCH',
    'rulesets/*/rules/*',
    'set',
    (zone, asked, [, id = '', , rule = '']) => ({
      result: shownRuleset(changeRule(zone, rulesetOf(zone, id), rule, writeOf(asked))),
    }),
  ],
  [
    'DELETE',
    'rulesets/*/rules/*',
    'set',
    (zone, asked, [, id = '', , rule = '']) => ({
      result: shownRuleset(removeRule(zone, rulesetOf(zone, id), rule, writeOf(asked))),
    }),
  ],
  [
    'GET',
    'bot_management',
    'Bot Management Read',
    () => ({ result: { fight_mode: false, enable_js: false, ai_bots_protection: 'disabled' } }),
  ],
  ['GET', 'managed_headers', 'Managed headers Read', () => ({ result: { managed_request_headers: [], managed_response_headers: [] } })],
];

/** Answers one request below `/client/v4`; `path` without leading slash. Throws a Refusal. */
export function serve(method: string, path: string, asked: Asked): Answered {
  const parts = path.split('/');
  if (path === 'user/tokens/verify' && method === 'GET') return { result: { id: asked.account.id, status: 'active' } };
  if (path === 'zones' && method === 'GET') return listZones(asked);
  const zone = parts[0] === 'zones' ? asked.account.zones.find((each) => each.id === parts[1]) : undefined;
  if (!zone) throw new Refusal(404, 7003, `Could not route to /${path}, perhaps your object identifier is invalid?`);
  const below = parts.slice(2);
  if (below.length === 0 && method === 'GET') {
    mustHold(asked.account, 'Zone Read');
    return { result: shownZone(zone, asked) };
  }
  const fits = ROUTES.filter(
    ([, pattern]) =>
      pattern.split('/').length === below.length && pattern.split('/').every((part, at) => part === '*' || part === below[at]),
  );
  const exact = fits.sort((a, b) => a[1].split('*').length - b[1].split('*').length).find(([verb]) => verb === method);
  if (!exact)
    throw fits.length > 0
      ? new Refusal(405, 10_405, 'Method not allowed for this authentication scheme')
      : new Refusal(404, 7003, `Could not route to /${path}`);
  const [, , needs, run] = exact;
  mustHold(asked.account, grantFor(needs, method, { zone, parts: below, body: asked.body }));
  return run(zone, asked, below);
}

function grantFor(needs: string, method: string, at: { zone: ZoneState; parts: readonly string[]; body: unknown }): Grant {
  if (needs !== 'phase' && needs !== 'set') return needs as Grant; // as: the table names grants
  const phase =
    needs === 'set'
      ? at.zone.rulesets.get(at.parts[1] ?? '')?.at(-1)?.phase
      : at.parts[1] === 'phases'
        ? at.parts[2]
        : (at.body as { phase?: string } | null)?.phase; // as: read only; the route judges it
  return `${PHASE_GRANT[phase ?? ''] ?? 'Zone WAF'} ${method === 'GET' ? 'Read' : 'Write'}` as Grant; // as: PHASE_GRANT holds the first words of grants
}

/** A write permission reads as well. */
function mustHold({ grants }: AccountState, grant: Grant): void {
  if (grants.includes(grant) || (grant.endsWith('Read') && grants.some((held) => held === grant.replace(/Read$/, 'Write')))) return;
  throw new Refusal(
    403,
    grant === 'Zone Read' ? 9109 : 10_000,
    grant === 'Zone Read' ? 'Unauthorized to access requested resource' : 'Authentication error',
  );
}

function writeOf({ body, now, query }: Asked): Write {
  return { body: body ?? {}, now, dryRun: query.get('dry_run') === 'true' };
}

function listZones(asked: Asked): Answered {
  mustHold(asked.account, 'Zone Read');
  const name = asked.query.get('name');
  const found = asked.account.zones.filter((zone) => name === null || zone.name === name);
  const perPage = numberIn(asked.query.get('per_page'), { default: 20, min: 5, max: 50 });
  const page = numberIn(asked.query.get('page'), { default: 1, min: 1, max: 1_000_000 });
  const result = found.slice((page - 1) * perPage, page * perPage).map((zone) => shownZone(zone, asked));
  const result_info = {
    page,
    per_page: perPage,
    count: result.length,
    total_count: found.length,
    total_pages: Math.ceil(found.length / perPage),
  };
  return { result, result_info };
}

function shownZone(zone: ZoneState, { account, isActive, now }: Asked): Record<string, unknown> {
  const active = isActive(zone);
  return {
    id: zone.id,
    name: zone.name,
    status: active ? 'active' : 'pending',
    paused: false,
    type: 'full',
    development_mode: 0,
    name_servers: zone.nameServers.map((server) => server.name),
    original_name_servers: null,
    modified_on: zone.created_on,
    created_on: zone.created_on,
    activated_on: active ? now.toISOString() : null,
    account: { id: account.id, name: 'The founder' },
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    permissions: SHOWN_PERMISSIONS.filter(([, grant]) => account.grants.includes(grant)).map(([shown]) => shown),
    plan: { id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee', name: `${zone.plan} website`, legacy_id: zone.plan, limits: LIMITS.records[zone.plan] },
  };
}
