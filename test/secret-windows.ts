import { alnum, hex } from './secret-samples.ts';

/** How many characters of a secret in a row must not be found anywhere; four at its end are shown on purpose. */
const WINDOW = 12;
const ENCODED = /[A-Za-z0-9+/_-]{16,}/g;
const ESCAPED = /&#x([0-9a-f]{1,4});|&#(\d{1,5});|%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi;

/** What finds pieces of the sample secrets, and of others, in a text: as they are, escaped for HTML, JSON or addresses, and in base64. */
export function makeFinder(others: Readonly<Record<string, string>>): (text: string) => string[] {
  const pieces = new Map<string, string>();
  const add = (kind: string, secret: string): void => {
    for (let at = 0; at + WINDOW <= secret.length; at += 1) pieces.set(secret.slice(at, at + WINDOW).toLowerCase(), kind);
  };
  add('alnum', alnum(140));
  add('hex', hex(70));
  for (const [kind, secret] of Object.entries(others)) add(kind, secret);
  const inside = (text: string): string[] => {
    const lower = text.toLowerCase();
    for (let at = 0; at + WINDOW <= lower.length; at += 1) {
      const kind = pieces.get(lower.slice(at, at + WINDOW));
      if (kind !== undefined) return [`${kind}: ${text.slice(Math.max(0, at - 80), at + WINDOW)}`];
    }
    return [];
  };
  return (text) => {
    const unescaped = text.replace(ESCAPED, (_, ...codes: (string | undefined)[]) => {
      const [html, decimal, percent, json, byte] = codes;
      return String.fromCharCode(decimal === undefined ? Number.parseInt(html ?? percent ?? json ?? byte ?? '0', 16) : Number(decimal));
    });
    const decoded = [...new Set(text.match(ENCODED))].flatMap((run) =>
      [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
    );
    return [...inside(text), ...inside(unescaped), ...inside(decoded.join('\n'))];
  };
}
