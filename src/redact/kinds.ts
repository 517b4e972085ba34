import type { Findable, Kind } from './kind.ts';
import { AI } from './kinds-ai.ts';
import { BUILD } from './kinds-build.ts';
import { BUSINESS } from './kinds-business.ts';
import { CLOUDS } from './kinds-clouds.ts';
import { CODE } from './kinds-code.ts';
import { DATA } from './kinds-data.ts';
import { FILES } from './kinds-files.ts';
import { HOSTING } from './kinds-hosting.ts';
import { LOGIN } from './kinds-login.ts';
import { MESSAGES } from './kinds-messages.ts';
import { MODELS } from './kinds-models.ts';
import { PAY } from './kinds-pay.ts';
import { PEOPLE } from './kinds-people.ts';
import { SHAPES } from './kinds-shapes.ts';
import { WORK } from './kinds-work.ts';

/**
 * Words that name a secret in assignments, headers and query parameters. A few characters may follow, as in `SECRET_KEY_BASE`,
 * and a quote, as in JSON.
 */
const LABEL = String.raw`(?:passw(?:or)?d|pwd|passphrase|token|secret|credential|signature|(?:api|access|private|auth|service|encryption|signing|master)[_-]?key)[\w-]{0,24}\\{0,3}["'\x60]?`;

/** What may stand between `=` and its value. The end of a line only before a quote: code is wrapped so, and an empty value of `.env` ends there. */
const AFTER_EQUALS = String.raw`(?:\s{0,8}(?=\\{0,3}["'\x60])|[^\S\r\n]{0,8})`;

/** What may stand between `:` and its value. A header's value goes on in the next line when that is indented (RFC 9110, section 5.2), as YAML's does. */
const AFTER_COLON = String.raw`\s{0,8}(?<![\r\n])`;

/** What has no shape of its own but stands behind a word that names it; masked, never reported. */
const LABELLED = [
  {
    id: 'assignment',
    kind: 'assignment or query parameter',
    provider: '',
    find: 'value',
    begins: String.raw`${LABEL}\s{0,8}(?:=|%3[dD])>?${AFTER_EQUALS}`,
    value: 'assigned',
  },
  { id: 'labelled', kind: 'labelled text', provider: '', find: 'value', begins: String.raw`${LABEL}\s{0,8}:\s{0,8}`, value: 'quoted' },
  {
    id: 'credential',
    kind: 'Bearer or Basic value',
    provider: '',
    find: 'value',
    begins: String.raw`(?:bearer|basic)(?:\s|%(?:25)?20){1,8}`,
    value: 'credential',
  },
  {
    id: 'authorization',
    kind: 'Authorization header',
    provider: '',
    find: 'value',
    begins: String.raw`authorization\\{0,3}["']?\s{0,8}(?:=${AFTER_EQUALS}|:${AFTER_COLON})`,
    value: 'header',
  },
  // Names of DNS, certificates and headers come in lower case.
  {
    id: 'aws-lower',
    kind: 'AWS key id in lower case',
    provider: 'AWS',
    find: 'token',
    begins: String.raw`(?<![a-z])akia(?=[a-z]{0,8}[2-7])[a-z2-7]{8}`,
  },
] as const satisfies readonly Kind[];

/**
 * Every kind of secret, for masking and for `secrets scan` alike. Public by design, and so absent: Google `AIza` outside Gemini, Stripe
 * `pk_`, Supabase `sb_publishable_`, PostHog `phc_`, Sentry DSNs, reCAPTCHA site keys, Mapbox `pk.`. Where masking begins (`begins`), six
 * characters after an unmistakable prefix are enough: names and excerpts cut tokens short, and put them in lower case. Scanning wants
 * the whole shape. Sources: the providers' own pages and the rules of gitleaks and betterleaks (MIT) and secretlint (MIT), 2026-11.
 */
// prettier-ignore
export const KINDS: readonly Kind[] = [
  ...HOSTING, ...DATA, ...BUSINESS, ...MESSAGES, ...CODE, ...AI, ...SHAPES,
  ...MODELS, ...CLOUDS, ...PAY, ...PEOPLE, ...WORK, ...BUILD, ...LOGIN, ...FILES, ...LABELLED,
];

/** Kinds that a scan looks for. */
export const FINDABLE: readonly Findable[] = KINDS.filter((kind): kind is Findable => kind.find !== 'value' && kind.scan !== undefined);

/** Object keys whose text is a secret whatever it looks like. */
export const SECRET_KEY = /(?:passw(?:or)?d|pwd|passphrase|token|secret|authorization|(?:api|access|private|secret|auth)[_-]?key)$/i;

/** Values that stand for a secret without being one: empty, a variable, a blank to fill in, or already masked. */
export const PLACEHOLDER =
  /^(?:=*|…\S{0,4}|\*+|[xX]+|\.{3}|\$\{?\w+\}?|\{\{\s*\w+\s*\}\}|(?:process|import\.meta)\.env\.\w+|true|false|null|undefined|none)$/;

/** Keys that are meant to be seen by every visitor. */
export const PUBLIC = /^(?:pk_(?:live|test)_\w+|sb_publishable_[\w-]+|AIza[\w-]+|phc_\w+)$/;
