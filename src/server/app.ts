import { Hono } from 'hono';
import { apiRoutes } from './api/routes.ts';
import { problem } from './bearer.ts';
import type { Env, Kit } from './kit.ts';
import { plainPage, show } from './pages/layout.ts';
import { accessRoutes } from './routes-access.ts';
import { auditRoutes } from './routes-audit.ts';
import { maintenanceRoutes } from './routes-maintenance.ts';
import { machineRoutes } from './routes-machine.ts';
import { missing, watchRoutes } from './routes-pages.ts';
import { publicRoutes } from './routes-public.ts';
import { settingsRoutes } from './routes-settings.ts';
import { secureHeaders } from './secure.ts';

/** Every route of the server. */
export function makeApp(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  app.use(secureHeaders(kit));
  for (const routes of [publicRoutes, machineRoutes, apiRoutes, accessRoutes, watchRoutes, maintenanceRoutes, auditRoutes, settingsRoutes])
    app.route('/', routes(kit));
  app.notFound((c) =>
    c.req.path.startsWith('/api/')
      ? problem(c, 404, { code: 'no-such-route', message: 'The API has no such route.', hint: 'GET /api/openapi.json lists them.' })
      : missing(c),
  );
  app.onError((error, c) => {
    kit.onTrouble(error, `${c.req.method} ${c.req.path}`);
    return show(c, {
      title: 'A bug',
      status: 500,
      body: plainPage('A bug of ours', 'This page did not work. The log of the server has the lines.'),
    });
  });
  return app;
}
