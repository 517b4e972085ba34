import type { Database, Sql } from './store/sql.ts';

/** Work that waits a moment to share a transaction with others. */
export interface Committer extends AsyncDisposable {
  /** Resolves when what `work` wrote is committed; rejects, alone, when it failed. `work` may run twice, each time from the beginning. */
  add<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Pieces of work per transaction. */
const MOST = 250;

interface Waiting {
  work: (sql: Sql) => Promise<unknown>;
  done: (value: unknown) => void;
  failed: (error: unknown) => void;
}

/**
 * Group commit: a transaction costs as much as dozens of rows, so writes of the same moment share one. When a transaction fails each
 * piece is tried again by itself, so that one bad event takes nobody else with it.
 */
export function makeCommitter(database: Database, waitMs: number): Committer {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    running = running.then(() => commit(database, batch));
  };
  return {
    add: (work) =>
      new Promise((done, failed) => {
        waiting.push({ work, done: done as (value: unknown) => void, failed }); // as: the same work gives the value
        if (waiting.length >= MOST) flush();
        else timer ??= setTimeout(flush, waitMs);
      }),
    async [Symbol.asyncDispose]() {
      flush();
      await running;
    },
  };
}

async function commit(database: Database, batch: readonly Waiting[]): Promise<void> {
  if (batch.length === 0) return;
  try {
    const values = await database.tx(async (sql) => {
      const list: unknown[] = [];
      for (const { work } of batch) list.push(await work(sql));
      return list;
    });
    for (const [i, { done }] of batch.entries()) done(values[i]);
  } catch (error) {
    const [only, second] = batch;
    if (only && !second) return only.failed(error);
    for (const each of batch) await commit(database, [each]);
  }
}
