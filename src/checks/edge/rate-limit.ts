import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { BURST, httpBurst } from '../../probes/http/burst.ts';
import { stepsAt, edgesOf } from '../edge.ts';
import { byEdge } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { plain } from '../plain.ts';

type Seen = Saw<{ seen: typeof httpBurst }>['seen'];

const DOORS = {
  login: { word: 'log-in', hurts: ['login', 'data'], at: 'guess passwords' },
  signup: { word: 'signup', hurts: ['signup', 'cost'], at: 'open accounts by the thousand' },
  reset: { word: 'password reset', hurts: ['email', 'cost'], at: 'send reset mail without end' },
} as const;

/** Seconds that limits are counted in; those of the edge rule. */
const WINDOW = 10;

const seen = (change: Partial<Seen> = {}): { seen: Seen } => ({
  seen: { door: 'login', method: 'POST', status: 401, asked: BURST.requests, ms: 3_000, ends: 'budget', retryAfter: null, ...change },
});
const login = { kind: 'url', url: 'https://app.acme.com/login', for: 'login' } as const;

export default defineCheck({
  id: 'edge/rate-limit',
  requirements: ['EDG-3'],
  title: 'Somebody who tries again and again is stopped',
  failing: 'Nothing stops a robot that tries your doors again and again',
  severity: 'high',
  hurts: ['login', 'data'],
  why: 'Robots try stolen passwords and open accounts all day. Without a limit each try is answered, and customers lose accounts or you pay for the mail.',
  learn: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Credential_Stuffing_Prevention_Cheat_Sheet.html',
    'https://developers.cloudflare.com/waf/rate-limiting-rules/',
  ],
  on: 'url',
  about: ['login', 'signup', 'page'],
  reads: { seen: httpBurst },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'stopped, and told when to come back',
      subject: login,
      saw: seen({ ends: 'limited', status: 429, asked: 21, retryAfter: '10' }),
      gives: 'pass',
    },
    {
      name: 'stopped without a word when to come back',
      subject: login,
      saw: seen({ ends: 'limited', status: 429, asked: 6 }),
      gives: 'pass',
    },
    { name: 'blocked after some tries', subject: login, saw: seen({ ends: 'refused', status: 403, asked: 11 }), gives: 'pass' },
    {
      name: 'asked to prove humanity after some tries',
      subject: login,
      saw: seen({ ends: 'challenged', status: 403, asked: 11 }),
      gives: 'pass',
    },
    {
      name: 'refused from the start, as a form without its token',
      subject: login,
      saw: seen({ ends: 'refused', status: 403, asked: 1 }),
      gives: 'skip',
    },
    { name: 'a challenge from the start', subject: login, saw: seen({ ends: 'challenged', status: 403, asked: 1 }), gives: 'skip' },
    { name: 'thirty tries, each answered', subject: login, saw: seen(), gives: { fail: 'high' } },
    {
      name: 'the page takes no log-in: it is sent elsewhere',
      subject: login,
      saw: seen({ method: 'GET', status: 200 }),
      gives: { fail: 'low' },
    },
    {
      name: 'a signup',
      subject: { ...login, for: 'signup' },
      saw: seen({ door: 'signup', method: 'GET', status: 200 }),
      gives: { fail: 'low' },
    },
    {
      name: 'a password reset',
      subject: { ...login, for: 'page' },
      saw: seen({ door: 'reset', method: 'GET', status: 200 }),
      gives: { fail: 'low' },
    },
    { name: 'too slow to tell', subject: login, saw: seen({ ms: 20_000 }), gives: 'skip' },
    { name: 'nothing is there', subject: login, saw: seen({ method: 'GET', status: 404 }), gives: 'skip' },
  ],
  judge({ seen }, { subject, config }) {
    const { door, method, status, asked, ms, ends, retryAfter } = seen;
    if (ends === 'limited') {
      const when = retryAfter === null ? 'without Retry-After' : `with Retry-After: ${plain(retryAfter, 40)}`;
      return { is: 'pass', found: `Request ${asked} was answered with 429 ${when}.` };
    }
    if (ends !== 'budget') {
      if (asked === 1) return { is: 'skip', because: `The first request was ${ends} (${status}), so no limit was seen.` };
      return { is: 'pass', found: `Request ${asked} was ${ends} (${status}).` };
    }
    if (status === 404) return { is: 'skip', because: 'There is no page at this address.' };
    const { requests, paths } = config.edge.rate_limit;
    const inWindow = Math.min(asked, Math.floor((asked * WINDOW * 1_000) / ms));
    if (inWindow <= requests)
      return { is: 'skip', because: `${inWindow} requests in ${WINDOW} s were tried, which your limit of ${requests} lets through.` };
    const { word, hurts, at } = DOORS[door];
    const { pathname: path, hostname: host } = new URL(subject.url);
    const only = method === 'GET' ? ' That was the page; where its form is sent was not tried.' : '';
    const all = [...new Set([...(paths ?? []), path])];
    return {
      is: 'fail',
      found: `${asked} ${method} requests to ${subject.url} in ${(ms / 1_000).toFixed(1)} s were all answered, the last with ${status}: a robot can ${at}.${only}`,
      // Only the page was asked for; a limit may stand where its form is sent.
      ...(method === 'GET' ? { severity: 'low' as const } : {}),
      hurts,
      fix: byEdge(
        {
          setting: 'rate_limit',
          value: `${path}: at most ${requests} requests per visitor in ${WINDOW} s, then 429 with Retry-After: ${WINDOW}`,
          steps: [
            ...stepsAt(edgesOf(config), {
              cloudflare: `Cloudflare: write \`edge: { rate_limit: { paths: ${JSON.stringify(all)}, requests: ${requests} } }\` into launch-ready.yaml, look at \`launch-ready edge plan\`, and apply it.`,
              vercel: `Vercel: Firewall › Rules › New rule: if Request Path equals ${path}, Rate Limit ${requests} requests per ${WINDOW} s by IP, then 429.`,
              nginx: `nginx: \`limit_req_zone $binary_remote_addr zone=doors:10m rate=${requests * 6}r/m;\` and in \`location = ${path}\`: \`limit_req zone=doors burst=${requests} nodelay; limit_req_status 429;\``,
            }),
            'Count tries per account in the app as well: a slow robot with many addresses passes every edge. Leave webhooks out of the rule.',
          ],
        },
        {
          prompt: {
            goal: `Nobody can try our ${word} again and again.`,
            change: `Answer ${path} on ${host} with 429 and Retry-After: ${WINDOW} after ${requests} requests of one visitor in ${WINDOW} seconds, and count failed tries per account as well.`,
            not: 'limit webhooks or health checks, or lock an account for good: a stranger could lock your customers out.',
            see: `\`launch-ready audit ${zoneOf(host, config)} --only edge --active\` passes edge/rate-limit.`,
          },
          verify: `launch-ready audit ${zoneOf(host, config)} --only edge --active`,
          minutes: 20,
        },
      ),
    };
  },
});
