import { first, type Headers } from '../../parsers/headers.ts';

/** Header lines that evidence keeps. */
const LINES = 200;

/** Headers as evidence: as they came, but the values of cookies masked. */
export function evidenceHeaders(headers: Headers): [string, string][] {
  return headers.slice(0, LINES).map(([name, value]) => [name, name === 'set-cookie' ? maskCookie(value) : value]);
}

/** A Set-Cookie line whose value shows at most its last 4 characters, and those only when 16 or more stay hidden. */
export function maskCookie(line: string): string {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const [name, value] = at < 0 ? ['', pair.trim()] : [pair.slice(0, at + 1), pair.slice(at + 1).trim()];
  const masked = value === '' ? '' : `…${value.length >= 20 ? value.slice(-4) : ''}`;
  return [`${name}${masked}`, ...attributes].join(';');
}

/** The media type without parameters, lower case; empty when not told. */
export function mediaType(headers: Headers): string {
  return (first(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
