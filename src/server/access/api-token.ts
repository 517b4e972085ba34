import type { Store } from '../../monitor/store/store.ts';
import { hashToken, newToken } from './token.ts';

/** What a token may do: run verbs, read what is watched, send deploy markers and logs, be scraped. */
export const SCOPES = ['run', 'read', 'send', 'metrics'] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_WORDS = {
  run: 'run audits and other verbs',
  read: 'read monitors, incidents and issues',
  send: 'send deploy markers, releases and logs',
  metrics: 'read /metrics',
} as const satisfies Record<Scope, string>;

export interface ApiToken {
  name: string;
  scopes: readonly Scope[];
  made: number;
  /** The last four characters, to tell tokens apart. */
  tail: string;
}

/** Makes a token. It is given once; what is stored is its hash. */
export async function createToken(
  store: Store,
  { name, scopes, now }: { name: string; scopes: readonly Scope[]; now: number },
): Promise<string> {
  const token = `lr_${newToken()}`;
  await store.putRecord('token', hashToken(token), { name, scopes, made: now, tail: token.slice(-4) } satisfies ApiToken);
  return token;
}

export async function findToken(store: Store, token: string): Promise<{ id: string; token: ApiToken } | undefined> {
  const id = hashToken(token);
  const held = await store.record<ApiToken>('token', id);
  return held ? { id, token: held } : undefined;
}

export async function listTokens(store: Store): Promise<{ id: string; token: ApiToken }[]> {
  const all = (await store.records('token')) as { id: string; value: ApiToken }[]; // as: createToken wrote them
  return all.map(({ id, value }) => ({ id, token: value })).sort((a, b) => a.token.made - b.token.made);
}

export function revokeToken(store: Store, id: string): Promise<boolean> {
  return store.deleteRecord('token', id);
}
