import { Hono } from 'hono';
import { createOwner, isSetupOpen, logIn } from './access/owner.ts';
import { makeRate } from './access/rate.ts';
import { beginSession, endSession } from './access/session.ts';
import { type C, clientOf, type Env, type Kit } from './kit.ts';
import { plainPage, show } from './pages/layout.ts';
import { renderLogin, renderSetup, SHORTEST } from './pages/login.ts';
import { dropSession, foreignForm, keepSession, openedBy, ownForm, ownerOnly, sessionToken } from './person.ts';

/** Set-up, login and logout. */
export function accessRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const rate = makeRate({ burst: 20, perMinute: 20 });
  const now = (): number => kit.io.now().getTime();

  app.get('/login', async (c) => {
    if (await openedBy(c, kit)) return c.redirect('/', 303);
    return show(c, { title: 'Log in', body: renderLogin({}) });
  });

  app.post('/login', async (c) => {
    const wait = rate.take(clientOf(c), now());
    if (wait > 0) return locked(c, wait);
    const form = await foreignForm(c, kit);
    if (form instanceof Response) return form;
    const password = form.get('password') ?? '';
    const gave = password.length > 200 ? ({ is: 'wrong' } as const) : await logIn(kit.store, { password, from: clientOf(c), now });
    switch (gave.is) {
      case 'locked':
        return locked(c, gave.seconds);
      case 'wrong':
        return show(c, { title: 'Log in', status: 401, body: renderLogin({ problem: 'That is not the password.' }) });
      case 'in': {
        const before = sessionToken(c, kit);
        if (before !== undefined) await endSession(kit.store, before);
        const { token } = await beginSession(kit.store, { name: gave.owner.name, now: now() });
        keepSession(c, kit, token);
        return c.redirect(wayBack(c.req.query('to')), 303);
      }
      default:
        return gave satisfies never;
    }
  });

  app.post('/logout', ownerOnly(kit), async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    const token = sessionToken(c, kit);
    if (token !== undefined) await endSession(kit.store, token);
    dropSession(c, kit);
    return c.redirect('/login', 303);
  });

  app.get('/setup/:token', async (c) => {
    const token = c.req.param('token');
    if (!(await isSetupOpen(kit.store, token))) return used(c);
    return show(c, { title: 'Make the owner', body: renderSetup({ token }) });
  });

  app.post('/setup/:token', async (c) => {
    const wait = rate.take(clientOf(c), now());
    if (wait > 0) return locked(c, wait);
    const form = await foreignForm(c, kit);
    if (form instanceof Response) return form;
    const token = c.req.param('token');
    const [name, password] = [(form.get('name') ?? '').trim().slice(0, 80), form.get('password') ?? ''];
    if (name === '' || password.length < SHORTEST || password.length > 200) {
      if (!(await isSetupOpen(kit.store, token))) return used(c);
      const problem = name === '' ? 'Say your name; it stands beside your notes.' : `The password needs ${SHORTEST} to 200 characters.`;
      return show(c, { title: 'Make the owner', status: 400, body: renderSetup({ token, name, problem }) });
    }
    if (!(await createOwner(kit.store, { token, name, password, now: now() }))) return used(c);
    const { token: session } = await beginSession(kit.store, { name, now: now() });
    keepSession(c, kit, session);
    return c.redirect('/', 303);
  });

  return app;
}

function used(c: C): Response {
  return show(c, {
    title: 'Link used up',
    status: 404,
    body: plainPage('Link used up', 'This link was used, or a newer one was printed. Look at the output of the server.'),
  });
}

function locked(c: C, seconds: number): Response {
  c.header('Retry-After', String(seconds));
  return show(c, { title: 'Wait', status: 429, body: renderLogin({ problem: `Too many tries. Wait ${seconds} seconds.` }) });
}

/** Where a login leads: a page of this site, or the dashboard. */
function wayBack(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\w./-]*$/.test(to) && !/^\/(login|logout|setup)/.test(to) ? to : '/';
}
