import type { Json } from '../../core/change.ts';
import type { Config } from '../../core/config.ts';
import { isDmarc } from '../../parsers/dmarc.ts';
import { isSpf } from '../../parsers/spf.ts';
import { type RowValue, rowValue } from './change-of.ts';
import { type Held, OURS, rulesFor, type WantedRule } from './intent.ts';
import type { RecordWish } from './records.ts';
import { fullName, OWNED, quoted, rowOf } from './row.ts';
import { type Phase, PHASES, saysSame, type SettingId, textOf, type ZoneState } from './state.ts';

/** What a zone shall be; what is not named here is left alone. */
export interface Wanted {
  records: RecordWish;
  settings: Partial<Record<SettingId, Json>>;
  rules: Record<Phase, WantedRule[]>;
}

/** What was looked at before anything is decided. */
export interface Facts {
  now: Date;
  /** Hosts behind the edge: why their server cannot be asked over verified https; null where it can. */
  origins: Readonly<Record<string, string | null>>;
  /** The same for hosts that are not behind it. */
  others: Readonly<Record<string, string | null>>;
  /** Seconds for which hosts ask browsers to insist on https today, whoever makes them say so; only hosts that do. */
  hsts: Readonly<Record<string, number>>;
  /** SPF terms the mail providers of the configuration need at the domain itself. */
  spf: readonly string[];
}

const HSTS_SECONDS = { off: 0, '5m': 300, '1d': 86_400, '1y': 31_536_000 } as const;
/** How long a stage is watched before the next, ms: a day, then a week. */
const WATCHED: Readonly<Record<number, number>> = { 300: 86_400_000, 86_400: 7 * 86_400_000 };
/** Record types whose records at one name are a set: naming one names them all. */
const AS_A_SET = new Set(['A', 'AAAA', 'CNAME', 'MX']);
const TLS: readonly string[] = ['1.0', '1.1', '1.2', '1.3'];

/** What the configuration asks of a zone, and what of it is held back and why. Pure. */
export function wantedFrom(config: Config, state: ZoneState, facts: Facts): { wanted: Wanted; held: Held[] } {
  const plan = config.edge.plan === 'auto' ? state.plan : config.edge.plan;
  const others = Object.fromEntries(
    PHASES.map((phase) => [phase, state.rules[phase].rules.filter((rule) => !OURS.test(rule.ref)).length]),
  ) as Record<Phase, number>; // as: every phase is in it
  const { rules, held } = rulesFor(config, { zone: state.name, plan, others });
  if (config.edge.security === 'as-is') keepOurs(rules, state);
  const settings = settingsFor(config.edge, state, { facts, held, hasRedirects: rules.http_request_dynamic_redirect.length > 0 });
  for (const id of Object.keys(settings) as SettingId[]) {
    if (state.settings[id]?.editable !== false) continue;
    held.push({ what: `Setting ${id}`, why: 'the plan of the zone does not let anybody change it' });
    delete settings[id];
  }
  const records = { ...recordsFor(config, state, facts), shield: shielded(config.edge, state, { facts, held }) };
  return { wanted: { records, settings, rules }, held };
}

/** Records of the hosts that must be behind the edge, but for those that would break there (EDG-1). */
function shielded({ proxied }: Config['edge'], state: ZoneState, { facts, held }: { facts: Facts; held: Held[] }): RowValue[] {
  return proxied.flatMap((host) => {
    const rows = state.records.filter((row) => row.name === host && ['A', 'AAAA', 'CNAME'].includes(row.type));
    const hold = (why: string): RowValue[] => {
      held.push({ what: `${host} behind the edge`, why });
      return [];
    };
    if (rows.length === 0) return hold('it has no record yet');
    if (rows.every((row) => row.proxied)) return [];
    if (state.records.some((row) => row.type === 'MX' && row.content === host))
      return hold('mail arrives there, and the edge passes no mail');
    if (host.split('.').length > state.name.split('.').length + 1) return hold('the universal certificate covers one label only');
    const why = facts.others[host] ?? null;
    if (why !== null) return hold(why);
    return rows.filter((row) => !row.proxied).map(rowValue);
  });
}

