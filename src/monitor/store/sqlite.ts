import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Database, oneByOne, type Row, type Sql, type Value } from './sql.ts';

/** Pages that one slice of tidying gives back. */
const SLICE = 256;
const READS = /^\s*SELECT\b/i;

/**
 * Opens a SQLite file, or `:memory:`: write-ahead log, one writer, and a second connection for reading, so that no reader waits and
 * none sees half a transaction. A killed process loses nothing that was committed; a power cut may lose the last moments, never order.
 */
export async function openSqlite(file: string): Promise<Database> {
  const { DatabaseSync } = await quietly(() => import('node:sqlite'));
  const writer = connection(new DatabaseSync(file));
  writer.exec('PRAGMA auto_vacuum = INCREMENTAL');
  writer.exec('PRAGMA journal_mode = WAL');
  writer.exec('PRAGMA synchronous = NORMAL');
  const alone = file === ':memory:';
  const reader = alone ? writer : connection(new DatabaseSync(file, { readOnly: true }));
  const inTurn = oneByOne();
  const inside: Sql = { ...writer.sql, lock: () => Promise.resolve() };
  /** What only reads goes to the reader; what writes and gives rows back waits its turn like all writing. */
  const on = <T>(text: string, work: (connection: Connection) => Promise<T>): Promise<T> =>
    alone || !READS.test(text) ? inTurn(() => work(writer)) : work(reader);
  return {
    dialect: 'sqlite',
    all: (text, ...values) => on(text, ({ sql }) => sql.all(text, ...values)),
    get: (text, ...values) => on(text, ({ sql }) => sql.get(text, ...values)),
    run: (text, ...values) => inTurn(() => writer.sql.run(text, ...values)),
    lock: () => Promise.reject(new Error('a lock outside of a transaction holds nothing')),
    tx: (work) =>
      inTurn(async () => {
        writer.exec('BEGIN IMMEDIATE');
        try {
          const result = await work(inside);
          writer.exec('COMMIT');
          return result;
        } catch (error) {
          writer.exec('ROLLBACK');
          throw error;
        }
      }),
    async bytes() {
      const ask = (text: string) => on(text, ({ sql }) => sql.get<{ n: number }>(text));
      const pages = await ask('SELECT page_count AS n FROM pragma_page_count');
      const size = await ask('SELECT page_size AS n FROM pragma_page_size');
      return (pages?.n ?? 0) * (size?.n ?? 0);
    },
    tidy: () => inTurn(async () => writer.exec(`PRAGMA incremental_vacuum(${SLICE})`)),
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        if (!alone) reader.close();
        writer.close();
      }),
  };
}

interface Connection {
  sql: Pick<Sql, 'dialect' | 'all' | 'get' | 'run'>;
  exec(text: string): void;
  close(): void;
}

/** Statements are prepared once per text, because preparing costs more than most of them. */
function connection(database: DatabaseSync): Connection {
  database.exec('PRAGMA busy_timeout = 5000');
  const known = new Map<string, StatementSync>();
  const prepared = (text: string): StatementSync => {
    const found = known.get(text);
    if (found) return found;
    const made = database.prepare(text);
    known.set(text, made);
    return made;
  };
  return {
    sql: {
      dialect: 'sqlite',
      // as: a statement's columns are what its text says
      all: async <T = Row>(text: string, ...values: readonly Value[]) => prepared(text).all(...values) as T[],
      get: async <T = Row>(text: string, ...values: readonly Value[]) => prepared(text).get(...values) as T | undefined,
      run: async (text, ...values) => Number(prepared(text).run(...values).changes),
    },
    exec: (text) => database.exec(text),
    close: () => database.close(),
  };
}

/** Node 22 warns on stderr that its SQLite is experimental; the interface used here is the one Node 24 calls stable. */
export async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const emit = process.emitWarning.bind(process) as (...all: unknown[]) => void; // as: its four shapes go through as they came
  process.emitWarning = (...all: unknown[]) => {
    if (!String(all[0]).includes('SQLite')) emit(...all);
  };
  try {
    return await load();
  } finally {
    if (own) Object.defineProperty(process, 'emitWarning', own);
  }
}
