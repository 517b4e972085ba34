import type { Store } from '../../monitor/store/store.ts';
import { hashToken, newToken } from './token.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A session ends after a week without use, and after a month in any case; its token is changed once an hour. */
const IDLE = 7 * DAY;
const LONGEST = 30 * DAY;
const ROTATE = 60 * MINUTE;
/** How long the token before still works, for requests that were on their way. */
const OVERLAP = MINUTE;

export interface Session {
  name: string;
  /** The secret that forms carry (OWASP CSRF: synchroniser token). */
  csrf: string;
  made: number;
  rotated: number;
}

/** A session as a request has it; `fresh` is a token that the answer must set. */
export interface Opened {
  session: Session;
  id: string;
  fresh?: string;
}

export async function beginSession(
  store: Store,
  { name, now }: { name: string; now: number },
): Promise<{ token: string; session: Session }> {
  const token = newToken();
  const session: Session = { name, csrf: newToken(), made: now, rotated: now };
  await store.putRecord('session', hashToken(token), session, now + IDLE);
  return { token, session };
}

/** The session of a token; nothing when it is over. Once an hour it moves to a new token. */
export async function openSession(store: Store, token: string, now: number): Promise<Opened | undefined> {
  const id = hashToken(token);
  const session = await store.record<Session>('session', id);
  if (!session || session.made + LONGEST <= now || session.rotated + IDLE <= now) return undefined;
  if (now - session.rotated < ROTATE) return { session, id };
  const fresh = newToken();
  const next = { ...session, rotated: now };
  await store.putRecord('session', hashToken(fresh), next, Math.min(now + IDLE, session.made + LONGEST));
  await store.putRecord('session', id, next, now + OVERLAP);
  return { session: next, id: hashToken(fresh), fresh };
}

export async function endSession(store: Store, token: string): Promise<void> {
  await store.deleteRecord('session', hashToken(token));
}
