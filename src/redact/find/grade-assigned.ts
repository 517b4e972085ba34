import { PUBLIC } from '../kinds.ts';
import { isAnon } from '../shapes.ts';
import type { Graded } from './grade.ts';
import { likeness } from './likeness.ts';
import type { Hit } from './search.ts';
import { isStandIn } from './stand-in.ts';

/** Names of what is no secret although a word in them is: ids, addresses, places in lists, what every visitor sees, what makes a request count once. */
const HARMLESS =
  /public|publishable|anon|site[_-]?key|idempoten|client[_-]?request[_-]?token|csrf|xsrf|next|page|cursor|continuation|cancel|(?:id|name|url|uri|path|type|hash|digest|arn|header|field|prefix|label|file|version|ref|param|length|count|at|in|kind|text|project|account|team|workspace|region)s?$/i;
/** Names of keys that vendors make for the browser, whatever word they end with. */
const FOR_BROWSERS =
  /client[_-]?(?:token|key)|mapbox|posthog|mixpanel|amplitude|segment|firebase|maps|turnstile|recaptcha|algolia[_-]?(?:search|api)|pusher[_-]?(?:app[_-]?)?key|datadog[_-]?client|sentry[_-]?dsn|intercom|hotjar|plausible/i;
/** Words between a name and its value: of XML, of lists of names and values, and the ends of colours. */
const BETWEEN = /^(?:value|key|string|\d{0,3}m|)$/i;
const UUID = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i;
/** How random a value must read: 99 of 100 random ones do, one in 200 words of code. See the test beside `likeness`. */
export const RANDOM = 1;
/** Where no quotes say that it is a text and no name, it must be plainly random. */
const PLAINLY = 4;

/** Judges what stands behind a name of a secret; null for words, stand-ins, code, and what is made to be seen. Pure. */
export function gradeAssigned({ value, before, kind }: Hit, after: string): Graded | null {
  const quote = /\\{0,3}["'`]$/.exec(before)?.[0] ?? '';
  const name = before.split(/[^\w-]+/).findLast((word) => !BETWEEN.test(word)) ?? '';
  if (
    HARMLESS.test(name) ||
    (FOR_BROWSERS.test(name) && !/secret|private|server/i.test(name)) ||
    PUBLIC.test(value) ||
    isAnon(value) ||
    isStandIn(value) ||
    /^sha\d{3}-/.test(value)
  )
    return null;
  if (quote === '' ? !isWholeWord(value, after) : !after.startsWith(quote)) return null;
  const score = likeness(value);
  if (score < (quote === '' ? PLAINLY : RANDOM)) return null;
  const grade = UUID.test(value) ? 'minor' : kind.scan.grade;
  return { kind: kind.kind, provider: kind.provider, grade, says: name === '' ? [] : [`named ${name.slice(0, 60)}`] };
}

/** True where a value without quotes ends as one in settings does, and is no expression of code. */
function isWholeWord(value: string, after: string): boolean {
  return /^(?:$|[\s&<"'`;,]|\\[nr"])/.test(after) && /\d/.test(value) && !/\.[A-Za-z_$]/.test(value);
}
