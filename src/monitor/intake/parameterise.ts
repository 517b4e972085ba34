/** What differs between two messages of one fault, and the word that stands for it; the first that fits wins. */
const PARTS = [
  ['email', /[\w.+…-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/],
  ['url', /\bhttps?:\/\/[^\s"'<>]{1,500}/],
  ['uuid', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/],
  ['date', /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/],
  ['ip', /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/],
  ['hex', /\b(?:0x[0-9a-f]{1,40}|(?=[a-f]{0,64}\d)[0-9a-f]{16,64})\b/],
  ['duration', /\b\d{1,12}(?:\.\d{1,9})?(?:ms|s|min|h)\b/],
  ['float', /[-+]?\b\d{1,18}\.\d{1,18}\b/],
  ['int', /[-+]?\b\d{1,20}\b/],
  ['quoted', /(?<==)\s?(?:"[^"]{0,200}"|'[^']{0,200}')/],
] as const satisfies readonly (readonly [string, RegExp])[];

const ALL = new RegExp(PARTS.map(([name, part]) => `(?<${name}>${part.source})`).join('|'), 'gi');
/** Characters of a message that are looked at. */
const MOST = 500;

/** A message without what differs from one occurrence to the next: `user 42 not found` is `user <int> not found`. Pure, linear. */
export function parameterise(message: string): string {
  return message.slice(0, MOST).replaceAll(ALL, (...found) => {
    const groups = found.at(-1) as Readonly<Record<string, string | undefined>>; // as: the last argument of a replacer with named groups
    return `<${PARTS.find(([name]) => groups[name] !== undefined)?.[0] ?? 'text'}>`;
  });
}

/** The path of a URL with what looks like an id as `:id`, for SDKs that name a route by its raw address. Pure. */
export function clusterPath(address: string): string {
  const path = address.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*$/s, '');
  const parts = path
    .split('/')
    .slice(0, 12)
    .map((part) => (isId(part) ? ':id' : part.slice(0, 60)));
  return parts.join('/') || '/';
}

function isId(part: string): boolean {
  return (
    /^\d+$/.test(part) ||
    /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part) ||
    (part.length >= 12 && /\d/.test(part) && /^[\w-]+$/.test(part) && !/^[a-z]+(-[a-z]+)*(-\d{1,3})?$/.test(part))
  );
}