/** As it is: rules of ours that an earlier configuration made stay, unless this one says otherwise. */
function keepOurs(rules: Record<Phase, WantedRule[]>, state: ZoneState): void {
  for (const phase of PHASES) {
    const named = new Set(rules[phase].map((rule) => rule.ref));
    for (const { id: _id, ...rule } of state.rules[phase].rules) if (OURS.test(rule.ref) && !named.has(rule.ref)) rules[phase].push(rule);
  }
}

function settingsFor(
  edge: Config['edge'],
  state: ZoneState,
  { facts, held, hasRedirects }: { facts: Facts; held: Held[]; hasRedirects: boolean },
): Wanted['settings'] {
  const strict = edge.security === 'strict';
  const settings: Wanted['settings'] = {};
  const value = (id: SettingId): Json | undefined => state.settings[id]?.value;
  const ssl = edge.ssl ?? (strict ? 'strict' : undefined);
  const unproven = Object.entries(facts.origins).find(([, why]) => why !== null);
  if (ssl === 'strict' && value('ssl') !== 'strict' && unproven)
    held.push({ what: 'SSL strict', why: `visitors would see error 526: ${unproven[0]}: ${unproven[1]}` });
  else if (ssl !== undefined) settings.ssl = ssl;
  const minTls = edge.min_tls ?? (strict ? '1.2' : undefined);
  // What is stricter than asked by default stays.
  if (minTls !== undefined) settings.min_tls_version = edge.min_tls === undefined ? higher(value('min_tls_version'), minTls) : minTls;
  if (strict) {
    settings.tls_1_3 = value('tls_1_3') === 'zrt' ? 'zrt' : 'on';
    settings.automatic_https_rewrites = 'on';
  }
  // With redirect rules of our own the switch would make two hops of one.
  if (edge.always_https !== undefined) settings.always_use_https = edge.always_https ? 'on' : 'off';
  else if (strict && !hasRedirects) settings.always_use_https = 'on';
  const hsts = hstsFor(edge, state, { facts, held });
  if (hsts !== undefined) settings.security_header = hsts;
  return settings;
}

interface Hsts {
  enabled: boolean;
  max_age: number;
  include_subdomains: boolean;
  preload: boolean;
  nosniff: boolean;
}

/** One stage further at most: browsers remember, so a mistake must be short before it may be long. */
function hstsFor(edge: Config['edge'], state: ZoneState, { facts, held }: { facts: Facts; held: Held[] }): Json | undefined {
  if (edge.hsts === undefined && edge.hsts_subdomains === undefined && edge.security === 'as-is') return undefined;
  const setting = state.settings.security_header;
  const now = hstsOf(setting?.value);
  const age = now.enabled ? now.max_age : 0;
  const asked = edge.hsts === undefined ? Math.max(age, HSTS_SECONDS['5m']) : HSTS_SECONDS[edge.hsts];
  const next = Object.values(HSTS_SECONDS).find((seconds) => seconds > age) ?? asked;
  let reached = Math.min(asked, Math.max(next, age));
  // The edge writes its own header over that of the server: a first stage must not shorten what browsers are told already.
  const longer = now.enabled ? undefined : Object.entries(facts.hsts).find(([, seconds]) => reached > 0 && seconds > reached);
  if (longer) {
    held.push({ what: 'HSTS', why: `${longer[0]} already asks browsers for ${longer[1]} seconds, and the edge would make it ${reached}` });
    return undefined;
  }
  const since = setting?.modified === null || setting?.modified === undefined ? 0 : Date.parse(setting.modified);
  const wait = since + (WATCHED[age] ?? 0) - facts.now.getTime();
  if (asked > age && age > 0 && wait > 0) {
    reached = age;
    held.push({
      what: 'The next stage of HSTS',
      why: `the present one is watched until ${new Date(since + (WATCHED[age] ?? 0)).toISOString().slice(0, 16)}Z`,
    });
  } else if (reached < asked) held.push({ what: 'The rest of HSTS', why: `it is raised in stages: ${reached} seconds first` });
  let subdomains = edge.hsts_subdomains ?? now.include_subdomains;
  const plain = Object.entries(facts.others).find(([, why]) => why !== null);
  const wild = state.records.some((row) => row.name.startsWith('*.'));
  if (subdomains && !now.include_subdomains && (plain || wild)) {
    subdomains = false;
    held.push({
      what: 'HSTS for subdomains',
      why: plain ? `${plain[0]} would become unreachable: ${plain[1]}` : 'a wildcard record answers for hosts nobody has checked',
    });
  }
  return {
    strict_transport_security: {
      ...now,
      enabled: reached > 0,
      max_age: reached > 0 ? reached : now.max_age,
      include_subdomains: subdomains,
    },
  };
}

