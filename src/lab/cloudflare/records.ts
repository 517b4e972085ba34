import { isIPv4, isIPv6 } from 'node:net';
import { type AccountState, newId, type RecordState, type ZoneState } from './account.ts';
import { LIMITS } from './limits.ts';
import { objectOf, Refusal, textIn } from './refusal.ts';

const TYPES = new Set(['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT']);
const PROXIABLE: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);
const FIELDS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'content',
  'ttl',
  'proxied',
  'priority',
  'data',
  'comment',
  'tags',
  'settings',
  'id',
]);
const PRIVATE = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/;
const DAY = 86_400;

/** One page of the records that a query asks for, as `GET dns_records` gives them. */
export function listRecords(
  zone: ZoneState,
  query: URLSearchParams,
  most: number,
): { result: RecordState[]; result_info: Record<string, number> } {
  const text = (name: string): string | undefined => query.get(`${name}.exact`) ?? query.get(name) ?? undefined;
  const [name, type, content] = [text('name')?.toLowerCase(), text('type'), text('content')];
  const found = zone.records.filter(
    (record) =>
      (name === undefined || record.name === name) &&
      (type === undefined || record.type === type) &&
      (content === undefined || record.content === content),
  );
  const perPage = Math.min(most, numberIn(query.get('per_page'), { default: 100, min: 1, max: 5_000_000 }));
  const page = numberIn(query.get('page'), { default: 1, min: 1, max: 1_000_000 });
  const result = found.slice((page - 1) * perPage, page * perPage);
  return {
    result,
    result_info: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: found.length,
      total_pages: Math.max(1, Math.ceil(found.length / perPage)),
    },
  };
}

/** A number of a query. */
export function numberIn(text: string | null, limits: { default: number; min: number; max: number }): number {
  if (text === null) return limits.default;
  const value = Number(text);
  if (!Number.isInteger(value) || value < limits.min || value > limits.max) throw new Refusal(400, 1004, 'Invalid paging parameter');
  return value;
}

export function createRecord(zone: ZoneState, body: unknown, now: Date): RecordState {
  if (zone.records.length >= LIMITS.records[zone.plan]) throw new Refusal(400, 81045, 'Record quota exceeded.');
  const at = now.toISOString();
  const record = { ...normalise(zone, objectOf(body)), id: newId(), created_on: at, modified_on: at };
  mustFit(zone, record);
  zone.records.push(record);
  return record;
}

/** `PATCH` keeps what is not named, `PUT` puts the record in the place of the old one. */
export function changeRecord(zone: ZoneState, id: string, { body, now, keep }: { body: unknown; now: Date; keep: boolean }): RecordState {
  const at = zone.records.findIndex((record) => record.id === id);
  const old = zone.records[at];
  if (!old) throw new Refusal(404, 81044, 'Record does not exist.');
  const given = objectOf(body);
  const record: RecordState = {
    ...normalise(zone, keep ? { ...asGiven(old, given), ...given } : given),
    id,
    created_on: old.created_on,
    modified_on: now.toISOString(),
  };
  mustFit(zone, record);
  zone.records[at] = record;
  return record;
}

export function deleteRecord(zone: ZoneState, id: string): { id: string } {
  const at = zone.records.findIndex((record) => record.id === id);
  if (at === -1) throw new Refusal(404, 81044, 'Record does not exist.');
  zone.records.splice(at, 1);
  return { id };
}

/** Deletes, then patches, then puts, then posts; all of them or none. */
export function batch(zone: ZoneState, body: unknown, now: Date): Record<string, unknown> {
  const given = objectOf(body);
  const list = (name: string): Record<string, unknown>[] => {
    const value = given[name];
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw new Refusal(400, 6003, `Invalid request body: ${name} must be a list`);
    return value.map(objectOf);
  };
  const [deletes, patches, puts, posts] = [list('deletes'), list('patches'), list('puts'), list('posts')];
  if (deletes.length + patches.length + puts.length + posts.length > LIMITS.batch[zone.plan])
    throw new Refusal(400, 81100, 'Batch is larger than the plan allows.');
  const before = zone.records.map((record) => ({ ...record }));
  try {
    return {
      deletes: deletes.map((each) => deleteRecord(zone, String(each['id']))),
      patches: patches.map((each) => changeRecord(zone, String(each['id']), { body: each, now, keep: true })),
      puts: puts.map((each) => changeRecord(zone, String(each['id']), { body: each, now, keep: false })),
      posts: posts.map((each) => createRecord(zone, each, now)),
    };
  } catch (error) {
    zone.records = before;
    throw error;
  }
}

/** A record as the API shows it. */
export function shownRecord(record: RecordState, account: Pick<AccountState, 'id'>): Record<string, unknown> {
  return {
    ...record,
    proxiable: PROXIABLE.has(record.type) && !PRIVATE.test(record.content),
    tags: [],
    settings: {},
    meta: { auto_added: false, managed_by_apps: false, managed_by_argo_tunnel: false, source: 'primary', account: account.id },
  };
}

function asGiven(old: RecordState, given: Record<string, unknown>): Record<string, unknown> {
  const { id: _id, created_on: _created, modified_on: _modified, ...rest } = old;
  if (given['type'] !== undefined && given['type'] !== old.type) return { ttl: rest.ttl, comment: rest.comment, name: rest.name };
  return given['content'] === undefined ? rest : { ...rest, data: undefined };
}

