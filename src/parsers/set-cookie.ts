import { parseCookieDate } from './set-cookie-date.ts';

/** A Set-Cookie line taken apart as browsers do (RFC 6265bis section 5.6). */
export interface SetCookie {
  name: string;
  value: string;
  secure: boolean;
  httpOnly: boolean;
  /** `invalid` stands for an unknown value, which browsers treat like an absent one. */
  sameSite: 'strict' | 'lax' | 'none' | 'absent' | 'invalid';
  /** Lower case, without a leading dot; null for host-only cookies. */
  domain: string | null;
  path: string | null;
  /** Seconds from `now`; 0 for a cookie that is removed; null for one that ends with the browser session. */
  maxAge: number | null;
  partitioned: boolean;
}

/** Name and value together, and each attribute, may have this many characters (RFC 6265bis section 5.6). */
const PAIR_LIMIT = 4096;
const ATTRIBUTE_LIMIT = 1024;

/**
 * Reads one Set-Cookie header line; null where browsers ignore the line (no name and no value, control characters, too long). Of repeated
 * attributes the last counts. `now` turns Expires into seconds; Max-Age wins over it. Never throws.
 */
export function parseSetCookie(line: string, now: Date): SetCookie | null {
  // oxlint-disable-next-line no-control-regex -- RFC 6265bis section 5.6 step 1
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return null;
  const [pair = '', ...rest] = line.split(';');
  const at = pair.indexOf('=');
  const name = at < 0 ? '' : pair.slice(0, at).trim();
  const value = pair.slice(at + 1).trim();
  if ((name === '' && value === '') || name.length + value.length > PAIR_LIMIT) return null;

  const attributes = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    const key = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const text = equals < 0 ? '' : part.slice(equals + 1).trim();
    if (text.length <= ATTRIBUTE_LIMIT && isMeant(key, text)) attributes.set(key, text);
  }
  const path = attributes.get('path');
  return {
    name,
    value,
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: sameSiteOf(attributes.get('samesite')),
    domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase() || null,
    path: path?.startsWith('/') ? path : null,
    maxAge: secondsOf(attributes, now),
    partitioned: attributes.has('partitioned'),
  };
}

/** Lifetimes that cannot be read are ignored, so that an earlier readable one still counts. */
function isMeant(key: string, text: string): boolean {
  if (key === 'max-age') return /^-?\d+$/.test(text);
  return key !== 'expires' || parseCookieDate(text) !== null;
}

function sameSiteOf(text: string | undefined): SetCookie['sameSite'] {
  if (text === undefined) return 'absent';
  const word = text.toLowerCase();
  return word === 'strict' || word === 'lax' || word === 'none' ? word : 'invalid';
}

function secondsOf(attributes: ReadonlyMap<string, string>, now: Date): number | null {
  const age = attributes.get('max-age');
  if (age !== undefined) return Math.min(Math.max(0, Number(age)), Number.MAX_SAFE_INTEGER);
  const expires = attributes.get('expires');
  const until = expires === undefined ? null : parseCookieDate(expires);
  return until === null ? null : Math.max(0, Math.round((until - now.getTime()) / 1000));
}
