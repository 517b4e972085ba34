import { isIPv6 } from 'node:net';
import { redactLine } from '../../redact/line.ts';

/** What stands in for what was about a person. */
const GONE = '…';

/** How a key ends that names something of a person, in lower case and without what is no letter or digit: `billing_address`, `user.firstName`. */
const ENDS = [
  'mail|mails|mailaddress|phone|phones|phonenumber|telephone|mobilenumber|msisdn|fax|faxnumber|(?:^|user|customer|contact)(?:mobile|tel)',
  '(?:first|last|middle|given|family|full|user|sur|maiden|nick|display|customer|guest)name',
  '(?:^|billing|shipping|delivery|home|street|postal|mailing|ip|user|client|customer|remote)(?:address|addr)|addressline\\d?|^line[12]',
  'street|(?<!g)zip|zipcode|postcode|postalcode|latitude|longitude',
  'birthdate|birthday|dateofbirth|dob|passport|passportnumber|taxid|vatid|nationalid|driverslicen[cs]e',
  '(?:^|client|user|remote|source|peer|real|visitor|customer)ip|forwardedfor',
].join('|');
const KEY = new RegExp(`(?:${ENDS})$`);

/** A parameter of an address, or of a form as text. */
const PARAMETER = /(?<![^?&;\s"'])([\w.\-[\]%]{1,60}=)([^&#;\s"'<>]{1,2000})/g;

/** Four numbers, not those of a version whose name says so; `%2C` may stand before them. */
const IPV4 = /(?:(?<![\w.+-])|(?<=%[0-9a-f]{2}))(?<!version\W{1,3})(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)/gi;
/** Addresses that the internet routes begin with 2 or 3: IANA has given out 2000::/3 alone (RFC 4291, section 2.4). */
const IPV6 = /(?<![\w:.])[23][0-9a-f]{3}:[0-9a-f:]{2,34}(?![\w:])/gi;
/** The international form of a telephone number (ITU-T E.164): a plus and 8 to 15 digits, with spaces, dashes, dots or brackets between. */
const PHONE = /(?<![\w+=/])(?:\+|%2b)[1-9](?:[ .\-()]{0,2}\d){7,14}(?![\w-]|\.\d)/gi;
/** How each of the three begins. */
const MAY_NUMBER = /\d\.\d{1,3}\.\d{1,3}\.\d|[23][0-9a-f]{3}:[0-9a-f:]|(?:\+|%2b)[1-9]/i;

/** What a value says where there is none; that helps to mend, and is about nobody. */
const NOTHING = /^(?:\s*|null|undefined|…|\[(?:filtered|redacted|undefined|object|array)\])$/i;

/** How deep objects are looked into; what is deeper is gone. */
const DEPTH = 200;

/** Any JSON without secrets and without what is about a person, in the same shape. What is nested too deep to be looked through is gone. */
export function masked(value: unknown, text = jsonOf(value)): unknown {
  if (text === undefined) return GONE;
  const line = redactLine(text);
  return walk(line === text ? value : JSON.parse(line), false, 0);
}

/** One text without secrets and without what is about a person. */
export function maskedText(text: string): string {
  return withoutPeople(redactLine(text));
}

/** The value as JSON; nothing where strangers nested it deeper than the stack is. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a RangeError
  }
}

/** `personal`: the key around it names something of a person. */
function walk(value: unknown, personal: boolean, depth: number): unknown {
  if (typeof value === 'string') return personal && !NOTHING.test(value) ? GONE : withoutPeople(value);
  if (typeof value === 'number') return personal ? GONE : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth >= DEPTH) return GONE;
  const inside = (held: unknown, name: unknown): unknown =>
    walk(held, personal || (typeof name === 'string' && isPersonal(name)), depth + 1);
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, held]) => [withoutPeople(key), inside(held, key)]));
  const name: unknown = value.length === 2 ? value[0] : undefined; // of a pair, as headers and tags come
  return value.map((item: unknown, i) => inside(item, i === 1 ? name : undefined));
}

function isPersonal(key: string): boolean {
  return KEY.test(key.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

function withoutPeople(text: string): string {
  const kept = text.includes('=') ? text.replaceAll(PARAMETER, parameter) : text;
  if (!MAY_NUMBER.test(kept)) return kept;
  return kept
    .replaceAll(IPV4, (address: string) => (isRouted(address) ? GONE : address))
    .replaceAll(IPV6, (address: string) => (isIPv6(address) ? GONE : address))
    .replaceAll(PHONE, GONE);
}

function parameter(whole: string, name: string, value: string): string {
  return isPersonal(name.replaceAll(/%(?:5[bdf]|2[de])/gi, '')) && !NOTHING.test(value) ? name + GONE : whole;
}

/** False for what is no address, and for those of one's own network, which are about nobody (RFC 6890). */
function isRouted(address: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  if (a > 223 || b > 255 || c > 255 || d > 255 || (b === 0 && c === 0 && d === 0)) return false;
  if (a === 0 || a === 10 || a === 127) return false;
  return !((a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168));
}
