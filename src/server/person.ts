import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sameText } from './access/token.ts';
import { openSession, type Opened } from './access/session.ts';
import { type C, type Env, isSecure, type Kit } from './kit.ts';
import { plainPage, show } from './pages/layout.ts';
import { isOwnForm, readForm } from './secure.ts';

/** `__Host-` binds a cookie to this host and https (RFC 6265bis section 4.1.3.2). */
const nameOf = (kit: Kit): string => (isSecure(kit) ? '__Host-launch-ready' : 'launch-ready');

/** Sets the session cookie: out of reach of scripts and of other sites. */
export function keepSession(c: C, kit: Kit, token: string): void {
  setCookie(c, nameOf(kit), token, { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(kit), maxAge: 30 * 86_400 });
}

export function dropSession(c: C, kit: Kit): void {
  deleteCookie(c, nameOf(kit), { path: '/', secure: isSecure(kit) });
}

export function sessionToken(c: C, kit: Kit): string | undefined {
  return getCookie(c, nameOf(kit));
}

/** The session of a request, if it has one. */
export async function openedBy(c: C, kit: Kit): Promise<Opened | undefined> {
  const token = sessionToken(c, kit);
  return token === undefined ? undefined : openSession(kit.store, token, kit.io.now().getTime());
}

/** Lets only the owner pass; everybody else is led to the login. A session that is due gets its new token. */
export function ownerOnly(kit: Kit): MiddlewareHandler<Env> {
  return async (c, next) => {
    const opened = await openedBy(c, kit);
    if (!opened) {
      if (c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html'))
        return c.redirect(`/login?to=${encodeURIComponent(c.req.path)}`, 303);
      return show(c, { title: 'Log in', status: 401, body: plainPage('Log in first', 'Only the owner sees this.') });
    }
    c.set('opened', opened);
    if (opened.fresh !== undefined) keepSession(c, kit, opened.fresh);
    return next();
  };
}

/** A form of the logged-in owner that came from a page of ours; an answer that refuses it otherwise. */
export async function ownForm(c: C, kit: Kit): Promise<URLSearchParams | Response> {
  const form = await foreignForm(c, kit);
  if (form instanceof Response) return form;
  const opened = c.get('opened');
  if (opened && sameText(form.get('csrf') ?? '', opened.session.csrf)) return form;
  return refused(c);
}

/** A form before anybody is logged in. */
export async function foreignForm(c: C, kit: Kit): Promise<URLSearchParams | Response> {
  const { publicUrl } = kit;
  if (!isOwnForm({ origin: c.req.header('origin'), site: c.req.header('sec-fetch-site'), host: c.req.header('host'), publicUrl }))
    return refused(c);
  const form = await readForm(c.req.raw);
  return (
    form ?? show(c, { title: 'Not a form', status: 413, body: plainPage('Not a form', 'What was sent is no form of ours, or too long.') })
  );
}

function refused(c: C): Response {
  return show(c, {
    title: 'Refused',
    status: 403,
    body: plainPage('Refused', 'That form did not come from this site. Open the page again and send it from there.'),
  });
}
