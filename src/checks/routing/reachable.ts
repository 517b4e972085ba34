import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { HostRole } from '../../core/config.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import type { Walk } from '../../probes/http/hop.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, roleFor, zoneOf } from '../host.ts';
import { chainOf } from '../walk.ts';
import { sampleWalk } from '../sample-walk.ts';

/** Cloudflare's own 5xx codes: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
const EDGE_ERRORS: Readonly<Record<number, string>> = {
  520: 'Cloudflare got an empty or broken answer from your server. Read the server log at the time of the request.',
  521: 'Cloudflare reached your server but it refused. Start the server, and let its firewall pass the Cloudflare addresses.',
  522: 'Cloudflare could not connect to your server in time. Check that the DNS record names the current server address.',
  523: 'Cloudflare found no route to your server. Check that the DNS record names the current server address.',
  524: 'Your server took over 100 seconds. Find the slow request in its log and move the work into the background.',
  525: 'The TLS handshake between Cloudflare and your server failed. Install a certificate on the server.',
  526: "Your server's certificate is invalid for Cloudflare. Install a Cloudflare origin certificate or a public one.",
  530: 'Cloudflare cannot resolve or reach your server. Check that the DNS record names the current server or tunnel.',
};

const http = sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']);
const host = (name: string) => ({ kind: 'host', host: name, port: 443 }) as const;

export default defineCheck({
  id: 'routing/reachable',
  requirements: ['DNS-1', 'TLS-2'],
  title: 'The host answers',
  failing: 'Visitors get an error instead of your site',
  severity: 'blocker',
  hurts: ['traffic', 'signup', 'billing'],
  why: 'A host that answers with an error earns nothing: no page, no signup, no payment.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.6',
    'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/',
    'https://vercel.com/docs/errors',
  ],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  causedBy: ['dns/resolves', 'dns/private-address', 'tls/handshake', 'tls/chain', 'tls/name', 'tls/expiry'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'the home page answers', saw: { entry: { http, https: sampleWalk(['https://acme.com/ 200']), headers: [] } }, gives: 'pass' },
    {
      name: 'a redirect to another domain',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 301', 'https://acme.io/'], 'left'), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'an API without a home page',
      subject: host('api.acme.com'),
      saw: { entry: { http, https: sampleWalk(['https://api.acme.com/ 404']), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'a staging host behind a password',
      subject: host('staging.acme.com'),
      saw: { entry: { http, https: sampleWalk(['https://staging.acme.com/ 401']), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'nobody answers',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error'), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'the edge does not reach the server',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 521']), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'the platform knows no deployment for the domain',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 404']), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'an app host without a home page',
      subject: host('app.acme.com'),
      saw: { entry: { http, https: sampleWalk(['https://app.acme.com/ 404']), headers: [] } },
      gives: { fail: 'high' },
    },
    {
      name: 'broken documentation does not stop the launch',
      subject: host('docs.acme.com'),
      saw: { entry: { http, https: sampleWalk(['https://docs.acme.com/ 502']), headers: [] } },
      gives: { fail: 'high' },
    },
    {
      name: 'a redirect to a name without address',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 301', 'https://www.acme.com/ no-address'], 'error'), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'a loop is for routing/loop to report',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 301', 'https://acme.com/'], 'loop'), headers: [] } },
      gives: 'skip',
    },
    {
      name: 'a name without address is for dns/resolves to report',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ no-address'], 'error'), headers: [] } },
      gives: 'skip',
    },
  ],
  judge({ entry: { https } }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    if (https.ends === 'loop' || https.ends === 'too-many')
      return { is: 'skip', because: 'The redirects never end; routing/loop reports it.' };
    const code = https.hops.at(-1)?.error?.code;
    if (code === 'no-address' && https.hops.length === 1)
      return { is: 'skip', because: `${host} has no address; dns/resolves reports it.` };
    if (code === 'private-address')
      return { is: 'skip', because: `${chainOf(https)}; dns/private-address or routing/environment reports it.` };
    const fault = faultOf(https, role);
    if (fault === 'none') return { is: 'pass', found: chainOf(https) };
    const minor = role === 'redirect' || (fault === 'missing' && role !== 'marketing');
    const repair = repairOf(https);
    return {
      is: 'fail',
      found: `${chainOf(https)}.`,
      ...stakesOf(host, config, minor ? 'high' : undefined),
      fix: byHand(
        [
          repair,
          'Open the deployment and runtime log of the hosting platform and look for the first error.',
          `Check that ${host} is listed as a custom domain of the production deployment.`,
        ],
        {
          prompt: {
            goal: `https://${host} answers with a page (status 200) or a redirect to one.`,
            change: repair,
            not: 'hide the error behind a catch-all that answers 200, or point the host at a preview deployment.',
            see: `curl -sI https://${host} shows 200, or 301/308 to the right host.`,
          },
          verify: `curl -sI https://${host}; ${auditOf(zoneOf(host, config), 'routing')}`,
          minutes: 45,
        },
      ),
    };
  },
});

function faultOf({ ends, status }: Walk, role: HostRole): 'none' | 'missing' | 'broken' {
  if (ends === 'error' || (status ?? 0) >= 500) return 'broken';
  const needsHome = role === 'marketing' || role === 'app' || role === 'dashboard';
  return needsHome && (status === 404 || status === 410) ? 'missing' : 'none';
}

function repairOf({ ends, status, final }: Walk): string {
  const at = URL.canParse(final) ? new URL(final).host : 'the host';
  if (ends === 'error') return `Nobody answers at ${at}: start the server or repair its certificate, and let the firewall pass TCP 443.`;
  if (status === 404 || status === 410)
    return `Attach ${at} to the production deployment: the platform answers but has no page for this domain.`;
  return (
    EDGE_ERRORS[status ?? 0] ??
    `The server at ${at} fails with ${status ?? 'an error'}: read its log and repair the first error; missing environment variables are the usual cause.`
  );
}
