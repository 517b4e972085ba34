import { isIP } from 'node:net';
import { isPrivate } from './ip-address.ts';

/** A header field, unfolded; the name in lower case. */
export interface MailField {
  name: string;
  value: string;
}

/** One step of a message's way, as the server that took it wrote it down (RFC 5321 section 4.4). */
export interface Hop {
  /** What the client called itself, and the address the server saw. */
  helo: string;
  ip: string;
  /** The server that wrote it. */
  by: string;
  /** Whether it came over TLS (RFC 3848); null where the line does not tell. */
  encrypted: boolean | null;
}

/** What a server says it found (RFC 8601). `by` is null where the field names nobody, as Microsoft's do. */
export interface AuthenticationResults {
  by: string | null;
  results: { method: string; result: string }[];
}

const HEAD_BYTES = 256 * 1024;
const FIELDS = 500;
const VALUE = 8_192;

/** The header fields of a message, topmost first: of the first 256 kB and the first 500 fields. Never throws. */
export function mailFields(raw: Uint8Array): MailField[] {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, HEAD_BYTES)).toString('latin1');
  const fields: MailField[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break;
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last.value.length < VALUE) last.value = `${last.value} ${line.trim()}`.trim().slice(0, VALUE);
      continue;
    }
    if (fields.length === FIELDS) break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (/^[!-9;-~]{1,100}$/.test(name))
      fields.push({
        name,
        value: line
          .slice(colon + 1)
          .trim()
          .slice(0, VALUE),
      });
  }
  return fields;
}

/** The steps that tell a client's address, topmost first. */
export function hopsOf(fields: readonly MailField[]): Hop[] {
  return fields.flatMap(({ name, value }) => {
    const hop = name === 'received' ? parseReceived(value) : null;
    return hop ? [hop] : [];
  });
}

/** Reads one Received field; null when it tells no client address. */
export function parseReceived(value: string): Hop | null {
  const [, helo = '', info = ''] = /^from\s+(\S{1,255})\s*(?:\(((?:[^()]|\([^()]*\)){0,1000})\))?/i.exec(value) ?? [];
  const by = /\bby\s+([a-z0-9._:-]{1,255})/i.exec(value)?.[1];
  if (helo === '' || by === undefined) return null;
  // An address in brackets is what the server saw; what the client said of itself stands before.
  const seen = [...info.matchAll(/\[(?:IPv6:)?([0-9a-f.:]{2,45})\]/gi)].map((match) => match[1] ?? '').find((each) => isIP(each) !== 0);
  const bare = info.split(/[\s;()]+/).find((word) => isIP(word) !== 0);
  const ip = seen ?? bare ?? /^\[(?:IPv6:)?([0-9a-f.:]{2,45})\]$/i.exec(helo)?.[1] ?? '';
  if (isIP(ip) === 0) return null;
  const protocol = /\bwith\s+((?:UTF8)?(?:E?SMTP|LMTP)(?:S?A?))\b/i.exec(value)?.[1]?.toUpperCase();
  const tls = /\b(?:TLSv?1|TLS1_|version=TLS|cipher=)/i.test(value);
  return {
    helo,
    ip,
    by: by.toLowerCase(),
    encrypted: tls || (protocol === undefined ? null : /SA?$/.test(protocol.replace(/^(UTF8)?E?[SL]MTP/, ''))),
  };
}

/** The step at which the mailbox's provider took the message from outside; null when no line tells. */
export function entryHop(hops: readonly Hop[], within: readonly string[]): Hop | null {
  const inside = (host: string): boolean => within.some((each) => host === each || host.endsWith(`.${each}`));
  const outside = hops.filter((hop) => !isPrivate(hop.ip));
  if (within.length === 0) return outside[0] ?? null;
  return outside.find((hop) => inside(hop.by) && !inside(hop.helo.toLowerCase())) ?? outside[0] ?? null;
}

/** Reads an Authentication-Results field. Never throws. */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  const parts = withoutComments(value).split(';');
  const first = (parts[0] ?? '').trim();
  const named = !first.includes('=');
  return {
    by: named && first !== '' ? (first.split(/\s+/)[0]?.replace(/^"|"$/g, '').toLowerCase() ?? null) : null,
    results: parts.slice(named ? 1 : 0).flatMap((part) => {
      const [, method, result] = /^\s*([a-z][a-z0-9-]{0,40})(?:\/\d+)?\s*=\s*([a-z]{1,20})/i.exec(part) ?? [];
      return method === undefined || result === undefined ? [] : [{ method: method.toLowerCase(), result: result.toLowerCase() }];
    }),
  };
}

/** The text without what stands in parentheses, nested ones included; quoted strings stay. */
function withoutComments(text: string): string {
  let depth = 0;
  let quoted = false;
  let out = '';
  for (const character of text) {
    if (character === '"' && depth === 0) quoted = !quoted;
    if (character === '(' && !quoted) depth += 1;
    if (depth === 0) out += character;
    if (character === ')' && !quoted && depth > 0) depth -= 1;
  }
  return out;
}
