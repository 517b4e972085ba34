import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Headers } from '../../parsers/headers.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import type { Walk } from '../../probes/http/hop.ts';
import { edgesOf } from '../edge.ts';
import { auditOf, byEdge, byHand } from '../fix.ts';
import { stakesOf, roleFor, zoneOf } from '../host.ts';
import { chainOf, leapsOf } from '../walk.ts';
import { sampleWalk } from '../sample-walk.ts';

/** What Flexible does: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/flexible/, read 2026-11. */
const FLEXIBLE = 'edge mode Flexible: the edge asks your server over http, which answers "use https".';

const http = sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']);
const round = sampleWalk(['https://acme.com/ 301', 'https://acme.com/'], 'loop');

export default defineCheck({
  id: 'routing/loop',
  requirements: ['DNS-4', 'DNS-10'],
  title: 'Redirects come to an end',
  failing: 'Visitors meet a redirect loop and see no page',
  severity: 'blocker',
  hurts: ['traffic', 'login', 'signup', 'billing'],
  why: 'Browsers stop with "redirected you too many times". Nobody can open the page, log in or pay.',
  learn: [
    'https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/',
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.4',
  ],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'one redirect and an answer',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 200']), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'Cloudflare Flexible: https leads to itself',
      saw: { entry: { http, https: round, headers: [['cf-ray', '8f-FRA']] } },
      gives: 'fail',
    },
    {
      name: 'Cloudflare Flexible: https leads to http and back',
      saw: {
        entry: {
          http: sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 301', 'http://acme.com/'], 'loop'),
          https: sampleWalk(['https://acme.com/ 301', 'http://acme.com/ 301', 'https://acme.com/'], 'loop'),
          headers: [['server', 'cloudflare']],
        },
      },
      gives: 'fail',
    },
    {
      name: 'https and http send visitors to each other',
      saw: {
        entry: { http, https: sampleWalk(['https://acme.com/ 301', 'http://acme.com/ 301', 'https://acme.com/'], 'loop'), headers: [] },
      },
      gives: 'fail',
    },
    {
      name: 'apex and www send visitors to each other',
      saw: {
        entry: {
          http,
          https: sampleWalk(['https://acme.com/ 308', 'https://www.acme.com/ 301', 'https://acme.com/'], 'loop'),
          headers: [['x-vercel-id', 'fra1::x']],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a staging host in a loop',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: { entry: { http, https: sampleWalk(['https://staging.acme.com/ 302', 'https://staging.acme.com/'], 'loop'), headers: [] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'nobody answers',
      saw: {
        entry: {
          http: sampleWalk(['http://acme.com/ ECONNREFUSED'], 'error'),
          https: sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error'),
          headers: [],
        },
      },
      gives: 'skip',
    },
  ],
  judge({ entry: { http, https, headers } }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    const walk = [https, http].find(({ ends }) => ends === 'loop' || ends === 'too-many');
    if (!walk) {
      const silent = https.ends === 'error' && http.ends === 'error';
      return silent ? { is: 'skip', because: `Nobody answers at ${host}.` } : { is: 'pass' };
    }
    const flexible = flexibleIn(walk, headers);
    const around = {
      prompt: {
        goal: `https://${host} answers after at most one redirect.`,
        change: changeFor(walk, flexible !== null),
        not: 'remove the redirect from http to https, or switch TLS off between edge and server.',
        see: `curl -sIL --max-redirs 3 https://${host} ends with 200.`,
      },
      verify: `curl -sIL --max-redirs 3 https://${host}; ${auditOf(zoneOf(host, config), 'routing')}`,
      minutes: 20,
    };
    return {
      is: 'fail',
      found: `${chainOf(walk)}.${flexible === null ? '' : ` ${flexible}`}`,
      ...stakesOf(host, config),
      fix:
        flexible !== null
          ? byEdge(
              {
                setting: 'ssl',
                value: 'strict',
                steps: [
                  'Install a certificate on your server first: a Cloudflare origin certificate (SSL/TLS › Origin Server) or a public one.',
                  'Cloudflare: SSL/TLS › Overview › Configure: Full (strict).',
                  'Is it Full (strict) already? Then let the app behind the proxy trust X-Forwarded-Proto.',
                  'Other edges: make the edge connect to the server over https.',
                ],
              },
              around,
            )
          : byHand(
              [around.prompt.change, 'Look in all three places that can redirect: the edge, the hosting platform and the app itself.'],
              around,
            ),
    };
  },
});

/**
 * The cause in words where it looks like TLS mode Flexible, else null. It shows as https leading to http on one host, or behind Cloudflare
 * to itself.
 */
function flexibleIn(walk: Walk, headers: Headers): string | null {
  const onOneHost = leapsOf(walk).filter(({ from, to }) => from.protocol === 'https:' && from.host === to.host);
  const down = onOneHost.some(({ to }) => to.protocol === 'http:');
  if (edgesOf({ edge: {} }, headers).includes('cloudflare') && (down || onOneHost.some(({ from, to }) => from.href === to.href)))
    return `The cause is most likely Cloudflare with ${FLEXIBLE}`;
  return down ? `The cause may be ${FLEXIBLE}` : null;
}

function changeFor(walk: Walk, flexible: boolean): string {
  if (flexible) return 'set the TLS mode between edge and server to Full (strict), with a certificate on the server.';
  const hosts = [...new Set(leapsOf(walk).flatMap(({ from, to }) => [from.host, to.host]))];
  if (hosts.length > 1) return `keep one redirect between ${hosts.join(' and ')} and remove the opposite one.`;
  return 'find the rule that redirects the address to itself (edge rule, platform setting or middleware) and remove it.';
}
