import type { Json } from '../../core/change.ts';
import { redact } from '../../redact/redact.ts';
import { dataOf } from './row.ts';
import { PHASES, type SettingId, SETTINGS, type ZoneState } from './state.ts';

/** The zone for Terraform's provider cloudflare 5, with `import` blocks, so that the first plan there is empty as well. */
export function renderTerraform(state: ZoneState): string {
  const used = new Set<string>();
  const named = (wish: string): string => {
    const base =
      wish
        .replace(/[^a-z0-9]+/gi, '_')
        .replace(/^_+|_+$/g, '')
        .toLowerCase() || 'record';
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}_${n}`;
    used.add(name);
    return name;
  };
  const zone = text(state.id);
  const rows = [...state.records].sort((a, b) => `${a.name} ${a.type} ${dataOf(a)}`.localeCompare(`${b.name} ${b.type} ${dataOf(b)}`));
  const records = rows.map((row) => {
    const name = named(`${row.type}_${row.name === state.name ? 'apex' : row.name.slice(0, -state.name.length - 1)}`);
    const fields: [string, Json][] = [
      ['zone_id', state.id],
      ['name', row.name],
      ['type', row.type],
      ['content', row.content],
      ...(row.priority === undefined ? [] : ([['priority', row.priority]] as [string, Json][])),
      ['ttl', row.ttl],
      ['proxied', row.proxied],
      ...(row.comment === null ? [] : ([['comment', row.comment]] as [string, Json][])),
    ];
    return block('cloudflare_dns_record', name, { fields, id: `${state.id}/${row.id}` });
  });
  const settings = SETTINGS.flatMap((id: SettingId) => {
    const held = state.settings[id];
    if (!held) return [];
    const fields: [string, Json][] = [
      ['zone_id', state.id],
      ['setting_id', id],
      ['value', held.value],
    ];
    return [block('cloudflare_zone_setting', id, { fields, id: `${state.id}/${id}` })];
  });
  const rulesets = PHASES.flatMap((phase) => {
    const set = state.rules[phase];
    if (set.id === null) return [];
    // Rules of others may compare a header with a secret.
    const rules = set.rules.map(({ id: _id, ...rule }): Json => redact(rule) as Json); // as: a rule holds nothing but JSON
    const fields: [string, Json][] = [
      ['zone_id', state.id],
      ['name', 'default'],
      ['kind', 'zone'],
      ['phase', phase],
      ['rules', rules],
    ];
    return [block('cloudflare_ruleset', phase, { fields, id: `zones/${state.id}/${set.id}` })];
  });
  const head = `# ${state.name} (zone ${zone.slice(1, -1)})\nterraform {\n  required_providers {\n    cloudflare = {\n      source  = "cloudflare/cloudflare"\n      version = "~> 5.0"\n    }\n  }\n}\n`;
  return [head, ...records, ...settings, ...rulesets].join('\n');
}

function block(type: string, name: string, { fields, id }: { fields: readonly [string, Json][]; id: string }): string {
  const width = Math.max(...fields.map(([key]) => key.length));
  const lines = fields.map(([key, value]) => `  ${key.padEnd(width)} = ${hcl(value, 1)}`);
  return `resource "${type}" "${name}" {\n${lines.join('\n')}\n}\n\nimport {\n  to = ${type}.${name}\n  id = ${text(id)}\n}\n`;
}

/** JSON as HCL, indented. */
function hcl(value: Json, depth: number): string {
  const pad = '  '.repeat(depth + 1);
  const close = '  '.repeat(depth);
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[\n${value.map((each: Json) => `${pad}${hcl(each, depth + 1)},`).join('\n')}\n${close}]`;
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{\n${entries.map(([key, held]) => `${pad}${key} = ${hcl(held, depth + 1)}`).join('\n')}\n${close}}`; // as: members of JSON are JSON
}

/** A quoted string; `${` and `%{` would begin a template. */
function text(value: string): string {
  return `"${value
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/([$%])\{/g, '$1$1{')}"`;
}
