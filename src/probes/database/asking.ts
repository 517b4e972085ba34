import type { Client } from 'pg';
import { USERS } from './stand-ins.ts';

/** Who asks: somebody without a login, or the first of the two users. */
export const CALLERS = ['anon', 'user'] as const;
export type Caller = (typeof CALLERS)[number];

type Row = Record<string, unknown>;

/** Rows that came back or were changed, and what was seen after it; a refusal; or an error that is none. */
export type Answer = { is: 'rows'; count: number; rows: Row[]; after?: Row[] } | { is: 'refused' } | { is: 'broken'; why: string };

/** 42501 is a right that is missing; the others say that a view is none to write through. */
const REFUSALS: ReadonlySet<string> = new Set(['42501', '55000', '0A000']);

/** Asks as the API would; what was tried is taken back. `before` and `after` run with the owner's rights. */
export async function askAs(
  client: Client,
  caller: Caller,
  sql: string,
  { before, after }: { before?: string; after?: string } = {},
): Promise<Answer> {
  const claims =
    caller === 'anon'
      ? { role: 'anon' }
      : { sub: USERS[0], role: 'authenticated', email: 'a@example.test', aud: 'authenticated', app_metadata: {}, user_metadata: {} };
  await client.query('BEGIN');
  try {
    if (before !== undefined) await client.query(before);
    await client.query(
      "SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true), set_config('request.jwt.claim.sub', $3, true)",
      [caller === 'anon' ? 'anon' : 'authenticated', JSON.stringify(claims), claims.sub ?? ''],
    );
    const { rowCount, rows } = await client.query<Row>(sql);
    if (after === undefined) return { is: 'rows', count: rowCount ?? 0, rows };
    await client.query('RESET ROLE');
    return { is: 'rows', count: rowCount ?? 0, rows, after: (await client.query<Row>(after)).rows };
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string }; // as: pg throws errors alone
    return REFUSALS.has(code) ? { is: 'refused' } : { is: 'broken', why: message.replace(/\s+/g, ' ').slice(0, 200) };
  } finally {
    await client.query('ROLLBACK');
  }
}
