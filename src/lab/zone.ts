import type { NameServer, Zone } from './scenario.ts';
import { keyLine, type Signing } from './sign.ts';

const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'DNSKEY', 'DS', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** A record. Names are absolute, without final dot; `words` are its data as in a master file, names absolute and strings without quotes. */
export interface ZoneRecord {
  name: string;
  type: RecordType;
  /** Seconds. */
  ttl: number;
  words: readonly string[];
}

/** A zone as one server holds it: record sets by lower-case name and type. Names between others exist and are empty. */
export interface ZoneData {
  name: string;
  soa: ZoneRecord;
  signed?: Signing;
  nodes: ReadonlyMap<string, ReadonlyMap<RecordType, readonly ZoneRecord[]>>;
}

/** Which words of a record's data are names. */
const NAMES_IN: Readonly<Record<RecordType, readonly number[]>> = {
  A: [],
  AAAA: [],
  CAA: [],
  DNSKEY: [],
  DS: [],
  TXT: [],
  CNAME: [0],
  NS: [0],
  PTR: [0],
  MX: [1],
  SRV: [3],
  SOA: [0, 1],
};
const SOA = { serial: 2026112001, refresh: 7200, retry: 3600, expire: 1_209_600, minimum: 300, ttl: 3600 } as const;

/** All records of a zone as `server` holds them (the first server where left out), SOA and NS first. Throws on a line that is no record. */
function recordsOf(zone: Zone, server: NameServer | undefined = zone.servers[0]): ZoneRecord[] {
  const soa = { ...SOA, ...zone.soa, ...(server?.serial === undefined ? {} : { serial: server.serial }) };
  const names = zone.names ?? [...new Set(zone.servers.map((each) => each.name))];
  const primary = names[0] ?? 'ns.invalid';
  const contact = `hostmaster.${zone.name === '' ? 'root-servers.net' : zone.name}.`;
  const own = zone.records.map((line) => parseRecord(line, zone));
  const instead = (server?.instead ?? []).map((line) => parseRecord(line, zone));
  const gone = new Set([
    ...instead.map((record) => `${record.name} ${record.type}`),
    ...(server?.without ?? []).map((text) => {
      const [name = '@', type = ''] = text.split(' ');
      return `${absolute(name, zone.name)} ${type}`;
    }),
  ]);
  return [
    parseRecord(`@ ${soa.ttl} SOA ${primary}. ${contact} ${soa.serial} ${soa.refresh} ${soa.retry} ${soa.expire} ${soa.minimum}`, zone),
    ...names.map((name) => parseRecord(`@ ${zone.ttl ?? 3600} NS ${name}.`, zone)),
    ...(zone.signed ? [parseRecord(keyLine(zone.name), zone)] : []),
    ...own.filter((record) => !gone.has(`${record.name} ${record.type}`)),
    ...instead,
  ];
}

/** The zone in the form BIND and other servers load (RFC 1035 section 5). */
export function zoneFile(zone: Zone, server?: NameServer): string {
  const lines = recordsOf(zone, server).map(({ name, type, ttl, words }) => {
    const quoted = words.map((word, at) => (type === 'TXT' || (type === 'CAA' && at === 2) ? `"${word.replace(/[\\"]/g, '\\$&')}"` : word));
    const dotted = quoted.map((word, at) => (NAMES_IN[type].includes(at) ? `${word}.` : word));
    return `${name}. ${ttl} IN ${type} ${dotted.join(' ')}`;
  });
  return `${lines.join('\n')}\n`;
}

/** Arranges a server's records for looking up. */
export function arrange(zone: Zone, server?: NameServer): ZoneData {
  const nodes = new Map<string, Map<RecordType, ZoneRecord[]>>();
  const node = (name: string): Map<RecordType, ZoneRecord[]> => {
    const known = nodes.get(name);
    if (known) return known;
    const made = new Map<RecordType, ZoneRecord[]>();
    nodes.set(name, made);
    if (name !== zone.name && name !== '') node(parentOf(name));
    return made;
  };
  const records = recordsOf(zone, server);
  for (const record of records) {
    const sets = node(record.name.toLowerCase());
    sets.set(record.type, [...(sets.get(record.type) ?? []), record]);
  }
  const soa = records[0];
  if (!soa) throw new Error(`zone ${zone.name} has no SOA`);
  return { name: zone.name, soa, nodes, ...(zone.signed ? { signed: zone.signed } : {}) };
}

/** The name one label up; the root of a top-level name is the empty string. */
export function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}

/** True when `name` is `zone` or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

function parseRecord(line: string, zone: Zone): ZoneRecord {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map((match) => match[1]?.replace(/\\(.)/g, '$1') ?? match[0]);
  const [name = '', ...rest] = words;
  const ttl = /^\d+$/.test(rest[0] ?? '') ? Number(rest.shift()) : (zone.ttl ?? 3600);
  const type = RECORD_TYPES.find((known) => known === rest[0]);
  if (!type || rest.length < 2)
    throw new Error(`zone ${zone.name}: "${line}" is not a record of a known type (${RECORD_TYPES.join(', ')})`);
  const data = rest.slice(1).flatMap((word, at) => {
    if (NAMES_IN[type].includes(at)) return [absolute(word, zone.name)];
    return type === 'TXT' ? stringsOf(word) : [word];
  });
  return { name: absolute(name, zone.name), type, ttl, words: data };
}

/** A text as TXT strings of at most 255 bytes each (RFC 1035 section 3.3); characters of several bytes stay whole. */
function stringsOf(text: string): string[] {
  return text.match(Buffer.byteLength(text) === text.length ? /.{1,255}/gs : /.{1,63}/gsu) ?? [''];
}

function absolute(name: string, zone: string): string {
  if (name === '@') return zone;
  if (name.endsWith('.')) return name.slice(0, -1);
  return zone === '' ? name : `${name}.${zone}`;
}
