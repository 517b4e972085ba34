import type { MiddlewareHandler } from 'hono';
import { findToken, type Scope } from './access/api-token.ts';
import { makeRate, type Rate } from './access/rate.ts';
import { type C, clientOf, type Env, type Kit } from './kit.ts';
import { openedBy } from './person.ts';
import { redactText } from '../redact/redact.ts';

/** An error of the API, always of this shape. */
export function problem(
  c: C,
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 | 429 | 500 | 503,
  error: { code: string; message: string; hint: string },
): Response {
  const { code, message, hint } = error;
  return c.json({ error: { code, message: redactText(message), hint: redactText(hint) } }, status);
}

/** Requests of one token: a burst, then a steady flow. */
export const API_RATE = { burst: 60, perMinute: 120 } as const;

/**
 * Lets a bearer token with the scope pass, and the owner's session for reading where `session` says so. Wrong tokens are limited by
 * address, right ones by token.
 */
export function bearer(
  kit: Kit,
  scope: Scope,
  { session = false, rate = makeRate(API_RATE) }: { session?: boolean; rate?: Rate } = {},
): MiddlewareHandler<Env> {
  const strangers = makeRate({ burst: 20, perMinute: 20 });
  return async (c, next) => {
    const now = kit.io.now().getTime();
    const given = /^Bearer +([\w-]{10,100})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (given === undefined && session && (c.req.method === 'GET' || c.req.method === 'HEAD') && (await openedBy(c, kit))) return next();
    const found = given === undefined ? undefined : await findToken(kit.store, given);
    if (!found) {
      const wait = strangers.take(clientOf(c), now);
      if (wait > 0) return tooFast(c, wait);
      c.header('WWW-Authenticate', 'Bearer');
      return problem(c, 401, {
        code: 'no-token',
        message: 'A token is needed.',
        hint: 'Make one under Settings, and send it as `Authorization: Bearer lr_…`.',
      });
    }
    if (!found.token.scopes.includes(scope))
      return problem(c, 403, {
        code: 'wrong-scope',
        message: `This token may not do that; it needs the scope ${scope}.`,
        hint: 'Make a token with that scope under Settings.',
      });
    const wait = rate.take(found.id, now);
    if (wait > 0) return tooFast(c, wait);
    return next();
  };
}

function tooFast(c: C, seconds: number): Response {
  c.header('Retry-After', String(seconds));
  return problem(c, 429, { code: 'too-fast', message: 'That were too many requests.', hint: `Wait ${seconds} seconds.` });
}
