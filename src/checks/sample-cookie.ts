import type { Cookie } from '../probes/http/page.ts';

/** A session cookie as a framework should set it, for examples, with what an example changes. */
export function sampleCookie(change: Partial<Cookie> = {}): Cookie {
  return {
    name: 'connect.sid',
    shape: 'token',
    session: 'Express',
    secure: true,
    httpOnly: true,
    sameSite: 'lax',
    domain: null,
    path: '/',
    maxAge: null,
    ...change,
  };
}
