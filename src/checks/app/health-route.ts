import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { HostRole } from '../../core/config.ts';
import { httpHealth } from '../../probes/http/health.ts';
import { auditOf, byHand } from '../fix.ts';
import { wantedAt } from '../header-fix.ts';
import { HOST_FAILS, roleFor, zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { sampleHealth, sampleNoHealth } from '../sample-health.ts';

/** Roles whose hosts run a product that can be ill while its pages still load. */
const PRODUCT: ReadonlySet<HostRole> = new Set(['app', 'api', 'dashboard']);

const api = { kind: 'host', host: 'api.acme.com', port: 443 } as const;
const app = { kind: 'host', host: 'app.acme.com', port: 443 } as const;

export default defineCheck({
  id: 'app/health-route',
  requirements: ['DEP-3', 'DEP-9'],
  title: 'A health route tells whether the product works',
  failing: 'Nobody can tell whether your product works after a deploy',
  severity: 'high',
  hurts: ['trust', 'traffic'],
  why: 'Deploys and uptime monitors ask this route. Without it, a lost database shows first in a customer complaint.',
  learn: [
    'https://learn.microsoft.com/en-us/azure/architecture/patterns/health-endpoint-monitoring',
    'https://fly.io/docs/reference/health-checks/',
  ],
  on: 'host',
  reads: { health: httpHealth },
  causedBy: HOST_FAILS,
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a health route on the API', subject: api, saw: { health: sampleHealth('{"ok":true}') }, gives: 'pass' },
    {
      name: 'a health route that asks who you are',
      subject: api,
      saw: {
        health: { ...sampleNoHealth(404), tried: [{ path: '/health', status: 401, type: 'application/json', ms: 12, isFallback: false }] },
      },
      gives: 'pass',
    },
    { name: 'an API without one', subject: api, saw: { health: sampleNoHealth(404, 'application/json') }, gives: 'fail' },
    {
      name: 'a single-page app that answers every path alike',
      subject: app,
      saw: { health: sampleNoHealth(200) },
      gives: { fail: 'medium' },
    },
    { name: 'a marketing site needs none', saw: { health: sampleNoHealth(404) }, gives: 'skip' },
    {
      name: 'the config names a route at a path of its own',
      subject: api,
      config: { routes: [{ name: 'health', url: 'https://api.acme.com/v1/ping', kind: 'health' }] },
      saw: { health: sampleNoHealth(404) },
      gives: 'skip',
    },
    {
      name: 'the config names a route that is not there',
      config: { routes: [{ name: 'health', url: 'https://acme.com/api/health', kind: 'health' }] },
      saw: { health: sampleNoHealth(404) },
      gives: 'fail',
    },
    { name: 'a host that lets nobody in', subject: app, saw: { health: sampleNoHealth(401) }, gives: 'skip' },
  ],
  judge({ health: { fallback, tried, found } }, { subject: { host }, config }) {
    const named = config.routes
      .filter(({ kind, url }) => kind === 'health' && new URL(url).hostname === host)
      .map(({ url }) => new URL(url));
    if (found) return { is: 'pass', found: `https://${host}${found.path} answers ${found.status}.` };
    const role = roleFor(config, host);
    if (named.length === 0 && !PRODUCT.has(role)) return { is: 'skip', because: `A ${role} host needs no health route.` };
    const elsewhere = named.find(({ pathname }) => !tried.some(({ path }) => path === pathname));
    if (elsewhere)
      return { is: 'skip', because: `You name ${shortUrl(elsewhere.href)} as health route; performance/response-time asks it.` };
    const closed = tried.find(({ status, isFallback }) => !isFallback && (status === 401 || status === 403));
    if (closed) return { is: 'pass', found: `https://${host}${closed.path} exists and asks who you are (${closed.status}).` };
    if ([401, 403, 429].includes(fallback.status) || fallback.status >= 500)
      return { is: 'skip', because: `https://${host} answers ${fallback.status} to every path.` };
    const alike = fallback.status >= 200 && fallback.status < 300;
    return {
      is: 'fail',
      found: alike
        ? `https://${host} answers every path with the same page, so none of ${tried.length} usual health paths tells anything.`
        : `https://${host} has no health route: ${tried.map(({ path, status }) => `${path} ${status}`).join(', ')}.`,
      ...(alike && named.length === 0 ? { severity: 'medium' as const } : {}),
      fix: byHand(
        [
          'Add GET /api/health (Next.js: app/api/health/route.ts; Express: app.get("/api/health", …)).',
          'Answer 200 {"ok":true} when the app can serve, after `select 1` on the database with a limit of one second; else 503 {"ok":false}.',
          'Send Cache-Control: no-store, and name the route in launch-ready.yaml under routes with kind: health.',
          ...(alike
            ? ['A static app: put the route where the data is (edge function, API). Exclude /api/ from the rewrite to index.html.']
            : []),
        ],
        {
          prompt: {
            goal: `GET https://${host}/api/health tells machines whether the product works.`,
            change:
              'add a route that answers 200 {"ok":true} when the app and its database respond within one second, and 503 {"ok":false} when not, with Cache-Control: no-store.',
            not: 'show versions, host names, error texts or environment variables, write to the database, call paid services, or require a login.',
            see: `curl -si https://${host}/api/health shows 200 and {"ok":true}, and 503 while the database is stopped.`,
          },
          verify: `curl -si https://${host}/api/health; ${auditOf(zoneOf(host, config), 'app')}`,
          minutes: 30,
          wants: [
            { is: 'answer', at: `https://${host}/api/health`, status: 200, json: { ok: true } },
            wantedAt(`https://${host}`, { name: 'Cache-Control', value: 'no-store', path: '/api/health' }),
          ],
        },
      ),
    };
  },
});
