import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import type { Io } from '../../core/io.ts';
import { first, type Headers } from '../../parsers/headers.ts';
import { readPage } from '../../parsers/html.ts';
import { isWithin, siteOf } from '../../parsers/site.ts';
import { redactText } from '../../redact/redact.ts';
import { type Answer, LIMITS, request } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { mediaType } from './headers.ts';
import { baseOf } from './route-find.ts';

/** Files of the home page that are asked twice. */
const FILES = 10;

/** Headers that tell who may keep an answer, and who did. */
const OF_CACHES = /^(age|cache-control|expires|date|(.*-)?cache(-status)?|cf-cache-status|(.*-)?cdn-cache.*|surrogate-control)$/;

/** Up to 10 scripts and styles of a home page, asked twice as on two visits: how the second was answered. The visits share no browser cache. */
export const httpRepeat = defineProbe({
  id: 'http/repeat',
  on: 'host',
  touch: 'active',
  needs: 'web',
  asks: 'the files of the home page, twice',
  deadline: 60_000,
  sees: z.object({
    /** Of the second answer, which was asked for with the validators of the first; those that answer 200 at first. */
    files: z.array(z.object({ url: z.string(), status: z.int(), headers: z.array(z.tuple([z.string(), z.string()])) })),
  }),
  async collect({ host, port }, io) {
    let last: Answer | undefined;
    const site = siteOf(host);
    const start = `https://${host}${port === 443 ? '' : `:${port}`}/`;
    const { hops } = await walk(io, start, { site, limits: LIMITS, see: (answer) => (last = answer) });
    const failed = hops.at(-1)?.error;
    if (failed) throw new ProbeError(failed.code, failed.message);
    // A home page that lies on another host is looked at there.
    if (!last || new URL(last.url).hostname !== host || mediaType(last.headers) !== 'text/html') return { files: [] };
    const page = readPage(last.body.bytes.toString('utf8'));
    const base = baseOf(page, last.url);
    const urls = [...page.scripts, ...page.styles].flatMap((address) => {
      const url = URL.parse(address, base.href);
      return url && isWithin(site, url) && redactText(url.href) === url.href ? [url.href] : [];
    });
    const seen = await Promise.all([...new Set(urls)].slice(0, FILES).map((url) => twice(io, url)));
    return { files: seen.filter((each) => each !== null) };
  },
});

async function twice(io: Io, url: string): Promise<{ url: string; status: number; headers: [string, string][] } | null> {
  const before = await request(io, { url, limits: { bodyBytes: LIMITS.bodyBytes } });
  if (before.is === 'silence' || before.status !== 200) return null;
  const again = await request(io, { url, headers: validators(before.headers), limits: { bodyBytes: 0 } });
  if (again.is === 'silence') return null;
  return { url, status: again.status, headers: again.headers.filter(([name]) => OF_CACHES.test(name)) };
}

/** What a browser sends to ask whether its copy is still right (RFC 9110 section 13.1). */
function validators(headers: Headers): Record<string, string> {
  const [etag, modified] = [first(headers, 'etag'), first(headers, 'last-modified')];
  return { ...(etag === null ? {} : { 'If-None-Match': etag }), ...(modified === null ? {} : { 'If-Modified-Since': modified }) };
}