/** HSTS as the setting holds it, whatever is missing filled in. */
export function hstsOf(value: Json | undefined): Hsts {
  const off = { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false };
  const held = value as { strict_transport_security?: Partial<Hsts> } | undefined; // as: the API's shape; whatever is missing is filled in
  return { ...off, ...held?.strict_transport_security };
}

function higher(held: Json | undefined, wanted: string): string {
  return typeof held === 'string' && TLS.indexOf(held) > TLS.indexOf(wanted) ? held : wanted;
}

/** Records of the configuration, and one SPF and one DMARC record for whoever sends mail (MAIL-9). */
function recordsFor(config: Config, state: ZoneState, facts: Facts): RecordWish {
  const wanted = config.edge.records.map((record): RowValue => ({ ...rowOf(record, state.name), comment: OWNED.config }));
  const add = [...wanted, ...mailRows(config, state, facts)];
  const named = new Set(wanted.filter((row) => AS_A_SET.has(row.type)).map((row) => `${row.name} ${row.type}`));
  const prunes = config.edge.security === 'strict';
  const remove = state.records.filter((row) => {
    if (add.some((each) => saysSame(each, row))) return false;
    return named.has(`${row.name} ${row.type}`) || (prunes && row.comment === OWNED.config && !isHeldBySingle(row, add));
  });
  return { add, remove };
}

/** A merged SPF or DMARC record differs from the one that was asked for and still belongs to it. */
function isHeldBySingle(row: RowValue, add: readonly RowValue[]): boolean {
  return add.some(
    (each) => each.name === row.name && each.type === 'TXT' && [isSpf, isDmarc].some((is) => is(textOf(each)) && is(textOf(row))),
  );
}

function mailRows(config: Config, state: ZoneState, facts: Facts): RowValue[] {
  const { sends, senders } = config.mail;
  if (config.edge.security === 'as-is' || (sends === undefined && senders.length === 0)) return [];
  const text = (name: string, content: string): RowValue => ({
    type: 'TXT',
    name: fullName(name, state.name),
    content: quoted(content),
    ttl: 1,
    proxied: false,
    comment: OWNED.mail,
  });
  const has = (name: string, is: (content: string) => boolean): boolean =>
    state.records.some((row) => row.type === 'TXT' && row.name === fullName(name, state.name) && is(textOf(row)));
  if (sends === false) {
    return [
      ...(has('@', isSpf) ? [] : [text('@', 'v=spf1 -all')]),
      ...(has('_dmarc', isDmarc) ? [] : [text('_dmarc', 'v=DMARC1; p=reject')]),
    ];
  }
  const spf = facts.spf.length === 0 && has('@', isSpf) ? [] : [text('@', ['v=spf1', ...facts.spf, '~all'].join(' '))];
  return [...spf, ...(has('_dmarc', isDmarc) ? [] : [text('_dmarc', 'v=DMARC1; p=none')])];
}
