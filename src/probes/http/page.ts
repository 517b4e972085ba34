import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { all, first, type Headers } from '../../parsers/headers.ts';
import { type Page, readPage } from '../../parsers/html.ts';
import { sessionOfCookie, shapeOfCookie } from '../../parsers/session-cookie.ts';
import { parseSetCookie } from '../../parsers/set-cookie.ts';
import { type Answer, FILE_LIMITS, LIMITS } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { siteOf } from '../../parsers/site.ts';
import { evidenceHeaders, mediaType } from './headers.ts';
import { downgradeIn, foreignScript, insecureLoad, loadsIn } from './loads.ts';
import { likenessOf } from './likeness.ts';
import { baseOf } from './route-find.ts';
import { traceIn } from './trace.ts';
import { unchallenged } from './unchallenged.ts';

/** Cookies of one answer that are looked at, and canonical tags of one page. */
const COOKIES = 50;
const CANONICALS = 5;

export const cookieSchema = z.object({
  name: z.string(),
  /** What the value looks like; the value itself is never kept. */
  shape: z.enum(['empty', 'flag', 'word', 'token', 'jwt', 'json']),
  /** The framework whose session cookie has this name and shape, such as "Supabase" or "Express"; null for others. */
  session: z.string().nullable(),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.enum(['strict', 'lax', 'none', 'absent', 'invalid']),
  domain: z.string().nullable(),
  path: z.string().nullable(),
  /** Seconds; null for a cookie that ends with the browser session. */
  maxAge: z.number().nullable(),
});
export type Cookie = z.output<typeof cookieSchema>;

/** One GET of a URL, redirects followed inside the site: headers, cookies by meaning, what kind of body, and how long it took. */
export const httpPage = defineProbe({
  id: 'http/page',
  on: 'url',
  touch: 'passive',
  asks: 'the page',
  deadline: 15_000,
  sees: z.object({
    /** Where redirects ended. */
    url: z.string(),
    redirects: z.int(),
    /** The status of each redirect, one that leaves the site included. */
    via: z.array(z.int()),
    /** The first http address that an https one redirects to, without query; null where none does. */
    downgrade: z.string().nullable(),
    status: z.int(),
    /** Names in lower case, in order, duplicates kept, cookie values masked. */
    headers: z.array(z.tuple([z.string(), z.string()])),
    cookies: z.array(cookieSchema),
    body: z.object({
      /** Bytes on the wire, and after decompression (at most 2 MB are read, 6 MB of a file). */
      wireBytes: z.int(),
      bytes: z.int(),
      truncated: z.boolean(),
      /** Media type without parameters, lower case; empty when not told. */
      type: z.string(),
      /** Content-Encoding, or null. */
      encoding: z.string().nullable(),
      sha256: z.string(),
      title: z.string().nullable(),
      /** A line of a stack trace shown to visitors, if any, redacted. */
      trace: z.string().nullable(),
      /** True when the page has a password field. */
      asksPassword: z.boolean(),
      /** Where the page says it belongs: its link[rel=canonical], whole addresses without query, those that are addresses. */
      canonicals: z.array(z.string()),
      /** Equal for pages that are the same but for what is new in each answer, such as nonces. */
      likeness: z.string(),
      /** What the page's own meta tags say in place of headers: content-security-policy, referrer-policy and x-robots-tag. */
      equivalents: z.array(z.tuple([z.string(), z.string()])),
      /** What an https page asks for over http, at most 20. */
      insecure: z.array(insecureLoad),
      /** Scripts of other owners that it loads, at most 30. */
      foreign: z.array(foreignScript),
    }),
    /** ms from the start of the last request. */
    firstByteMs: z.number(),
    totalMs: z.number(),
  }),
  async collect({ url, for: kind }, io) {
    let last: Answer | undefined;
    const walked = await walk(io, url, {
      site: siteOf(new URL(url).hostname),
      limits: kind === 'asset' ? FILE_LIMITS : LIMITS,
      see: (answer) => (last = unchallenged(answer)),
    });
    const failed = walked.hops.at(-1)?.error;
    if (failed) throw new ProbeError(failed.code, failed.message);
    if (!last) throw new ProbeError('no-answer', `${url} gave no answer`);
    const { status, headers, body, firstByteMs, totalMs } = last;
    const type = mediaType(headers);
    const text = body.bytes.toString('utf8');
    const html = type === 'text/html' || type === 'application/xhtml+xml' ? readPage(text) : null;
    return {
      url: last.url,
      redirects: walked.hops.length - 1,
      via: walked.hops.flatMap(({ status, location }) => (status !== null && status >= 300 && location !== null ? [status] : [])),
      downgrade: downgradeIn(walked),
      status,
      headers: evidenceHeaders(headers),
      cookies: cookiesOf(headers, io.now()),
      body: {
        wireBytes: body.wireBytes,
        bytes: body.bytes.length,
        truncated: body.truncated,
        type,
        encoding: first(headers, 'content-encoding')?.trim().toLowerCase() || null,
        sha256: createHash('sha256').update(body.bytes).digest('hex'),
        title: html?.title ?? null,
        trace: traceIn(text, { status, type }),
        asksPassword: html?.asksPassword ?? false,
        canonicals: html ? canonicalsOf(html, last.url) : [],
        likeness: likenessOf(text),
        equivalents: html?.equivalents ?? [],
        ...(html ? loadsIn(text, last.url) : { insecure: [], foreign: [] }),
      },
      firstByteMs,
      totalMs,
    };
  },
});

/** Addresses of link[rel=canonical] as crawlers read them; a query may carry a token and is left out. */
function canonicalsOf(page: Page, url: string): string[] {
  const told = page.canonicals.slice(0, CANONICALS).map((href) => URL.parse(href, baseOf(page, url).href));
  return [...new Set(told.flatMap((each) => (each && /^https?:$/.test(each.protocol) ? [`${each.origin}${each.pathname}`] : [])))];
}

/** The cookies of an answer by meaning, values left out. */
export function cookiesOf(headers: Headers, now: Date): Cookie[] {
  const cookies: Cookie[] = [];
  for (const line of all(headers, 'set-cookie').slice(0, COOKIES)) {
    const read = parseSetCookie(line, now);
    if (!read) continue;
    const { name, value, secure, httpOnly, sameSite, domain, path, maxAge } = read;
    cookies.push({
      name,
      shape: shapeOfCookie(value),
      session: sessionOfCookie(name, value),
      secure,
      httpOnly,
      sameSite,
      domain,
      path,
      maxAge,
    });
  }
  return cookies;
}
