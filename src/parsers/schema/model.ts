/** A line of a migration. */
export interface Place {
  file: string;
  line: number;
}

/** Whether a right is there: `maybe` where the platform may have given it, which no file tells. */
export type Sure = 'yes' | 'maybe';
export const PRIVILEGES = ['select', 'insert', 'update', 'delete'] as const;
export type Privilege = (typeof PRIVILEGES)[number];
/** Rights by role; `public` is everybody. */
export type Grants = Record<string, Record<string, Sure>>;

/**
 * Whom a condition lets through, as far as it is written in the policy: everybody, whoever is signed in, some by what the row or the
 * caller is, or nobody.
 */
export type Admits = 'everybody' | 'signed-in' | 'some' | 'nobody';

export interface Condition {
  admits: Admits;
  /** True where it believes what users can write into their own account. */
  metadata: boolean;
  /** Columns of the table that are compared with who is calling. */
  owner: string[];
  /** Buckets it is limited to, for files. */
  buckets: string[];
  /** Columns that each of its ways to let somebody through asks about. */
  asks: string[];
}

export interface Policy extends Place {
  name: string;
  permissive: boolean;
  command: 'all' | Privilege;
  roles: string[];
  using: Condition | null;
  check: Condition | null;
}

export interface Foreign extends Place {
  columns: string[];
  to: string;
}

export interface Table extends Place {
  schema: string;
  name: string;
  columns: { name: string; type: string }[];
  /** The columns of each index and key, in their order. */
  keys: string[][];
  foreign: Foreign[];
  rowSecurity: boolean;
  /** The statement that switched row security off. */
  offAt: Place | null;
  policies: Policy[];
  grants: Grants;
  /** Columns that a role may change where it has no right on the whole table. */
  changes: Record<string, string[]>;
  /** Columns that triggers look at or set when a row is changed; `*` where no file holds their function. */
  watched: string[];
  /** Whether the platform itself gives rights on a table of this age. */
  platform: 'yes' | 'maybe' | 'no';
}

export interface View extends Place {
  schema: string;
  name: string;
  materialized: boolean;
  /** True where it asks with the rights of the caller. */
  invoker: boolean;
  /** Tables and views it reads. */
  reads: string[];
  /** Names of its columns, `*` for all of a table; nothing for what is counted or summed. */
  shows: string[];
  /** True where it asks who is calling. */
  asksCaller: boolean;
  grants: Grants;
}

export interface Routine extends Place {
  schema: string;
  name: string;
  /** Types of its arguments, as SQL. */
  args: string[];
  definer: boolean;
  searchPath: boolean;
  trigger: boolean;
  /** True where it asks who is calling, or for a secret. */
  asksCaller: boolean;
  /** True where it only asks whether the caller is `<>` somebody, which is neither true nor false of whoever has no login. */
  asksUnequal: boolean;
  /** True where it believes what users can write into their own account. */
  metadata: boolean;
  /** Names of tables it reads, and whether it writes or runs SQL put together. */
  reads: string[];
  writes: boolean;
  /** Columns of the row that a trigger function looks at or sets. */
  fields: string[];
  /** Words of its body that may be names. */
  words: string[];
  grants: Grants;
}

export interface Bucket extends Place {
  id: string;
  public: boolean;
}

/** A database as its migrations leave it. */
export interface Schema {
  /** True where the roles and functions of Supabase are used. */
  supabase: boolean;
  tables: Table[];
  views: View[];
  routines: Routine[];
  buckets: Bucket[];
  /** Columns of any table that policies go by, themselves or in a function they call. */
  believed: string[];
  /** Tables whose changes are sent to listeners; `*` for all. */
  realtime: string[];
  /** What could not be understood, so that nothing follows from silence. */
  unread: (Place & { why: string })[];
  /** Tables that a statement needs and no file makes. */
  missing: (Place & { name: string })[];
}

/** Most places of each kind that are kept. */
export const MOST_PLACES = 100;
/** Most objects of each kind that are followed; a schema of thousands is no first launch. */
export const MOST_OBJECTS = 3_000;
