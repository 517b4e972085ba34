import type { Json } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import type { DnsRecord } from '../../core/fix.ts';
import type { DnsRow } from './state.ts';

/** Who wrote a record, in its comment. Of `config` alone the configuration is the whole truth: what it no longer names goes. */
export const OWNED = { config: 'launch-ready: edge.records', mail: 'launch-ready: mail', fix: 'launch-ready: fix' } as const;

/** The full name of a record, lower case, without final dot. */
export function fullName(name: string, zone: string): string {
  const bare = name.toLowerCase();
  if (bare === '@' || bare === '') return zone;
  if (bare.endsWith('.')) return bare.slice(0, -1);
  return bare === zone || bare.endsWith(`.${zone}`) ? bare : `${bare}.${zone}`;
}

/** A record as people write it, in the form the API holds it. Throws a UserError where the data does not fit the type. */
export function rowOf(record: DnsRecord & { ttl?: number | undefined; proxied?: boolean | undefined }, zone: string): Omit<DnsRow, 'id'> {
  const type = record.type.toUpperCase();
  const data = record.data.trim();
  const proxied = record.proxied === true;
  const base = { type, name: fullName(record.name, zone), ttl: proxied ? 1 : (record.ttl ?? 1), proxied, comment: null };
  switch (type) {
    case 'MX': {
      const parts = /^(\d{1,5})\s+(\S+)$/.exec(data);
      if (!parts) throw unreadable(record, 'such as `10 mail.acme.com`');
      return { ...base, priority: Number(parts[1]), content: target(parts[2] ?? '') };
    }
    case 'CNAME':
    case 'NS':
      return { ...base, content: target(data) };
    case 'TXT':
      return { ...base, content: quoted(textIn(data)) };
    case 'CAA': {
      const parts = /^(\d{1,3})\s+(issue|issuewild|iodef)\s+"?([^"]*)"?$/.exec(data);
      if (!parts) throw unreadable(record, 'such as `0 issue "letsencrypt.org"`');
      return { ...base, content: `${parts[1]} ${parts[2]} "${parts[3]}"` };
    }
    case 'SRV': {
      const parts = /^(\d{1,5})\s+(\d{1,5})\s+(\d{1,5})\s+(\S+)$/.exec(data);
      if (!parts) throw unreadable(record, 'such as `10 5 5060 sip.acme.com`');
      return { ...base, priority: Number(parts[1]), content: `${parts[1]} ${parts[2]} ${parts[3]} ${target(parts[4] ?? '')}` };
    }
    case 'AAAA':
      return { ...base, content: data.toLowerCase() };
    default:
      return { ...base, content: data };
  }
}

/** The text of a TXT record as the API takes it: strings of at most 255 bytes in quotes (RFC 1035 section 3.3). */
export function quoted(text: string): string {
  const parts = text.match(Buffer.byteLength(text) === text.length ? /.{1,255}/gs : /.{1,63}/gsu) ?? [''];
  return parts.map((part) => `"${part.replace(/[\\"]/g, '\\$&')}"`).join(' ');
}

/** What is sent to create a record or to put it in the place of another. */
export function bodyOf(row: Omit<DnsRow, 'id'>): Record<string, Json> {
  const { type, name, content, ttl, proxied, comment } = row;
  const base = { type, name, ttl, proxied, comment };
  if (type === 'CAA') {
    const [flags = '0', tag = ''] = content.split(' ');
    return { ...base, data: { flags: Number(flags), tag, value: content.slice(content.indexOf('"') + 1, -1) } };
  }
  if (type === 'SRV') {
    const [priority, weight, port, host = ''] = content.split(/\s+/);
    return { ...base, data: { priority: Number(priority), weight: Number(weight), port: Number(port), target: host } };
  }
  return { ...base, content, ...(type === 'MX' ? { priority: row.priority ?? 0 } : {}) };
}

/** The data of a record as in a zone file, for a person. */
export function dataOf(row: Pick<DnsRow, 'type' | 'content' | 'priority'>): string {
  return row.type === 'MX' ? `${row.priority ?? 0} ${row.content}` : row.content;
}

function target(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function textIn(data: string): string {
  if (!/^"(?:[^"\\]|\\.)*"(\s+"(?:[^"\\]|\\.)*")*$/s.test(data)) return data;
  return [...data.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => (match[1] ?? '').replace(/\\(.)/gs, '$1')).join('');
}

function unreadable({ name, type }: DnsRecord, hint: string): UserError {
  return new UserError('edge-record', `The ${type} record of ${name} cannot be read.`, `Write its data ${hint}.`);
}
