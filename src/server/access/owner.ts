import type { Store } from '../../monitor/store/store.ts';
import { hashPassword, isPassword } from './password.ts';
import { hashToken, newToken, sameText } from './token.ts';

/** The one account there is. */
export interface Owner {
  name: string;
  password: string;
  made: number;
}

const HOUR = 3_600_000;

/** How long a set-up link works, ms. */
const SETUP_LIFE = 24 * HOUR;

/** Wrong passwords from one address that cost nothing; each one more doubles the wait up to the longest, seconds. */
const FREE = 5;
const LONGEST = 900;
/** Wrong passwords from everywhere that cost nothing: guessing from many addresses meets a wait as well. */
const FREE_FROM_ALL = 50;

/** The password of a set-up link where there is no owner yet; the link of an earlier start ends. */
export async function openSetup(store: Store, now: number): Promise<string | undefined> {
  if (await store.record<Owner>('account', 'owner')) return undefined;
  const token = newToken();
  await store.putRecord('setup', 'owner', { hash: hashToken(token) }, now + SETUP_LIFE);
  return token;
}

/** Whether this set-up link may still be used. */
export async function isSetupOpen(store: Store, token: string): Promise<boolean> {
  const held = await store.record<{ hash: string }>('setup', 'owner');
  return held !== null && sameText(held.hash, hashToken(token)) && (await store.record('account', 'owner')) === null;
}

/** Makes the owner, once; false when the link is used up or was never one. */
export async function createOwner(
  store: Store,
  { token, name, password, now }: { token: string; name: string; password: string; now: number },
): Promise<boolean> {
  if (!(await isSetupOpen(store, token))) return false;
  const made = await store.addRecord('account', 'owner', { name, password: await hashPassword(password), made: now } satisfies Owner);
  if (made) await store.deleteRecord('setup', 'owner');
  return made;
}

export type LoggedIn = { is: 'in'; owner: Owner } | { is: 'wrong' } | { is: 'locked'; seconds: number };

interface Failures {
  n: number;
  until: number;
}

const asked = new WeakMap<Store, Promise<unknown>>();

/**
 * Tries a password. Attempts are taken one after another and each is counted before it is tried, so that many at once do not slip
 * through; while an address waits, its password is not even looked at.
 */
export function logIn(store: Store, attempt: { password: string; from: string; now: () => number }): Promise<LoggedIn> {
  const mine = (asked.get(store) ?? Promise.resolve()).then(() => tryOne(store, attempt));
  asked.set(
    store,
    mine.catch(() => {}),
  );
  return mine;
}

async function tryOne(
  store: Store,
  { password, from, now: clock }: { password: string; from: string; now: () => number },
): Promise<LoggedIn> {
  const now = clock(); // when its turn comes, not when it was sent
  const places = [
    { id: hashToken(from).slice(0, 16), free: FREE },
    { id: 'all', free: FREE_FROM_ALL },
  ];
  const held = await Promise.all(places.map(({ id }) => store.record<Failures>('failures', id)));
  const until = Math.max(...held.map((each) => each?.until ?? 0));
  if (until > now) return { is: 'locked', seconds: Math.ceil((until - now) / 1000) };
  await Promise.all(
    places.map(({ id, free }, index) => {
      const n = (held[index]?.n ?? 0) + 1;
      const wait = n < free ? 0 : Math.min(LONGEST, 2 ** (n - free)) * 1000;
      return store.putRecord('failures', id, { n, until: now + wait } satisfies Failures, now + Math.max(HOUR, 2 * wait));
    }),
  );
  const owner = await store.record<Owner>('account', 'owner');
  const right = await isPassword(password, owner?.password ?? NOBODY);
  if (!owner || !right) return { is: 'wrong' };
  await Promise.all(places.map(({ id }) => store.deleteRecord('failures', id)));
  return { is: 'in', owner };
}

/** The hash of nothing anybody knows: without an owner a login takes as long as with one. */
const NOBODY = `scrypt$32768$8$3$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`;
