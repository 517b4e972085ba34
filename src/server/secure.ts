import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { type Env, isSecure, type Kit } from './kit.ts';

/** Largest form, bytes. */
const FORM = 64 * 1024;

/** Headers of every answer: nothing foreign loads, nobody frames us, and scripts run by a nonce that is new each time. */
export function secureHeaders(kit: Pick<Kit, 'publicUrl'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const nonce = randomBytes(16).toString('base64');
    c.set('nonce', nonce);
    await next();
    const set = (name: string, value: string): void => {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    };
    set(
      'Content-Security-Policy',
      [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    );
    set('X-Content-Type-Options', 'nosniff');
    set('X-Frame-Options', 'DENY');
    set('Referrer-Policy', 'same-origin');
    set('Cross-Origin-Opener-Policy', 'same-origin');
    set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    set('Cache-Control', 'no-store');
    if (isSecure(kit)) set('Strict-Transport-Security', 'max-age=31536000');
  };
}

/** Whether a form comes from a page of ours: browsers say where it was sent from, and everything else is refused. */
export function isOwnForm(headers: {
  origin: string | undefined;
  site: string | undefined;
  host: string | undefined;
  publicUrl: string;
}): boolean {
  if (headers.site !== undefined && headers.site !== 'same-origin') return false;
  if (headers.origin === undefined) return headers.site === 'same-origin';
  const from = URL.parse(headers.origin);
  return from !== null && (from.host === headers.host || from.origin === new URL(headers.publicUrl).origin);
}

/** The fields of a form, each once or several times; nothing when it is too large or no form. */
export async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined;
  const text = await readLimited(request, FORM);
  return text === undefined ? undefined : new URLSearchParams(text);
}

/** A body as text, nothing when it is longer than `limit` bytes; reading ends there. */
export async function readLimited(request: Request, limit: number): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
