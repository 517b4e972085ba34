import { Hono } from 'hono';
import type { C, Env, Kit } from './kit.ts';
import { show } from './pages/layout.ts';
import { renderMaintenance, SPANS } from './pages/maintenance.ts';
import { ownForm, ownerOnly } from './person.ts';
import { missing } from './routes-pages.ts';

/** Keeping alerts back while somebody works on the product. */
export function maintenanceRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, engine, io } = kit;
  const now = (): number => io.now().getTime();
  app.use('/maintenance', ownerOnly(kit));
  app.use('/maintenance/*', ownerOnly(kit));

  const page = async (c: C, problem?: string): Promise<Response> => {
    const csrf = c.get('opened')?.session.csrf ?? '';
    const body = renderMaintenance({ watched: await store.monitors(), now: now(), csrf, ...(problem === undefined ? {} : { problem }) });
    return show(c, { title: 'Maintenance', islands: ['live'], body, status: problem === undefined ? 200 : 400 });
  };

  app.get('/maintenance', (c) => page(c));

  app.post('/maintenance', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    const ids = new Set(form.getAll('monitor'));
    const minutes = SPANS.find((span) => String(span) === form.get('minutes'));
    if (ids.size === 0) return page(c, 'Choose at least one address that you work on.');
    if (minutes === undefined) return page(c, 'Choose how long it takes.');
    for (const id of ids) if (!(await engine.maintenance(id, now() + minutes * 60_000))) return missing(c);
    return c.redirect('/maintenance', 303);
  });

  app.post('/maintenance/:id{[0-9a-f]{12}}/end', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    return (await engine.maintenance(c.req.param('id'), null)) ? c.redirect('/maintenance', 303) : missing(c);
  });

  return app;
}
