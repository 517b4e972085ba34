import { canonicalJson } from '../../core/bundle.ts';
import { type Change, type Json, RISKS } from '../../core/change.ts';
import { fit, wrap } from '../../reports/columns.ts';
import { line } from '../../reports/text.ts';
import type { EdgePlan } from './look.ts';

const RISK_WORDS = {
  everything: 'the whole site',
  mail: 'mail',
  access: 'logins',
  looks: 'looks or speed',
  none: 'nothing',
} as const satisfies Record<Change['risk'], string>;
const SHOWN_FOREIGN = 6;

/** Every field of a change that differs, as `field: before → after`. */
export function fieldsOf({ before, after }: Pick<Change, 'before' | 'after'>): string[] {
  const [old, fresh] = [flat(before), flat(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].filter((key) => key !== 'position' && old.get(key) !== fresh.get(key));
  return keys.map((key) => {
    const name = key === '' ? 'value' : key;
    if (!old.has(key)) return `${name}: ${line(fresh.get(key) ?? '', 200)}`;
    return `${name}: ${line(old.get(key) ?? '', 200)} → ${fresh.has(key) ? line(fresh.get(key) ?? '', 200) : 'gone'}`;
  });
}

function flat(value: Json, path = ''): Map<string, string> {
  if (value === null) return new Map(path === '' ? [] : [[path, 'nothing']]);
  if (typeof value !== 'object') return new Map([[path, String(value)]]);
  if (Array.isArray(value)) return new Map([[path, canonicalJson(value)]]);
  return new Map(Object.entries(value).flatMap(([key, held]) => [...flat(held, path === '' ? key : `${path}.${key}`)])); // as: members of JSON are JSON
}

/** A plan for a terminal of so many columns. */
export function renderPlan(plan: EdgePlan, width: number): string {
  const { zone, changes, held, foreign, active, nameServers, calls } = plan;
  const put = (text: string, indent = 0): string[] => hang(text, { indent, width });
  return `${[
    ...put(
      changes.length === 0
        ? `Nothing to change at the edge of ${zone}.`
        : `${count(changes.length, 'change')} to the edge of ${zone}. At stake meanwhile: ${RISK_WORDS[worst(changes)]}.`,
    ),
    ...(active
      ? []
      : put(`The zone waits for your registrar: visitors come through it once the name servers are ${nameServers.join(' and ')}.`)),
    ...(changes.length === 0 ? [] : ['']),
    ...changes.flatMap((change) => [
      ...hang(`${mark(change)} ${line(change.says)} [${RISK_WORDS[change.risk]}]`, { indent: 0, width }),
      ...detail(change).flatMap((field) => put(field, 4)),
    ]),
    ...(held.length === 0 ? [] : ['', 'Held back:', ...held.flatMap(({ what, why }) => put(`${line(what)}: ${line(why, 300)}`, 2))]),
    ...(foreign.length === 0 ? [] : ['', `Left alone, because somebody else made it: ${count(foreign.length, 'object')}.`]),
    ...foreign.slice(0, SHOWN_FOREIGN).map((each) => `  ${fit(line(each), width - 2)}`),
    ...(foreign.length > SHOWN_FOREIGN ? [`  and ${foreign.length - SHOWN_FOREIGN} more (--json lists them)`] : []),
    '',
    `${calls} requests to Cloudflare; nothing was changed.`,
  ].join('\n')}\n`;
}

/** A text in lines of so many columns, all but the first two deeper. */
function hang(text: string, { indent, width }: { indent: number; width: number }): string[] {
  return wrap(text, Math.max(20, width - indent - 2)).map((each, at) => `${' '.repeat(at === 0 ? indent : indent + 2)}${each}`);
}

/** A plan for a pull request. */
export function renderPlanMarkdown(plan: EdgePlan): string {
  const { zone, changes, held, active, nameServers } = plan;
  const cell = (text: string): string => line(text, 300).replace(/[|\\`<>[\]]/g, '\\$&');
  return `${[
    `## Edge of ${zone}: ${changes.length === 0 ? 'nothing to change' : count(changes.length, 'change')}`,
    '',
    ...(active ? [] : [`The zone is pending: the registrar must name ${nameServers.join(' and ')}.`, '']),
    ...(changes.length === 0
      ? []
      : [
          '| | change | fields | at stake |',
          '|---|---|---|---|',
          ...changes.map(
            (change) =>
              `| ${mark(change)} | ${cell(change.says)} | ${fieldsOf(change).map(cell).join('<br>')} | ${RISK_WORDS[change.risk]} |`,
          ),
          '',
        ]),
    ...(held.length === 0 ? [] : ['Held back:', '', ...held.map(({ what, why }) => `- ${cell(what)}: ${cell(why)}`), '']),
    `State \`${plan.state.slice(0, 12)}\``,
  ].join('\n')}\n`;
}

/** Lines below a change: the fields of what is changed, and of rules that are new, where one line does not say it all. */
function detail(change: Change): string[] {
  const isRule = / rule /.test(change.at);
  if (!isRule && (change.before === null || change.after === null)) return [];
  return fieldsOf(change).filter((field) => !/^(ref|enabled|description|value):/.test(field));
}

function mark({ before, after }: Change): string {
  if (before === null) return '+';
  return after === null ? '-' : '~';
}

/** The highest risk among changes. */
export function worst(changes: readonly Change[]): Change['risk'] {
  return RISKS.find((risk) => changes.some((change) => change.risk === risk)) ?? 'none';
}

export function count(n: number, of: string): string {
  return `${n} ${of}${n === 1 ? '' : 's'}`;
}
