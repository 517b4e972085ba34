import { canonicalJson } from '../../core/bundle.ts';
import type { Change, Json, Risk } from '../../core/change.ts';
import { asJson, makeChange, ruleValue } from './change-of.ts';
import { OURS, type WantedRule } from './intent.ts';
import { planRows } from './records.ts';
import { type Phase, PHASES, type SettingId, type ZoneState } from './state.ts';
import { hstsOf, type Wanted } from './wanted.ts';

/** The order in which settings are sent: the way to the origin first, what browsers remember last. */
const FIRST: readonly SettingId[] = ['ssl', 'min_tls_version', 'tls_1_3', 'automatic_https_rewrites'];
const LAST: readonly SettingId[] = ['always_use_https', 'security_header'];

const RULE_RISK: Readonly<Record<Phase, Risk>> = {
  http_request_dynamic_redirect: 'everything',
  http_request_firewall_custom: 'access',
  http_ratelimit: 'access',
  http_request_cache_settings: 'looks',
};

/**
 * The changes from a state to what is wanted, in an order in which no state between is weaker than both ends: records that come, the
 * way to the origin, rules, what forces https, and last the records that go. Rules of others are never touched. Pure.
 */
export function planEdge(state: ZoneState, wanted: Wanted): Change[] {
  const records = planRows(state, wanted.records);
  return [
    ...records.filter((change) => change.after !== null),
    ...FIRST.flatMap((id) => settingChange(state, id, wanted.settings[id])),
    ...PHASES.flatMap((phase) => ruleChanges(state, phase, wanted.rules[phase])),
    ...LAST.flatMap((id) => settingChange(state, id, wanted.settings[id])),
    ...records.filter((change) => change.after === null),
  ];
}

function settingChange(state: ZoneState, id: SettingId, value: Json | undefined): Change[] {
  const held = state.settings[id];
  if (value === undefined || !held || canonicalJson(held.value) === canonicalJson(value)) return [];
  const says = `Set ${NAMES[id]} from ${settingWords(id, held.value)} to ${settingWords(id, value)}`;
  return [makeChange({ is: 'setting', zone: state.name, id }, { says, before: held.value, after: value, risk: SETTING_RISK[id] })];
}

const SETTING_RISK: Readonly<Record<SettingId, Risk>> = {
  ssl: 'everything',
  min_tls_version: 'looks',
  tls_1_3: 'none',
  automatic_https_rewrites: 'none',
  always_use_https: 'everything',
  security_header: 'access',
};
export const NAMES: Readonly<Record<SettingId, string>> = {
  ssl: 'the way to your server',
  min_tls_version: 'the oldest TLS version',
  tls_1_3: 'TLS 1.3',
  automatic_https_rewrites: 'the repair of http links',
  always_use_https: 'always https',
  security_header: 'HSTS',
};

/** The value of a setting in words. */
export function settingWords(id: SettingId, value: Json): string {
  if (id !== 'security_header') return typeof value === 'string' ? value : canonicalJson(value);
  const { enabled, max_age, include_subdomains, preload } = hstsOf(value);
  if (!enabled) return 'off';
  return `${max_age} s${include_subdomains ? ' with subdomains' : ''}${preload ? ' with preload' : ''}`;
}

/** Our rules by ref; the rules of others keep their place. */
function ruleChanges(state: ZoneState, phase: Phase, wanted: readonly WantedRule[]): Change[] {
  const held = state.rules[phase].rules;
  const place = (ref: string) => ({ is: 'rule', zone: state.name, phase, ref }) as const;
  const risk = RULE_RISK[phase];
  const put = wanted.flatMap((rule) => {
    const at = held.findIndex((each) => each.ref === rule.ref);
    const old = held[at];
    if (!old)
      return [
        makeChange(place(rule.ref), { says: `Add rule: ${rule.description}`, before: null, after: asJson({ ...rule, position: 0 }), risk }),
      ];
    if (isSameRule(old, rule)) return [];
    const before = ruleValue(old, at + 1);
    const after = { ...rule, position: at + 1 };
    return [makeChange(place(rule.ref), { says: `Change rule: ${rule.description}`, before: asJson(before), after: asJson(after), risk })];
  });
  const gone = held
    .map((rule, at) => ruleValue(rule, at + 1))
    .filter((rule) => OURS.test(rule.ref) && !wanted.some((each) => each.ref === rule.ref))
    .map((rule) => makeChange(place(rule.ref), { says: `Remove rule: ${rule.description}`, before: asJson(rule), after: null, risk }));
  return [...put, ...gone];
}

/** Equal in everything that we send; what the API adds by itself does not count. */
export function isSameRule(held: WantedRule, wanted: WantedRule): boolean {
  const { ref, action, expression, description, enabled, action_parameters = null, ratelimit = null } = wanted;
  return (
    held.ref === ref &&
    held.action === action &&
    held.expression === expression &&
    held.description === description &&
    held.enabled === enabled &&
    covers(held.action_parameters ?? null, action_parameters) &&
    covers(held.ratelimit ?? null, ratelimit)
  );
}

/** True when `held` says everything that `wanted` says. */
function covers(held: Json, wanted: Json): boolean {
  if (wanted === null || typeof wanted !== 'object') return held === wanted;
  if (Array.isArray(wanted)) return Array.isArray(held) && sortedJson(held) === sortedJson(wanted);
  if (held === null || typeof held !== 'object' || Array.isArray(held)) return false;
  const inside = held as Readonly<Record<string, Json>>; // as: neither null nor a list
  return Object.entries(wanted).every(([key, value]) => covers(inside[key] ?? null, value));
}

/** A list whose order says nothing, as one text. */
function sortedJson(list: readonly Json[]): string {
  return list
    .map((each) => canonicalJson(each))
    .sort()
    .join();
}
