import { Hono } from 'hono';
import { createToken, listTokens, revokeToken, SCOPES } from './access/api-token.ts';
import { type C, type Env, type Kit } from './kit.ts';
import { show } from './pages/layout.ts';
import { renderSettings, type Settings } from './pages/settings.ts';
import { ownForm, ownerOnly } from './person.ts';

/** Tokens, tests of the alerts, and what is kept. */
export function settingsRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, engine, io, config, publicUrl } = kit;
  app.use('/settings', ownerOnly(kit));
  app.use('/settings/*', ownerOnly(kit));

  const page = async (c: C, more: Partial<Settings> = {}): Promise<Response> => {
    const [tokens, size] = await Promise.all([listTokens(store), store.size()]);
    const csrf = c.get('opened')?.session.csrf ?? '';
    const body = renderSettings({ csrf, config, project: engine.project, publicUrl, tokens, size, ...more });
    return show(c, { title: 'Settings', body, status: more.problem === undefined ? 200 : 400 });
  };

  app.get('/settings', (c) => page(c));

  app.post('/settings/tokens', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    const name = (form.get('name') ?? '').trim().slice(0, 80);
    const wanted = form.getAll('scope');
    const scopes = SCOPES.filter((scope) => wanted.includes(scope));
    if (name === '') return page(c, { problem: 'Name the token, so that you know later what to revoke.' });
    if (scopes.length === 0) return page(c, { problem: 'Choose what the token may do. One that may do nothing is of no use.' });
    return page(c, { made: await createToken(store, { name, scopes, now: io.now().getTime() }) });
  });

  app.post('/settings/tokens/:id{[0-9a-f]{64}}/revoke', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    await revokeToken(store, c.req.param('id'));
    return c.redirect('/settings#tokens', 303);
  });

  app.post('/settings/test-alerts', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    return page(c, { tested: await engine.testAlerts() });
  });

  return app;
}
