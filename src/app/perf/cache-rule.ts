import type { UrlKind } from '../../core/subject.ts';
import { FOREVER } from '../../checks/asset-fix.ts';
import { browserLife, cacheControl, isFile, servedFromCache, sharedBy } from '../../parsers/cache-life.ts';
import { FORMS, PERSONAL } from '../../probes/http/route-kind.ts';
import { isHashed } from '../../checks/hashed-name.ts';
import { nameOf, sessionCookies } from '../../checks/session-cookies.ts';
import type { CacheAdvice } from '../../load/result.ts';
import { first, type Headers, joined, words } from '../../parsers/headers.ts';
import type { Cookie } from '../../probes/http/page.ts';

/** For what is one visitor's own. */
export const PRIVATE = 'private, no-store';
/** For pages that nobody has proved to be the same for everybody: browsers keep them and ask each time. */
const ASK = 'no-cache';
/** For what is the same for everybody: browsers ask each time, and the edge answers for a minute. */
export const PUBLIC = 'public, max-age=0, s-maxage=60';
const DAY = 86_400;

/** One GET, redirects not followed. */
export interface Look {
  status: number;
  headers: Headers;
  cookies: Cookie[];
  /** The media type; empty when not told. */
  type: string;
  sha256: string;
}

/** An address as two strangers met it one after another and, where there is a login, a customer. */
export interface Seen {
  url: string;
  kind: UrlKind;
  stranger: Look;
  again: Look;
  customer?: Look | undefined;
}

export type Rule = Omit<CacheAdvice, 'steps'> | { is: 'skip'; url: string; why: string };

/**
 * The Cache-Control that an address should send. Nothing is advised to be kept that sets a cookie, needs a login or varies, and nothing
 * whose answer a customer was not seen to get alike: what is not proven stays with its visitor. Pure.
 */
export function ruleFor(seen: Seen, { now, slow }: { now: Date; slow: boolean }): Rule {
  const { url, kind } = seen;
  const answer = answerOf(seen);
  if (!isWell(answer) && !(kind === 'api' && refuses(answer))) return { is: 'skip', url, why: `it answers ${answer.status}` };
  const { headers } = answer;
  const base = { url, now: joined(headers, 'cache-control') };
  if (kind === 'asset') return { ...base, ...ofFile(url, answer, now) };
  const owner = ownerOf(seen, answer);
  if (owner !== undefined) return { ...base, ...ofOwner(answer, { owner, now }) };
  if (kind === 'health') {
    const shared = sharedBy(headers, now);
    if (shared === null) return { ...base, is: 'keep', because: 'No cache keeps it.' };
    return { ...base, is: 'set', value: 'no-store', because: `An old answer would say that all is well, yet it sends ${shared.header}.` };
  }
  return { ...base, ...ofEverybody(seen, { now, slow }) };
}

/** The answer that is judged: what strangers get, or where they get none, what customers do. */
export function answerOf({ stranger, customer }: Pick<Seen, 'stranger' | 'customer'>): Look {
  return !isWell(stranger) && customer !== undefined && isWell(customer) ? customer : stranger;
}

type Judged = Pick<CacheAdvice, 'is' | 'value' | 'because'>;

function ofFile(url: string, { headers, type }: Look, now: Date): Judged {
  if (!isHashed(url)) return { is: 'keep', because: 'Its name carries no hash, so a long life would keep old versions.' };
  if (type === 'text/html') return { is: 'keep', because: 'A page came in place of the file.' };
  const life = browserLife(headers, now);
  if (life !== null && life >= DAY) return { is: 'keep', because: 'Browsers keep it.' };
  return { is: 'set', value: FOREVER, because: 'Its name changes with its content, yet each visit downloads it again.' };
}

/** Why an answer belongs to one visitor; nothing where it may be everybody's. */
function ownerOf({ kind, stranger, again, customer }: Seen, answer: Look): string | undefined {
  if (refuses(answer)) return `It needs a login (it answers ${answer.status})`;
  if (!isWell(stranger)) return 'Only somebody logged in gets it';
  const [cookie] = sessionCookies(answer);
  if (cookie !== undefined) return `It sets the login cookie ${nameOf(cookie)}`;
  if (customer !== undefined && isWell(customer) && stranger.sha256 === again.sha256 && customer.sha256 !== stranger.sha256)
    return 'Customers get another answer than strangers';
  if (isFile(answer.headers)) return undefined;
  if (PERSONAL.has(kind)) return `It is a ${kind} page`;
  return FORMS.has(kind) ? 'Its form carries a token of one visitor' : undefined;
}

function ofOwner(answer: Look, { owner, now }: { owner: string; now: Date }): Judged {
  const { headers } = answer;
  const setsLogin = sessionCookies(answer).length > 0;
  const shared = sharedBy(headers, now);
  const open = shared !== null && !(setsLogin && shared.ignoring.includes('set-cookie')) ? shared.header : null;
  const kept = open ?? (setsLogin ? servedFromCache(headers) : null);
  if (kept !== null) return { is: 'set', value: PRIVATE, because: `${owner}, yet caches may hand it to others (${kept}).` };
  if (isTold(headers)) return { is: 'keep', because: `${owner}, and no shared cache keeps it.` };
  if (refuses(answer)) return { is: 'keep', because: `${owner}; what customers get was not seen.` };
  return { is: 'set', value: PRIVATE, because: `${owner}, yet it does not say how long it may be kept.` };
}

function ofEverybody(seen: Seen, { now, slow }: { now: Date; slow: boolean }): Judged {
  const { kind, stranger, customer } = seen;
  const { headers } = stranger;
  if (sharedBy(headers, now) !== null) return { is: 'keep', because: 'Shared caches keep it already.' };
  const told = cacheControl(headers);
  const forbids = told !== null && (told.noStore || told.private);
  const changes = changesBy(seen);
  const proven = changes === undefined && customer !== undefined && isWell(customer);
  const waits = slow ? 'Customers wait for it, and it' : 'It';
  if (proven && !forbids && (slow || !isTold(headers)))
    return { is: 'set', value: PUBLIC, because: `${waits} is the same for strangers and customers.` };
  if (slow && changes === undefined) {
    const doubt = forbids ? 'it says that nobody may keep it' : 'whether customers get the same was not measured';
    return { is: 'decide', value: PUBLIC, because: `${waits} is the same for two strangers, but ${doubt}.` };
  }
  if (isTold(headers)) return { is: 'keep', because: 'It says how long it may be kept.' };
  const why = changes ?? 'whether customers get the same was not measured';
  return { is: 'set', value: kind === 'api' ? PRIVATE : ASK, because: `It does not say how long it may be kept, and ${why}.` };
}

/** What makes two visitors get different answers; nothing where none was seen. */
function changesBy({ stranger, again }: Seen): string | undefined {
  const vary = words(stranger.headers, 'vary').filter((name) => name !== 'accept-encoding');
  if (vary.length > 0) return `it varies by ${vary.join(', ')}`;
  if (stranger.cookies.length > 0 || again.cookies.length > 0) return 'it sets a cookie';
  if (first(stranger.headers, 'access-control-allow-credentials') === 'true') return "it may be read with a visitor's cookies";
  return stranger.sha256 === again.sha256 ? undefined : 'each answer differs';
}

function isTold(headers: Headers): boolean {
  return first(headers, 'cache-control') !== null || first(headers, 'expires') !== null;
}

function isWell({ status }: Look): boolean {
  return status >= 200 && status < 300;
}

function refuses({ status }: Look): boolean {
  return status === 401 || status === 403;
}
