import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { randomLabel } from '../dns/random-label.ts';
import { hasAddress } from '../net/connect.ts';
import { type Answer, LIMITS } from '../net/http-client.ts';
import { conclusive, walk } from '../net/http-walk.ts';
import { isPlatformName, siteOf } from '../../parsers/site.ts';
import { mediaType } from './headers.ts';
import { type Walk, walkSchema } from './hop.ts';
import { likenessOf } from './likeness.ts';
import { handedSchema, sessionsHanded } from './handed.ts';
import { unchallenged } from './unchallenged.ts';

/** A path and a query that no site has. */
const DEEP_PATH = '/launch-ready-check/deep';
const DEEP_QUERY = 'utm_source=launch-ready&keep=1';
/** How long the resolver may take to say whether www exists, ms. */
const LOOKUP_MS = 6_000;

/** The canonical matrix: http and https, apex and www, the home page and a deep path with a query, followed to the end. */
export const httpCanonical = defineProbe({
  id: 'http/canonical',
  on: 'site',
  touch: 'passive',
  asks: 'the web servers where each address leads',
  deadline: 20_000,
  sees: z.object({
    /** Whether www resolves, other than by the wildcard of a platform; without it only the apex is walked. */
    www: z.boolean(),
    /** Walks of `/`. */
    home: z.array(walkSchema),
    /** Walks of a path with a query that no site has, to see whether redirects keep both. */
    deep: z.array(walkSchema),
    /** The page at the end of https://domain/ and what it looks like (see http/page); null where that is no page. */
    front: z.object({ url: z.string(), likeness: z.string() }).nullable(),
    /** Session cookies that answers of these walks set while they send the visitor on to another host. */
    handed: z.array(handedSchema),
    deepPath: z.string(),
    deepQuery: z.string(),
  }),
  async collect({ domain }, io) {
    const www = await hasWww(io, domain);
    const hosts = www ? [domain, `www.${domain}`] : [domain];
    const starts = hosts.flatMap((host) => [`http://${host}`, `https://${host}`]);
    const walkAll = (path: string): Promise<Walked[]> =>
      Promise.all(
        starts.map(async (start) => {
          const answers: Answer[] = [];
          const see = (answer: Answer): unknown => answers.push(unchallenged(answer));
          const isFront = start === `https://${domain}` && path === '/';
          const walked = await walk(io, `${start}${path}`, { site: siteOf(domain), see, ...(isFront ? { limits: LIMITS } : {}) });
          return { walk: conclusive(walked), answers };
        }),
      );
    const [home, deep] = await Promise.all([walkAll('/'), walkAll(`${DEEP_PATH}?${DEEP_QUERY}`)]);
    const front = home.find(({ walk: { start } }) => start === `https://${domain}/`)?.answers.at(-1);
    return {
      www,
      home: home.map((each) => each.walk),
      deep: deep.map((each) => each.walk),
      front: frontOf(front),
      handed: [...home, ...deep].flatMap(({ answers }) => sessionsHanded(answers, io.now())),
      deepPath: DEEP_PATH,
      deepQuery: DEEP_QUERY,
    };
  },
});

interface Walked {
  walk: Walk;
  answers: Answer[];
}

function frontOf(answer: Answer | undefined): { url: string; likeness: string } | null {
  if (answer?.status !== 200 || mediaType(answer.headers) !== 'text/html') return null;
  const { origin, pathname } = new URL(answer.url);
  return { url: `${origin}${pathname}`, likeness: likenessOf(answer.body.bytes.toString('utf8')) };
}

/** Platforms answer for every name below a customer's (`*.vercel.app`), but nobody types www before one, and no certificate covers it. */
async function hasWww(io: Io, domain: string): Promise<boolean> {
  if (!(await hasAddress(io, `www.${domain}`, LOOKUP_MS))) return false;
  return !isPlatformName(domain) || !(await hasAddress(io, `${randomLabel(io)}.${domain}`, LOOKUP_MS));
}