function normalise(zone: ZoneState, given: Record<string, unknown>): Omit<RecordState, 'id' | 'created_on' | 'modified_on'> {
  const odd = Object.keys(given).find((key) => !FIELDS.has(key));
  if (odd !== undefined) throw new Refusal(400, 9207, `Request body contains an unknown field: ${odd}`);
  const type = textIn(given['type']);
  if (!TYPES.has(type)) throw new Refusal(400, 9000, 'DNS record type is invalid.');
  const name = fullName(zone, given['name']);
  const comment = given['comment'] === undefined || given['comment'] === null ? null : textIn(given['comment']);
  if (comment !== null && comment.length > LIMITS.commentChars[zone.plan]) throw new Refusal(400, 9300, 'DNS record comment is too long.');
  const proxied = given['proxied'] === true;
  const data = given['data'] === undefined ? undefined : objectOf(given['data']);
  const content = contentOf(type, given['content'], data);
  if (proxied && (!PROXIABLE.has(type) || PRIVATE.test(content)))
    throw new Refusal(400, 9004, `This record type cannot be proxied: ${type} ${content}`);
  const ttl = proxied ? 1 : Number(given['ttl'] ?? 1);
  if (ttl !== 1 && (!Number.isInteger(ttl) || ttl < 60 || ttl > DAY))
    throw new Refusal(400, 9021, 'TTL must be 1 for automatic, or between 60 and 86400.');
  if (type === 'MX' && !Number.isInteger(given['priority'])) throw new Refusal(400, 9100, 'priority is a required parameter.');
  return {
    type,
    name,
    content,
    ttl,
    proxied,
    comment,
    ...(type === 'MX' ? { priority: Number(given['priority']) } : {}),
    ...(type === 'CAA' || type === 'SRV' ? { data: dataOf(type, content) } : {}),
    ...(type === 'SRV' ? { priority: Number(content.split(' ')[0]) } : {}),
  };
}

function fullName(zone: ZoneState, given: unknown): string {
  const name = textIn(given).toLowerCase().replace(/\.$/, '');
  if (!/^(@|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\*)$/.test(name) || name.length > 253) throw new Refusal(400, 9000, 'DNS name is invalid.');
  if (name === '@' || name === zone.name) return zone.name;
  return name.endsWith(`.${zone.name}`) ? name : `${name}.${zone.name}`;
}

function contentOf(type: string, content: unknown, data: Record<string, unknown> | undefined): string {
  const text = typeof content === 'string' ? content.trim() : '';
  const invalid = (what: string): Refusal => new Refusal(400, 9005, `Content for ${type} record is invalid. ${what}`);
  switch (type) {
    case 'A':
      if (!isIPv4(text)) throw invalid('Must be a valid IPv4 address.');
      return text;
    case 'AAAA':
      if (!isIPv6(text)) throw invalid('Must be a valid IPv6 address.');
      return text.toLowerCase();
    case 'CNAME':
    case 'NS':
    case 'MX': {
      const target = text.toLowerCase().replace(/\.$/, '');
      if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(target) || isIPv4(target)) throw invalid('Must be a host name.');
      return target;
    }
    case 'TXT':
      if (text === '' || Buffer.byteLength(text) > 2_048) throw invalid('Must have 1 to 2048 characters.');
      return text.startsWith('"') ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
    case 'CAA':
    case 'SRV':
      if (!data) throw new Refusal(400, 9101, 'data is a required parameter.');
      if (type === 'CAA') {
        if (!['issue', 'issuewild', 'iodef'].includes(textIn(data['tag']))) throw invalid('tag must be issue, issuewild or iodef.');
        return `${Number(data['flags'] ?? 0)} ${textIn(data['tag'])} "${textIn(data['value'])}"`;
      }
      return `${Number(data['priority'])} ${Number(data['weight'])} ${Number(data['port'])} ${textIn(data['target']).replace(/\.$/, '')}`;
    default:
      throw invalid('');
  }
}

function dataOf(type: string, content: string): Record<string, unknown> {
  const [first = '', second = '', third = '', fourth = ''] = content.split(' ');
  if (type === 'CAA') return { flags: Number(first), tag: second, value: content.slice(content.indexOf('"') + 1, -1) };
  return { priority: Number(first), weight: Number(second), port: Number(third), target: fourth };
}

/** Identical records, and CNAME beside anything that may not stand beside it. */
function mustFit(zone: ZoneState, record: RecordState): void {
  const others = zone.records.filter((each) => each.id !== record.id && each.name === record.name);
  if (others.some((each) => each.type === record.type && each.content === record.content && each.priority === record.priority))
    throw new Refusal(400, 81058, 'An identical record already exists.');
  const hosts = new Set(['A', 'AAAA', 'CNAME']);
  if (record.type === 'CNAME' && others.some((each) => hosts.has(each.type)))
    throw new Refusal(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
  if (hosts.has(record.type) && others.some((each) => each.type === 'CNAME'))
    throw new Refusal(400, 81054, 'A CNAME record with that host already exists.');
}
