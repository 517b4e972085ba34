/** What a statement takes and gives. */
export type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** One connection, or one transaction. Statements are written once for both dialects, with `?` for values. */
export interface Sql {
  readonly dialect: 'sqlite' | 'postgres';
  all<T = Row>(text: string, ...values: readonly Value[]): Promise<T[]>;
  /** The first row; undefined when there is none. */
  get<T = Row>(text: string, ...values: readonly Value[]): Promise<T | undefined>;
  /** How many rows it changed. */
  run(text: string, ...values: readonly Value[]): Promise<number>;
  /** Until the transaction ends nobody else, in no process, holds a lock of this name. */
  lock(name: string): Promise<void>;
}

/** A database. Outside of `tx` each statement stands for itself and sees only what is committed. */
export interface Database extends Sql, AsyncDisposable {
  /**
   * Runs `work` in one transaction: all of it is stored, or, when it throws, nothing. Inside, only the given `Sql` may be used.
   * PostgreSQL may refuse a transaction that crossed another one (40001, 40P01); it is then tried again, up to three times.
   */
  tx<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  bytes(): Promise<number>;
  /** Gives free pages back in a small slice; does nothing where the database does so by itself. */
  tidy(): Promise<void>;
}

/** Runs work one after another. */
export function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
