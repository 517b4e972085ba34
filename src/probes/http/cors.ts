import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { first, words } from '../../parsers/headers.ts';
import { request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { siteOf } from '../../parsers/site.ts';
import { unchallenged } from './unchallenged.ts';

/** Kinds of foreign origin that a server might let in. `example.com` names stand for the attacker. */
export const ORIGIN_KINDS = ['stranger', 'null', 'prefix', 'suffix', 'http', 'subdomain'] as const;

/** Of a body only so much is read as tells a challenge from the route's own answer. */
const BODY = 16 * 1024;

type OriginKind = (typeof ORIGIN_KINDS)[number];
type Origin = [OriginKind, string];

/** How an API route answers foreign origins. */
export const httpCors = defineProbe({
  id: 'http/cors',
  on: 'url',
  touch: 'passive',
  asks: 'the route from foreign origins',
  deadline: 12_000,
  sees: z.object({
    /** One plain GET per origin. */
    answers: z.array(
      z.object({
        kind: z.enum(ORIGIN_KINDS),
        origin: z.string(),
        status: z.int(),
        allowOrigin: z.string().nullable(),
        allowCredentials: z.boolean(),
        varyOrigin: z.boolean(),
      }),
    ),
    /** What a stranger's page is told that asks before it changes something (Fetch section 4.8); null where its GET is let in already. */
    preflight: z
      .object({ status: z.int(), allowOrigin: z.string().nullable(), allowCredentials: z.boolean(), methods: z.array(z.string()) })
      .nullable(),
  }),
  async collect({ url }, io) {
    const { hostname } = new URL(url);
    const ask = async ([kind, origin]: Origin) => {
      const headers = { Origin: origin, Accept: 'application/json, */*;q=0.5' };
      const answer = unchallenged(mustAnswer(await request(io, { url, headers, limits: { bodyBytes: BODY } })));
      const vary = words(answer.headers, 'vary');
      return {
        kind,
        origin,
        status: answer.status,
        allowOrigin: first(answer.headers, 'access-control-allow-origin'),
        // Fetch section 3.3.5: nothing but the exact text `true` counts.
        allowCredentials: first(answer.headers, 'access-control-allow-credentials') === 'true',
        varyOrigin: vary.includes('origin') || vary.includes('*'),
      };
    };
    // Two by two: six at once would take every slot of the host, and other probes would time their own waiting.
    const [one, two, three, four, five, six] = originsFor(hostname);
    const answers = [
      ...(await Promise.all([one, two].map(ask))),
      ...(await Promise.all([three, four].map(ask))),
      ...(await Promise.all([five, six].map(ask))),
    ];
    const stranger = answers[0];
    const isIn = stranger?.allowOrigin === stranger?.origin;
    return { answers, preflight: isIn || stranger === undefined ? null : await preflightOf(io, url, stranger.origin) };
  },
});

/** An OPTIONS request, as a browser sends it before a PUT that carries the login. It changes nothing. */
async function preflightOf(io: Io, url: string, origin: string) {
  const headers = { Origin: origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'content-type' };
  const answer = await request(io, { url, method: 'OPTIONS', headers, limits: { bodyBytes: 0 } });
  if (answer.is === 'silence') return null;
  return {
    status: answer.status,
    allowOrigin: first(answer.headers, 'access-control-allow-origin'),
    allowCredentials: first(answer.headers, 'access-control-allow-credentials') === 'true',
    methods: words(answer.headers, 'access-control-allow-methods').map((each) => each.toUpperCase()),
  };
}

/** One foreign origin of each kind for a host; none of them is a page of its owner but `http` and `subdomain`. */
function originsFor(host: string): [Origin, Origin, Origin, Origin, Origin, Origin] {
  const site = siteOf(host);
  return [
    ['stranger', 'https://attacker.example.com'],
    ['null', 'null'],
    ['prefix', `https://${site}.example.com`],
    ['suffix', `https://example${site}`],
    ['http', `http://${site}`],
    ['subdomain', `https://launch-ready-check.${site}`],
  ];
}
