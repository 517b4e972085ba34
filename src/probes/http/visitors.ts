import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { isFile, servedFromCache, sharedBy } from '../../parsers/cache-life.ts';
import { all, type Headers } from '../../parsers/headers.ts';
import { sessionOfCookie } from '../../parsers/session-cookie.ts';
import { parseSetCookie } from '../../parsers/set-cookie.ts';
import { siteOf } from '../../parsers/site.ts';
import { type Answer, LIMITS, request } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { likenessOf } from './likeness.ts';
import { FORMS, PERSONAL } from './route-kind.ts';

/** Headers by which caches are told what to keep, or say what they kept. */
const OF_CACHES =
  /^(age|vary|expires|last-modified|date|cache-control|surrogate-control|.*cdn-cache-control|cf-cache-status|cache-status|cdn-cache|x-(vercel-|proxy-)?cache(-status)?)$/;

/** Cookies of one answer that are compared and sent back. */
const COOKIES = 10;

const headers = z.array(z.tuple([z.string(), z.string()]));

/** An address as a second visitor meets it, and as one who holds the cookies that the first answer set. Asked only where it may be personal. */
export const httpVisitors = defineProbe({
  id: 'http/visitors',
  on: 'url',
  touch: 'passive',
  asks: 'the page as a second visitor',
  deadline: 15_000,
  sees: z.object({
    /** Who came after without a cookie; null where nobody was sent, or the answer was of another kind. Headers are those about caches. */
    second: z
      .object({
        headers,
        /** Login cookies of the first answer that this one was handed with the same value. */
        handed: z.array(z.string()),
        /** Login cookies of the first answer that this one got with a value of its own. */
        own: z.array(z.string()),
      })
      .nullable(),
    /** Who came with the cookies of the first answer; null where it set no login cookie. */
    returning: z
      .object({
        headers,
        /** True where the page differs, although two visitors without cookies saw the same. */
        differs: z.boolean(),
      })
      .nullable(),
  }),
  async collect({ url, for: kind }, io) {
    let first: Answer | undefined;
    await walk(io, url, { site: siteOf(new URL(url).hostname), limits: LIMITS, see: (answer) => (first = answer) });
    if (first?.status !== 200 || place(first.url) !== place(url)) return { second: null, returning: null };
    const cookies = cookiesIn(first.headers, io.now());
    const logins = [...cookies].filter(([name, value]) => sessionOfCookie(name, value) !== null).map(([name]) => name);
    const personal = PERSONAL.has(kind) || FORMS.has(kind);
    if (logins.length === 0 && !(personal && mayBeKept(first.headers, io.now()))) return { second: null, returning: null };
    const second = await ask(io, first);
    if (!second) return { second: null, returning: null };
    const given = cookiesIn(second.headers, io.now());
    const returning = logins.length > 0 ? await ask(io, first, jarOf(cookies)) : null;
    return {
      second: {
        headers: ofCaches(second.headers),
        handed: logins.filter((name) => given.get(name) === cookies.get(name)),
        own: logins.filter((name) => given.has(name) && given.get(name) !== cookies.get(name)),
      },
      returning: returning && {
        headers: ofCaches(returning.headers),
        differs: likeness(first) === likeness(second) && likeness(returning) !== likeness(first),
      },
    };
  },
});

/** The same address anew, never shared with another probe; null where it answers otherwise or not at all. */
async function ask(io: Io, { url, status }: Answer, cookie?: string): Promise<Answer | null> {
  const reply = await request(io, { url, limits: LIMITS, headers: cookie === undefined ? {} : { Cookie: cookie } });
  return reply.is === 'answer' && reply.status === status ? reply : null;
}

function mayBeKept(headers: Headers, now: Date): boolean {
  return (sharedBy(headers, now) !== null && !isFile(headers)) || servedFromCache(headers) !== null;
}

/** The cookies an answer sets, with their values: they stay in this probe. */
function cookiesIn(headers: Headers, now: Date): Map<string, string> {
  const read = all(headers, 'set-cookie').slice(0, COOKIES);
  return new Map(read.flatMap((line) => parseSetCookie(line, now) ?? []).map(({ name, value }) => [name, value]));
}

/** The Cookie header that a browser would send; what no header may hold is left out. */
function jarOf(cookies: ReadonlyMap<string, string>): string {
  const pairs = [...cookies].map(([name, value]) => `${name}=${value}`);
  return pairs.filter((pair) => /^[ -~]+$/.test(pair)).join('; ');
}

function ofCaches(headers: Headers): [string, string][] {
  return headers.filter(([name]) => OF_CACHES.test(name)).map(([name, value]) => [name, value]);
}

function likeness({ body }: Answer): string {
  return likenessOf(body.bytes.toString('utf8'));
}

function place(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname.replace(/\/$/, '');
}
