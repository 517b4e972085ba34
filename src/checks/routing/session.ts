import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import type { Handed } from '../../probes/http/handed.ts';
import { byRule, edgesOf, hostRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { shortUrl } from '../plain.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';
import { nameOf, type SessionCookie, sessionCookies } from '../session-cookies.ts';

const toApex = sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200']);
const handed = (change: Parameters<typeof sampleCookie>[0], more: Partial<Handed> = {}) => ({
  canonical: sampleCanonical(
    [toApex],
    [],
    [{ at: 'https://www.acme.com', to: 'https://acme.com', cookie: sampleCookie(change), anew: false, ...more }],
  ),
});

export default defineCheck({
  id: 'routing/session',
  requirements: ['DNS-4', 'DNS-10'],
  title: 'Logins survive the redirect to the canonical address',
  failing: 'Whoever logs in at the old address is logged out by its redirect',
  severity: 'medium',
  hurts: ['login'],
  why: 'A cookie without Domain belongs to the host that set it. The redirect leaves that host, so a sign-in that returns there is lost on the way.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies#define_where_cookies_are_sent',
    'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.7',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['routing/loop'],
  since: '0.1.0',
  examples: [
    { name: 'a redirect without a session', saw: { canonical: sampleCanonical([toApex]) }, gives: 'pass' },
    { name: 'a session of www alone, and the apex knows none', saw: handed({}), gives: 'fail' },
    { name: 'a session of www, and the apex begins another', saw: handed({}, { anew: true }), gives: { fail: 'low' } },
    { name: 'a session of both hosts', saw: handed({ domain: 'acme.com' }), gives: 'pass' },
    {
      name: 'a session of the apex and all below, sent to the app',
      saw: handed({ domain: 'acme.com' }, { at: 'https://acme.com', to: 'https://app.acme.com' }),
      gives: 'pass',
    },
    { name: 'a session for another branch of the site', saw: handed({ domain: 'www.acme.com' }), gives: 'fail' },
    { name: 'a session that ends with the redirect', saw: handed({ shape: 'empty', maxAge: 0 }), gives: 'pass' },
    {
      name: 'nobody answers',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical }, { subject: { domain }, config }) {
    if (canonical.home.every(({ ends }) => ends === 'error')) return { is: 'skip', because: `No address of ${domain} answers.` };
    const lost = canonical.handed.flatMap(lossOf);
    const [worst] = [...lost.filter(({ anew }) => !anew), ...lost];
    if (!worst) return { is: 'pass' };
    const { at, to, cookie, anew } = worst;
    const [from, next] = [new URL(at).host, new URL(to).host];
    const name = nameOf(cookie);
    const meets = anew ? `${next} begins another` : `${next} never sees it`;
    return {
      is: 'fail',
      ...(anew ? { severity: 'low' } : {}),
      found: `${shortUrl(at)} sets ${name} (${cookie.session}) for ${cookie.domain ?? `${new URL(at).hostname} alone`} and redirects to ${shortUrl(to)}; ${meets}.`,
      at: [{ at: name }],
      fix: byRule(
        { from: at, to },
        [...stepsAt(edgesOf(config), hostRule(from, next)), `Name ${to} in the callback addresses of your sign-in providers.`],
        {
          prompt: {
            goal: `nobody is logged out by the redirect from ${from} to ${next}.`,
            change: `let the edge redirect every address of ${from} to ${to} before the app answers there, and name ${to} in every callback address (auth provider, AUTH_URL or the like).`,
            not: `widen the cookie ${name} to every subdomain with Domain, unless two of our subdomains really share one login.`,
            see: `curl -sI ${at}/ shows the redirect and no Set-Cookie, and a sign-in that starts at ${at} ends logged in at ${to}.`,
          },
          verify: `curl -sI ${at}/ | grep -iE '^(location|set-cookie)'; ${auditOf(domain, 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});

interface Loss extends Handed {
  cookie: SessionCookie;
}

/** The cookie is lost where its domain does not reach the host that comes next (RFC 6265bis section 5.1.3). */
function lossOf(handed: Handed): Loss[] {
  const next = new URL(handed.to).hostname;
  const [cookie] = sessionCookies({ cookies: [handed.cookie] });
  if (!cookie || (cookie.domain !== null && `.${next}`.endsWith(`.${cookie.domain}`))) return [];
  return [{ ...handed, cookie }];
}
