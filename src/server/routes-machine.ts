import { Hono } from 'hono';
import { VERSION } from '../core/version.ts';
import { bearer } from './bearer.ts';
import { type C, clientOf, type Env, type Kit } from './kit.ts';
import { renderMetrics } from './metrics.ts';

/** What programs send and scrape: SDKs, sentry-cli, log shippers, deploys, Prometheus. */
export function machineRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, engine } = kit;

  const take = (authorized: boolean) => async (c: C) => {
    const url = new URL(c.req.url);
    const answer = await engine.ingest({
      method: c.req.method,
      path: url.pathname,
      query: url.searchParams,
      headers: c.req.header(),
      body: c.req.raw.body ?? new Uint8Array(),
      authorized,
      from: clientOf(c),
    });
    return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
  };

  // The key of an SDK is public and checked by the engine.
  for (const end of ['envelope', 'store']) {
    app.on(['POST', 'OPTIONS'], [`/api/:project{[0-9]{1,12}}/${end}/`, `/api/:project{[0-9]{1,12}}/${end}`], take(false));
  }
  app.on(['GET', 'POST'], '/api/:project{[0-9]{1,12}}/cron/:slug/:key{[0-9a-f]{32}}/', take(false));
  const send = bearer(kit, 'send');
  app.on(['GET', 'POST', 'PUT'], '/api/0/organizations/*', send, take(true));
  app.post('/api/markers', send, take(true));
  app.post('/api/logs', send, take(true));

  app.get('/metrics', bearer(kit, 'metrics'), async (c) => {
    const now = kit.io.now().getTime();
    const [watched, status, size, open, jobs] = await Promise.all([
      store.monitors(),
      engine.status(),
      store.size(),
      store.incidents({ open: true, limit: 1_000 }),
      store.jobs({ from: now - 24 * 3_600_000, to: now + 1 }),
    ]);
    return c.body(renderMetrics({ watched, status, bytes: size.bytes, openIncidents: open.length, jobs, version: VERSION }), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });

  return app;
}
