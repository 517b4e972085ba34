import { z } from 'zod';
import type { Answer } from '../net/http-client.ts';
import { locationOf } from '../net/http-walk.ts';
import { cookieSchema, cookiesOf } from './page.ts';

/** A session cookie that was handed out by an answer that sends the visitor on to another host. */
export const handedSchema = z.object({
  /** The origin that sets it, and the one that it sends to. */
  at: z.string(),
  to: z.string(),
  cookie: cookieSchema,
  /** Whether a later answer of the same walk sets a cookie of that name again. */
  anew: z.boolean(),
});
export type Handed = z.output<typeof handedSchema>;

/** The session cookies of answers that redirect to another host, of one walk in order. */
export function sessionsHanded(answers: readonly Answer[], now: Date): Handed[] {
  const cookies = answers.map(({ headers }) => cookiesOf(headers, now).filter(({ session }) => session !== null));
  return answers.flatMap((answer, index) => {
    const [from, to] = [new URL(answer.url), locationOf(answer, answer.url)];
    if (to === null || answer.status < 300 || answer.status > 399 || to.hostname === from.hostname) return [];
    const later = new Set(cookies.slice(index + 1).flatMap((each) => each.map(({ name }) => name)));
    return cookies[index]!.map((cookie) => ({ at: from.origin, to: to.origin, cookie, anew: later.has(cookie.name) }));
  });
}
