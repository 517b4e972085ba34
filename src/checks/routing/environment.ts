import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { environmentOf } from '../../parsers/environment-host.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import type { Walk } from '../../probes/http/hop.ts';
import { auditOf, byHand } from '../fix.ts';
import { roleFor, stakesOf, zoneOf } from '../host.ts';
import { chainOf } from '../walk.ts';
import { sampleWalk } from '../sample-walk.ts';

const http = sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']);

interface Stray {
  walk: Walk;
  host: string;
  what: string;
}

export default defineCheck({
  id: 'routing/environment',
  requirements: ['DNS-1', 'DNS-10'],
  title: 'Visitors stay on the production site',
  failing: 'Your domain sends customers to a test environment',
  severity: 'blocker',
  hurts: ['login', 'signup', 'data'],
  why: 'Customers land on a machine that sleeps, changes or is not theirs to reach. What they enter there is lost.',
  learn: ['https://vercel.com/docs/deployments/environments', 'https://supabase.com/docs/guides/auth/redirect-urls'],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'the walk stays on production',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 308', 'https://www.acme.com/ 200']), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'the site lives on its platform name',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 308', 'https://acme.vercel.app/'], 'left'), headers: [] } },
      gives: 'pass',
    },
    {
      name: 'localhost was left in the site URL',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 307', 'http://localhost:3000/'], 'left'), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'a preview deployment',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ 308', 'https://acme-git-main-team.vercel.app/'], 'left'), headers: [] } },
      gives: 'fail',
    },
    {
      name: 'a tunnel to a laptop',
      saw: {
        entry: {
          http: sampleWalk(['http://acme.com/ 302', 'https://a1b2.ngrok-free.app/'], 'left'),
          https: sampleWalk(['https://acme.com/ 200']),
          headers: [],
        },
      },
      gives: 'fail',
    },
    {
      name: 'the login would come back to localhost',
      subject: { kind: 'host', host: 'app.acme.com', port: 443 },
      saw: {
        entry: {
          http,
          https: sampleWalk(
            ['https://app.acme.com/ 302', 'https://acme.eu.auth0.com/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback'],
            'left',
          ),
          headers: [],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a staging host may lead anywhere',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: {
        entry: { http, https: sampleWalk(['https://staging.acme.com/ 302', 'https://acme-git-dev-team.vercel.app/'], 'left'), headers: [] },
      },
      gives: 'skip',
    },
  ],
  judge({ entry: { http, https } }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail' || role === 'staging' || role === 'preview') return { is: 'skip', because: `A ${role} host serves no customers.` };
    const stray = strayOf(https, host) ?? strayOf(http, host);
    if (!stray && http.ends === 'error' && https.ends === 'error')
      return { is: 'skip', because: `Nobody answers at ${host}, so nobody is sent anywhere.` };
    if (!stray) return { is: 'pass' };
    return {
      is: 'fail',
      found: `${chainOf(stray.walk)} leads to ${stray.host}: ${stray.what}.`,
      at: [{ at: stray.host }],
      ...stakesOf(host, config),
      fix: byHand(
        [
          `Search the code and the environment variables of production for "${stray.host}".`,
          `Set the site URL to https://${host}: NEXT_PUBLIC_SITE_URL, NEXTAUTH_URL, APP_URL, VITE_SITE_URL or the like.`,
          'In the login provider (Supabase: Authentication › URL Configuration; Auth0, Clerk, Google: callback URLs), set the production address.',
          'Remove forwarding rules to the test address at the edge and at the domain registrar, then deploy again.',
        ],
        {
          prompt: {
            goal: `visitors of https://${host} are never sent to ${stray.host}.`,
            change: `replace ${stray.host} by ${host} in the site URL, the redirect rules and the login callback settings of production, read from an environment variable.`,
            not: 'hard-code a second address, delete the local development settings, or widen the list of allowed redirect URLs with a wildcard.',
            see: `curl -sIL https://${host} never shows ${stray.host}.`,
          },
          verify: `curl -sIL https://${host} | grep -i '^location'; ${auditOf(zoneOf(host, config), 'routing')}`,
          minutes: 30,
        },
      ),
    };
  },
});

/** The first step of a walk, or address inside a step's parameters (`redirect_uri=…`), that is no production host. */
function strayOf(walk: Walk, own: string): Stray | undefined {
  const targets = walk.hops.flatMap(({ location }) => (location !== null && URL.canParse(location) ? [new URL(location)] : []));
  const packed = targets.flatMap((url) =>
    [...url.searchParams.values()].flatMap((value) => (/^https?:/i.test(value) && URL.canParse(value) ? [new URL(value)] : [])),
  );
  for (const url of [...targets, ...packed]) {
    const environment = url.hostname === own ? null : environmentOf(url.hostname);
    if (environment) return { walk, host: url.host, what: `${environment.service} (${environment.kind})` };
  }
  const last = walk.hops.at(-1);
  const hidden = walk.hops.length > 1 && last?.error?.code === 'private-address' ? new URL(last.url).host : undefined;
  return hidden === undefined ? undefined : { walk, host: hidden, what: 'its DNS record holds a private address' };
}
