import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import { byRule, edgesOf, schemeRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { roleFor, stakesOf, zoneOf } from '../host.ts';
import { arrives, chainOf, firstHop } from '../walk.ts';
import { sampleWalk } from '../sample-walk.ts';

/** Answers over http that serve nothing: "use https" and the like. */
const REFUSES = new Set([400, 403, 410, 421, 426]);

const https = sampleWalk(['https://acme.com/ 200']);

export default defineCheck({
  id: 'routing/https',
  requirements: ['TLS-2', 'DNS-4'],
  title: 'Plain http leads to https',
  failing: 'Pages are served in the clear over http',
  severity: 'high',
  hurts: ['login', 'data', 'trust'],
  why: 'Over plain http anybody on the way can read passwords and change the page. Browsers mark it "Not secure".',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2',
    'https://developers.cloudflare.com/ssl/edge-certificates/additional-options/always-use-https/',
    'https://web.dev/articles/why-https-matters',
  ],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  causedBy: ['tls/handshake', 'routing/loop', 'routing/environment'],
  since: '0.1.0',
  examples: [
    {
      name: 'http redirects with 308',
      saw: { entry: { http: sampleWalk(['http://acme.com/ 308', 'https://acme.com/ 200']), https, headers: [] } },
      gives: 'pass',
    },
    {
      name: 'nothing listens on port 80',
      saw: { entry: { http: sampleWalk(['http://acme.com/ ECONNREFUSED'], 'error'), https, headers: [] } },
      gives: 'pass',
    },
    {
      name: 'an API that refuses http',
      subject: { kind: 'host', host: 'api.acme.com', port: 443 },
      saw: { entry: { http: sampleWalk(['http://api.acme.com/ 403']), https, headers: [] } },
      gives: 'pass',
    },
    {
      name: 'the page is served over http',
      saw: { entry: { http: sampleWalk(['http://acme.com/ 200']), https, headers: [] } },
      gives: 'fail',
    },
    {
      name: 'http leads to http on www',
      saw: { entry: { http: sampleWalk(['http://acme.com/ 301', 'http://www.acme.com/ 200']), https, headers: [] } },
      gives: 'fail',
    },
    {
      name: 'an API that answers 404 over http',
      subject: { kind: 'host', host: 'api.acme.com', port: 443 },
      saw: { entry: { http: sampleWalk(['http://api.acme.com/ 404']), https, headers: [] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a staging host over http',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: { entry: { http: sampleWalk(['http://staging.acme.com/ 200']), https, headers: [] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a loop is for routing/loop to report',
      saw: { entry: { http: sampleWalk(['http://acme.com/ 301', 'http://acme.com/'], 'loop'), https, headers: [] } },
      gives: 'skip',
    },
  ],
  judge({ entry: { http, headers } }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    const asked = firstHop(http);
    if (!asked || asked.status === null)
      return { is: 'pass', found: `Nothing answers at http://${host}, so nothing is served in the clear.` };
    if (!arrives(http)) {
      return http.hops.some(({ url, location }) => isSecure(url) || isSecure(location))
        ? { is: 'pass', found: chainOf(http) }
        : { is: 'skip', because: `${chainOf(http)}: routing/loop or routing/reachable reports it.` };
    }
    if (isSecure(http.final)) return { is: 'pass', found: chainOf(http) };
    const status = http.status ?? 0;
    if (http.ends === 'answered' && (REFUSES.has(status) || status >= 500))
      return { is: 'pass', found: `${chainOf(http)}: no page is served in the clear.` };
    const minor = http.ends === 'left' || (status >= 400 && status !== 401);
    return {
      is: 'fail',
      found: `${chainOf(http)}: it never ${http.hops.some(({ url }) => isSecure(url)) ? 'stays on' : 'reaches'} https.`,
      ...stakesOf(host, config, minor ? 'medium' : undefined),
      fix: byRule({ from: `http://${host}`, to: `https://${host}` }, stepsAt(edgesOf(config, headers), schemeRule(host)), {
        prompt: {
          goal: `every http address of ${host} redirects to the same address over https.`,
          change: `answer http://${host}/<path>?<query> with 301 to https://${host}/<path>?<query>, at the edge or in the web server.`,
          not: 'redirect in browser JavaScript, redirect everything to the home page, or set the edge to Flexible TLS.',
          see: `curl -sI 'http://${host}/a?b=1' shows 301 or 308 and Location: https://${host}/a?b=1.`,
        },
        verify: `curl -sI 'http://${host}/a?b=1'; ${auditOf(zoneOf(host, config), 'routing')}`,
        minutes: 15,
      }),
    };
  },
});

function isSecure(url: string | null): boolean {
  return url?.startsWith('https://') ?? false;
}
