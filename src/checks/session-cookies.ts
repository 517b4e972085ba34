import type { FixStep, Wanted } from '../core/fix.ts';
import type { Cookie } from '../probes/http/page.ts';
import type { Page } from './page.ts';

export interface SessionCookie extends Cookie {
  session: string;
}

/** The cookies of an answer that keep somebody logged in. Answers that delete a cookie hand out nothing. */
export function sessionCookies(page: Pick<Page, 'cookies'>): SessionCookie[] {
  return page.cookies.flatMap((cookie) => {
    const deletes = cookie.shape === 'empty' || (cookie.maxAge !== null && cookie.maxAge <= 0);
    return cookie.session === null || deletes ? [] : [{ ...cookie, session: cookie.session }];
  });
}

/** A cookie's name for a report or a prompt: cookie-name characters alone (RFC 6265 §4.1.1), at most 60. */
export function nameOf(cookie: Cookie): string {
  const name = cookie.name.replaceAll(/[^\w!#$%&*+.^|~-]/g, '?');
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}

/** Where each framework sets the attributes of its session cookie (its documentation, 2026-11). Matched against `Cookie.session`. */
const SETTINGS = [
  {
    framework: /express|passport/i,
    path: 'server.js',
    patch: `app.set('trust proxy', 1);\napp.use(session({ /* your options */ cookie: { secure: true, httpOnly: true, sameSite: 'lax' } }));\n`,
  },
  {
    framework: /next-?auth|auth\.js/i,
    path: 'auth.ts',
    patch: `// in the options of NextAuth(); AUTH_URL must begin with https://\nuseSecureCookies: true,\n`,
  },
  {
    framework: /better auth/i,
    path: 'auth.ts',
    patch: `// in the options of betterAuth(); baseURL must begin with https://\nadvanced: { useSecureCookies: true, defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' } },\n`,
  },
  {
    framework: /iron-session/i,
    path: 'lib/session.ts',
    patch: `// in the session options\ncookieOptions: { secure: true, httpOnly: true, sameSite: 'lax' },\n`,
  },
  {
    framework: /laravel/i,
    path: '.env',
    patch: 'SESSION_SECURE_COOKIE=true\nSESSION_HTTP_ONLY=true\nSESSION_SAME_SITE=lax\n',
  },
  {
    framework: /django/i,
    path: 'settings.py',
    patch: `SESSION_COOKIE_SECURE = True\nSESSION_COOKIE_HTTPONLY = True\nSESSION_COOKIE_SAMESITE = 'Lax'\n`,
  },
  {
    framework: /flask/i,
    path: 'app.py',
    patch: `app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE='Lax')\n`,
  },
  {
    framework: /rails/i,
    path: 'config/initializers/session_store.rb',
    patch: `Rails.application.config.session_store :cookie_store, secure: Rails.env.production?, httponly: true, same_site: :lax\n`,
  },
  {
    framework: /php/i,
    path: 'php.ini',
    patch: 'session.cookie_secure = 1\nsession.cookie_httponly = 1\nsession.cookie_samesite = Lax\n',
  },
] as const;

/** The cookie with all three attributes, at the address that sets it. */
export function wantedCookie(at: string, cookie: Cookie): Wanted {
  return { is: 'cookie', at, name: nameOf(cookie), has: ['Secure', 'HttpOnly', 'SameSite=Lax'], lacks: [] };
}

/** The change that gives a session cookie all three attributes, in its framework where it is known. */
export function cookieStep(cookie: SessionCookie): FixStep {
  const known = SETTINGS.find(({ framework }) => framework.test(cookie.session));
  if (known) return { by: 'file', path: known.path, patch: known.patch };
  return {
    by: 'hand',
    steps: [
      `Find where your server sets the cookie ${nameOf(cookie)}.`,
      `Make its header read: Set-Cookie: ${nameOf(cookie)}=…; Path=/; Secure; HttpOnly; SameSite=Lax`,
      'Deploy, log out, and log in again.',
    ],
  };
}
