import type { Caller } from './asking.ts';

/** What a caller gets: nothing, the own row alone, some row that is not the own one, or every row. */
export const GETS = ['refused', 'none', 'own', 'others', 'all'] as const;
export type Gets = (typeof GETS)[number];

/** What was tried and seen for one caller. `insert` is `all` where a row could be added in somebody else's name. */
export interface Access {
  select: Gets;
  insert: Gets;
  update: Gets;
  delete: Gets;
}

/** What each caller gets of a table, a view, or the files of a bucket. */
export interface Proven {
  schema: string;
  name: string;
  kind: 'table' | 'view' | 'bucket';
  rowSecurity: boolean;
  policies: string[];
  published: boolean;
  columns: string[];
  /** Columns that the rights of a caller leave out. */
  hidden: Record<Caller, string[]>;
  /** Without a login, and as a user who has one row of two. */
  anon: Access;
  user: Access;
  /** Why a question had no answer: a policy that calls itself, a trigger that fails; null where all were answered. */
  broken: string | null;
}

/** A function with the rights of its owner that anybody may call, and what a call without a login did, with what belongs to another user. */
export interface ProvenFunction {
  schema: string;
  name: string;
  args: string;
  /** Tables, as `schema.name`, of which rows of that user came back. */
  reads: string[];
  /** Tables of which rows were changed or taken away. */
  changes: string[];
  /** Why there is no answer: it was not called, or it ended with an error; null where it answered. */
  why: string | null;
}
