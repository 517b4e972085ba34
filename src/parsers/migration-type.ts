import type { ColumnDef } from 'libpg-query';
import { type ColumnType, typeOf } from './migration-known.ts';
import { strings } from './schema/tree.ts';

/** Types that may be given more room, or have their bound taken away, without a row being written anew (PostgreSQL 9.2 and later). */
const WIDENED = new Set(['varchar', 'varbit', 'numeric', 'timestamp', 'timestamptz', 'time', 'timetz']);
const TIMES = new Set(['timestamp', 'timestamptz', 'time', 'timetz']);
/** Digits of a second that a time has where none are written. */
const FULL = 6;

/**
 * True where a column gets a type that PostgreSQL keeps its rows for: it reads and writes none of them. What was before is not always
 * known; then only `text` is taken for harmless, which nearly always follows `varchar`. Each case is proven on a server in the tests.
 */
export function keepsRows(
  column: ColumnDef,
  { name, was, utc }: { name: string; was: { type: ColumnType | null } | undefined; utc: boolean },
): boolean {
  const wanted = typeOf(column);
  if (!wanted || column.collClause) return false;
  if (!was?.type) return wanted.name === 'text' && !wanted.array && !column.raw_default;
  return isPlain(column, name, wanted) && isKept(was.type, wanted, utc);
}

/** True where USING is absent, or names the column itself, or casts it to the very type it gets. */
function isPlain({ raw_default: using }: ColumnDef, name: string, wanted: ColumnType): boolean {
  if (!using) return true;
  if ('TypeCast' in using) {
    const to = typeOf(using.TypeCast);
    const { arg } = using.TypeCast;
    return to !== null && isSame(to, wanted) && arg !== undefined && isPlain({ raw_default: arg }, name, wanted);
  }
  return 'ColumnRef' in using && strings(using.ColumnRef.fields).at(-1) === name;
}

function isSame(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name && a.array === b.array && a.mods.join() === b.mods.join();
}

function isKept(from: ColumnType, to: ColumnType, utc: boolean): boolean {
  if (isSame(from, to)) return true;
  if (from.array || to.array) return false;
  if (from.name === to.name) return WIDENED.has(to.name) && holds(from, to);
  const names = `${from.name} ${to.name}`;
  if (names === 'varchar text' || names === 'cidr inet') return true;
  if (names === 'text varchar') return to.mods.length === 0;
  // The stored moments are the same numbers, as long as the session's clock is UTC's (PostgreSQL 12 and later).
  return utc && (names === 'timestamp timestamptz' || names === 'timestamptz timestamp') && holds(from, to);
}

/** True where each value that fits into the one type fits into the other of the same kind as it is. */
function holds({ name, mods: [a, b = 0] }: ColumnType, { mods: [c, d = 0] }: ColumnType): boolean {
  if (TIMES.has(name)) return (c ?? FULL) >= (a ?? FULL);
  if (c === undefined) return true;
  return a !== undefined && c >= a && b === d;
}
