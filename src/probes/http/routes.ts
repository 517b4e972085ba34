import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import type { Io } from '../../core/io.ts';
import { URL_KINDS } from '../../core/subject.ts';
import { readPage } from '../../parsers/html.ts';
import { type Answer, LIMITS } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { walk } from '../net/http-walk.ts';
import { siteOf } from '../../parsers/site.ts';
import { SCRIPT_BYTES } from './bundle-texts.ts';
import { mediaType } from './headers.ts';
import { apisIn, assetsIn, ownScripts, pagesIn } from './route-find.ts';
import { stackIn } from './stack.ts';
import { unchallenged } from './unchallenged.ts';

const SCRIPTS = 3;

/** The pages, API routes and assets of a host, as its home page and up to 3 of its own scripts name them. Only URLs of the same site. */
export const httpRoutes = defineProbe({
  id: 'http/routes',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the home page and its scripts for routes',
  deadline: 15_000,
  sees: z.object({
    /** At most 6 pages (login, signup, dashboard, checkout first), 4 API routes and 3 assets; sorted by URL. */
    urls: z.array(z.object({ url: z.string(), for: z.enum(URL_KINDS) })),
    /** Frameworks recognised in the markup, such as "Next.js", "Vite", "Lovable"; sorted. */
    stack: z.array(z.string()),
  }),
  async collect({ host, port }, io) {
    const site = siteOf(host);
    let last: Answer | undefined;
    const start = `https://${host}${port === 443 ? '' : `:${port}`}/`;
    const { hops } = await walk(io, start, { site, limits: LIMITS, see: (answer) => (last = unchallenged(answer)) });
    const failed = hops.at(-1)?.error;
    if (failed) throw new ProbeError(failed.code, failed.message);
    if (!last || mediaType(last.headers) !== 'text/html') return { urls: [], stack: [] };
    const place = { home: new URL(last.url), site };
    const markup = last.body.bytes.toString('utf8');
    const page = readPage(markup);
    const scripts = await Promise.all(
      ownScripts(page, place)
        .slice(0, SCRIPTS)
        .map(({ href }) => scriptOf(io, href)),
    );
    const urls = [...pagesIn(page, place), ...apisIn([...scripts, ...page.inline], place), ...assetsIn(page, place)];
    return { urls: urls.toSorted((a, b) => (a.url < b.url ? -1 : 1)), stack: stackIn([markup, ...scripts]) };
  },
});

/** The text of a script; empty when it cannot be had, because a missing script is no reason to know no routes. */
async function scriptOf(io: Io, url: string): Promise<string> {
  const reply = await read(io, { url, limits: { bodyBytes: SCRIPT_BYTES } });
  const usable = reply.is === 'answer' && reply.status === 200 && mediaType(reply.headers) !== 'text/html';
  return usable ? reply.body.bytes.toString('utf8') : '';
}
