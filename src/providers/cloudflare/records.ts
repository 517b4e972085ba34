import type { Change, Risk } from '../../core/change.ts';
import type { DnsRecord } from '../../core/fix.ts';
import { isDmarc } from '../../parsers/dmarc.ts';
import { isSpf } from '../../parsers/spf.ts';
import { asJson, makeChange, type RowValue, rowValue } from './change-of.ts';
import { dataOf, OWNED, quoted, rowOf } from './row.ts';
import { saysSame, textOf, type ZoneState } from './state.ts';

/** What is to become of records. */
export interface RecordWish {
  add?: readonly RowValue[];
  remove?: readonly RowValue[];
  /** Records as they are, that are to stand behind the edge. */
  shield?: readonly RowValue[];
}

const ADDRESS_TYPES = new Set(['A', 'AAAA', 'CNAME']);

/**
 * The changes that add and remove records as a fix proposes them. What is there already is left alone; a record that goes and one that
 * comes at the same name and type become one change; a second SPF or DMARC record is never made: the terms are merged.
 */
export function planRecords(
  state: ZoneState,
  { add = [], remove = [], mends }: { add?: readonly DnsRecord[]; remove?: readonly DnsRecord[]; mends?: readonly string[] },
): Change[] {
  const read = (record: DnsRecord): RowValue => rowOf(record, state.name);
  // SOA and the name servers of the zone itself are Cloudflare's own.
  const mayBe = (row: RowValue): boolean => row.type !== 'SOA' && !(row.type === 'NS' && row.name === state.name);
  const wish = {
    add: add.map((record) => ({ ...read(record), comment: OWNED.fix })).filter(mayBe),
    remove: remove.map(read).filter(mayBe),
  };
  return planRows(state, wish).map((change) => (mends ? { ...change, mends } : change));
}

/** The same for rows in the API's form. Removals come last, so that nothing is missing in between. */
export function planRows(state: ZoneState, wish: RecordWish): Change[] {
  const going = state.records.filter((row) => (wish.remove ?? []).some((gone) => saysSame(gone, row)));
  const staying = state.records.filter((row) => !going.includes(row)).map(rowValue);
  const leaving = going.map(rowValue);
  const changes: Change[] = [];
  const put = (before: RowValue | null, after: RowValue | null): void => void changes.push(recordChange(state.name, before, after));
  for (const wanted of wish.add ?? []) {
    if (staying.some((row) => saysSame(row, wanted))) continue;
    const again = leaving.findIndex((row) => saysSame(row, wanted));
    if (again !== -1) {
      leaving.splice(again, 1);
      continue;
    }
    const single = staying.findIndex((row) => isSingle(row, wanted));
    const held = staying[single];
    if (held) {
      const merged = { ...held, content: quoted(mergeText(textOf(held), textOf(wanted))) };
      if (!saysSame(held, merged)) put(held, merged);
      staying[single] = merged;
      continue;
    }
    const before = take(leaving, wanted) ?? takeConflict(staying, wanted);
    put(before, before ? inherit(before, wanted) : wanted);
    staying.push(wanted);
  }
  for (const row of wish.shield ?? []) if (staying.some((held) => saysSame(held, row))) put(row, { ...row, proxied: true, ttl: 1 });
  for (const row of leaving) put(row, null);
  return changes;
}

/** The record that gives way: same type, or at least an address record, at the same name. */
function take(leaving: RowValue[], wanted: RowValue): RowValue | null {
  const fits = (row: RowValue): boolean => row.name === wanted.name && row.type === wanted.type;
  const alias = (row: RowValue): boolean => row.name === wanted.name && ADDRESS_TYPES.has(row.type) && ADDRESS_TYPES.has(wanted.type);
  const at = leaving.findIndex(fits) === -1 ? leaving.findIndex(alias) : leaving.findIndex(fits);
  return at === -1 ? null : (leaving.splice(at, 1)[0] ?? null);
}

