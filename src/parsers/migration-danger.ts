import type { Severity } from '../core/vocabulary.ts';

/**
 * What a migration does to code that is running: `expand` adds beside it, `contract` takes away what the release before it needs, so
 * that going back to that release breaks; `neutral` neither.
 */
export type MigrationClass = 'expand' | 'contract' | 'neutral';

interface Danger {
  severity: Severity;
  class: MigrationClass;
  /** What happens, the consequence first. */
  why: string;
  /** The safe way to the same end. */
  instead: string;
}

/** Statements that hurt a live database. Sources: PostgreSQL 18 manual, chapters 13.3 and ALTER TABLE; read 2026-11. */
export const DANGERS = {
  'delete-all': {
    severity: 'high',
    class: 'contract',
    why: 'Every row is deleted; customers lose their data.',
    instead: 'Add a WHERE that names the rows, and delete in batches of some thousands.',
  },
  'update-all': {
    severity: 'high',
    class: 'contract',
    why: 'Every row is overwritten and locked until the end; old values are gone.',
    instead: 'Add a WHERE, and fill a new column in batches instead.',
  },
  'fill-all': {
    severity: 'medium',
    class: 'expand',
    why: 'Every row is written in one go, and stays locked until the end.',
    instead: 'Give the new column a constant default, or fill it in batches after the deploy.',
  },
  truncate: {
    severity: 'high',
    class: 'contract',
    why: 'The table is emptied; customers lose their data.',
    instead: 'Delete the rows you mean, or rename the table and drop it weeks later.',
  },
  'drop-table': {
    severity: 'high',
    class: 'contract',
    why: 'The table and its rows are gone, and the release before cannot run any more.',
    instead: 'Ship code that no longer uses it, wait a release, keep a dump, then drop it.',
  },
  'drop-column': {
    severity: 'high',
    class: 'contract',
    why: 'The values are gone, and the release before fails on every query that names the column.',
    instead: 'Ship code that no longer reads or writes it, wait a release, then drop it.',
  },
  'drop-cascade': {
    severity: 'high',
    class: 'contract',
    why: 'CASCADE takes along whatever depends on it, unseen.',
    instead: 'Drop each object by name, without CASCADE.',
  },
  'drop-index': {
    severity: 'medium',
    class: 'neutral',
    why: 'The table is locked while the index goes, and queries that used it turn slow.',
    instead: 'DROP INDEX CONCURRENTLY, after pg_stat_user_indexes shows that nobody uses it.',
  },
  'drop-key': {
    severity: 'high',
    class: 'contract',
    why: 'Without the constraint doubled or orphaned rows get in, and they do not leave again.',
    instead: 'Add the new constraint first, then drop the old one in its own migration.',
  },
  'change-type': {
    severity: 'high',
    class: 'contract',
    why: 'The whole table is written anew while nobody can read or write it.',
    instead: 'Add a new column, fill it in batches, switch the code, drop the old column later.',
  },
  'stored-column': {
    severity: 'medium',
    class: 'expand',
    why: 'The whole table is written anew while nobody can read or write it.',
    instead: 'Add a plain column, fill it in batches, keep it filled by a trigger.',
  },
  'volatile-default': {
    severity: 'medium',
    class: 'expand',
    why: 'Each row needs its own value, so the table is written anew while locked.',
    instead: 'Add the column without default, set the default afterwards, fill old rows in batches.',
  },
  'not-null-column': {
    severity: 'high',
    class: 'contract',
    why: 'It fails on a table that has rows, and the release before cannot insert any more.',
    instead: 'Give the column a constant default, or add it nullable and fill it first.',
  },
  'set-not-null': {
    severity: 'medium',
    class: 'contract',
    why: 'The whole table is read while nobody can write to it.',
    instead: 'ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT, then SET NOT NULL.',
  },
  'unproven-constraint': {
    severity: 'medium',
    class: 'neutral',
    why: 'Every row is checked while nobody can write to the table.',
    instead: 'Add it NOT VALID, then VALIDATE CONSTRAINT in its own migration; for UNIQUE build the index CONCURRENTLY first.',
  },
  'blocking-index': {
    severity: 'medium',
    class: 'expand',
    why: 'Nobody can write to the table until the index is built.',
    instead: 'CREATE INDEX CONCURRENTLY, alone in its file and outside a transaction.',
  },
  'index-in-transaction': {
    severity: 'high',
    class: 'expand',
    why: 'CONCURRENTLY cannot run inside a transaction, and your runner opens one: the deploy fails here.',
    instead: 'Put it alone into a file that runs outside a transaction, or run it by hand.',
  },
  'enum-in-transaction': {
    severity: 'high',
    class: 'expand',
    why: 'PostgreSQL refuses a value of an enum in the transaction that adds it, so the deploy fails here.',
    instead: 'Put ALTER TYPE … ADD VALUE into a migration of its own that runs before.',
  },
  'row-security-off': {
    severity: 'high',
    class: 'contract',
    why: 'Everybody with the public key reads and changes every row of the table.',
    instead: 'Leave row level security on, and write a policy for who may see what.',
  },
  'open-grant': {
    severity: 'high',
    class: 'expand',
    why: 'Everybody, logged in or not, gets these rights.',
    instead: 'Grant to the one role that needs it, and keep row level security on.',
  },
  'table-lock': {
    severity: 'medium',
    class: 'neutral',
    why: 'Customers wait until the transaction ends.',
    instead: 'Leave it out; statements take the locks they need.',
  },
  'table-rewrite': {
    severity: 'medium',
    class: 'neutral',
    why: 'The table is written anew while nobody can read it.',
    instead: 'Plain VACUUM keeps it fit; use pg_repack where space must come back.',
  },
  rename: {
    severity: 'high',
    class: 'contract',
    why: 'The code that runs right now still uses the old name and fails at once.',
    instead: 'Add the new name beside the old one (a view or a second column), switch the code, drop the old one later.',
  },
  'enum-rename': {
    severity: 'high',
    class: 'contract',
    why: 'The code that runs right now still sends the old value and fails at once.',
    instead: 'Add the new value, switch the code, move the rows; leave the old value.',
  },
  'attach-partition': {
    severity: 'medium',
    class: 'expand',
    why: 'Every row of the partition is checked while the table is locked.',
    instead: 'Add a validated CHECK that matches the bounds first; attaching is then instant.',
  },
  'blocking-refresh': {
    severity: 'medium',
    class: 'neutral',
    why: 'Nobody can read the view until it is filled again.',
    instead: 'REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index.',
  },
  trigger: {
    severity: 'low',
    class: 'expand',
    why: 'Writes wait for the lock, and every later write runs the trigger.',
    instead: "SET lock_timeout = '3s' first, and measure the writes afterwards.",
  },
  unreadable: {
    severity: 'medium',
    class: 'neutral',
    why: 'PostgreSQL cannot read the file, so the deploy stops in the middle.',
    instead: 'Run the migration on a copy of the database before the deploy.',
  },
  'same-number': {
    severity: 'medium',
    class: 'neutral',
    why: 'Two migrations share a number, so their order differs between machines.',
    instead: 'Give the newer one the next free number before anybody runs it.',
  },
  'odd-number': {
    severity: 'medium',
    class: 'neutral',
    why: 'Numbers of different length sort as text, so 10 runs before 9.',
    instead: 'Fill the numbers up with zeros to one length.',
  },
} as const satisfies Record<string, Danger>;

export type DangerId = keyof typeof DANGERS;

/** One danger at one place. `on` names the table or object as far as it has a name. */
export interface Found {
  danger: DangerId;
  on: string;
  line: number;
}
