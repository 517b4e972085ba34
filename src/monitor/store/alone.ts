import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { quietly } from './sqlite.ts';

/** SQLITE_BUSY, the primary code of https://www.sqlite.org/rescode.html. */
const BUSY = 5;

/**
 * Keeps every other `serve` away from a SQLite file until disposed of; PostgreSQL and `:memory:` need no keeping. The lock is one that the
 * kernel takes back when a process dies, so none is ever stale, not even after kill -9. Who holds it, and since when, is written beside it.
 * Throws a UserError where another holds it.
 */
export async function holdAlone(where: string, io: Pick<Io, 'now'>): Promise<Disposable> {
  if (where === ':memory:' || /^postgres(ql)?:/.test(where)) return { [Symbol.dispose]: () => {} };
  const file = `${where}.lock`;
  const { DatabaseSync } = await quietly(() => import('node:sqlite'));
  try {
    mkdirSync(dirname(where), { recursive: true });
    const lock = new DatabaseSync(file);
    try {
      // A reserved lock: one process holds it, and everybody may read who.
      lock.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS owner (pid INTEGER, since TEXT); DELETE FROM owner');
      lock.prepare('INSERT INTO owner VALUES (?, ?)').run(process.pid, io.now().toISOString());
      lock.exec('COMMIT; BEGIN IMMEDIATE');
      return { [Symbol.dispose]: () => lock.close() };
    } catch (error) {
      const owner = isBusy(error) ? ownerIn(() => lock.prepare('SELECT pid, since FROM owner').get()) : undefined;
      lock.close();
      throw isBusy(error) ? taken(where, owner) : error;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'no-store',
      `${file} cannot be written: ${(error as Error).message}`, // as: node throws errors alone
      'Check that the folder is yours to write.',
    );
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === BUSY; // as: what node:sqlite throws carries SQLite's code
}

/** Who holds it, as it was written down; nothing in the moment before it is. */
function ownerIn(read: () => unknown): { pid: number; since: string } | undefined {
  try {
    return read() as { pid: number; since: string } | undefined; // as: the table is ours
  } catch {
    return undefined;
  }
}

function taken(where: string, owner: { pid: number; since: string } | undefined): UserError {
  const who = owner === undefined ? 'Another process' : `Process ${owner.pid}, since ${owner.since},`;
  return new UserError(
    'store-taken',
    `${who} already serves from ${where}.`,
    'Stop it first, or let both share PostgreSQL with DATABASE_URL=postgres://…',
  );
}