/** A CNAME cannot stand beside addresses (RFC 1034 section 3.6.2), so the one that is there gives way. */
function takeConflict(staying: RowValue[], wanted: RowValue): RowValue | null {
  const conflicts = (row: RowValue): boolean =>
    row.name === wanted.name &&
    ADDRESS_TYPES.has(row.type) &&
    ADDRESS_TYPES.has(wanted.type) &&
    (row.type === 'CNAME') !== (wanted.type === 'CNAME');
  const at = staying.findIndex(conflicts);
  return at === -1 ? null : (staying.splice(at, 1)[0] ?? null);
}

/** What stands in front of a host stays in front of it when its address changes. */
function inherit(before: RowValue, wanted: RowValue): RowValue {
  const proxied = wanted.proxied || (before.proxied && ADDRESS_TYPES.has(wanted.type));
  return { ...wanted, proxied, ttl: proxied ? 1 : wanted.ttl };
}

/** SPF and DMARC: more than one record of them is none (RFC 7208 section 4.5, RFC 7489 section 6.6.3). */
function isSingle(held: RowValue, wanted: RowValue): boolean {
  if (held.type !== 'TXT' || wanted.type !== 'TXT' || held.name !== wanted.name) return false;
  return [isSpf, isDmarc].some((is) => is(textOf(held)) && is(textOf(wanted)));
}

/** Terms of the wanted record that the held one lacks, put before its `all`; tags of the wanted DMARC record win. */
export function mergeText(held: string, wanted: string): string {
  if (isSpf(held)) {
    const terms = (text: string): string[] => text.trim().split(/\s+/).slice(1);
    const isAll = (term: string): boolean => /^[+?~-]?all$/i.test(term);
    const mine = terms(held);
    const fresh = terms(wanted).filter((term) => !isAll(term) && !mine.some((each) => each.toLowerCase() === term.toLowerCase()));
    const all = mine.find(isAll) ?? terms(wanted).find(isAll);
    return ['v=spf1', ...mine.filter((term) => !isAll(term)), ...fresh, ...(all === undefined ? [] : [all])].join(' ');
  }
  const tags = (text: string): [string, string][] =>
    text
      .split(';')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
      .map((tag) => [tag.split('=')[0]?.trim() ?? '', tag.slice(tag.indexOf('=') + 1).trim()]);
  return [...new Map([...tags(held), ...tags(wanted)])].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** One record that comes, goes or changes, in words and with its risk. */
export function recordChange(zone: string, before: RowValue | null, after: RowValue | null): Change {
  const shown = after ?? before;
  if (!shown) throw new Error('a change of nothing');
  const place = { is: 'dns', zone, type: shown.type, name: shown.name } as const;
  return makeChange(place, {
    says: wordsFor(before, after),
    before: asJson(before),
    after: asJson(after),
    risk: riskOf(zone, before, after),
  });
}

function wordsFor(before: RowValue | null, after: RowValue | null): string {
  const named = (row: RowValue): string => `${row.type} ${row.name} ${dataOf(row)}${row.proxied ? ' (behind the edge)' : ''}`;
  if (!before && after) return `Add ${named(after)}`;
  if (before && !after) return `Remove ${named(before)}`;
  return before && after
    ? `Change ${named(before)} to ${dataOf(after)}${after.proxied ? ' (behind the edge)' : ''}${after.type === before.type ? '' : ` (${after.type})`}`
    : '';
}

const LOGIN = /^(app|my|login|auth|account|portal|dashboard|admin|id|sso)\./;

/** What is at stake: the apex and www carry the site, MX and mail texts the mail, login hosts the access. */
export function riskOf(zone: string, before: RowValue | null, after: RowValue | null): Risk {
  const row = after ?? before;
  if (!row) return 'none';
  if (row.type === 'MX' || (row.type === 'TXT' && /^v=(spf1|dmarc1|dkim1)/i.test(textOf(row)) && before !== null)) return 'mail';
  if (row.type === 'TXT' || row.type === 'CAA') return before === null ? 'none' : 'looks';
  if (row.type === 'NS') return 'everything';
  if (before === null) return 'none';
  if (row.name === zone || row.name === `www.${zone}`) return 'everything';
  return LOGIN.test(row.name) ? 'access' : 'looks';
}
