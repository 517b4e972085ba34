import type { Read } from './condition.ts';
import type { Condition, Routine, Schema } from './model.ts';
import type { DraftTable, State } from './state.ts';

/** The database as plain data, once all files were read: what policies call is looked up among the functions there are in the end. */
export function finished(state: State): Schema {
  const routines = [...state.routines.values()];
  const usesUsers = [...state.tables.values()].some((table) => table.foreign.some(({ to }) => to === 'auth.users'));
  return {
    supabase: state.supabase || usesUsers,
    tables: [...state.tables.values()]
      .filter((table) => !table.given || table.policies.length > 0)
      .map(({ given: _given, triggers, ...table }) => ({
        ...table,
        policies: policiesOf(table, routines),
        watched: [...new Set([...triggers.values()].flatMap((key) => state.routines.get(key)?.fields ?? ['*']))],
      })),
    views: [...state.views.values()],
    routines,
    buckets: [...state.buckets.values()],
    believed: believedIn(state, routines),
    realtime: [...state.realtime].sort(),
    unread: state.unread,
    missing: state.missing,
  };
}

function policiesOf(
  { policies, columns }: Pick<DraftTable, 'policies' | 'columns'>,
  routines: readonly Routine[],
): Schema['tables'][number]['policies'] {
  const read = (condition: Read | null): Condition | null => {
    if (!condition) return null;
    const { calls, names: _names, ...rest } = condition;
    const called = routines.filter((routine) => isCalled(routine, calls));
    const own = new Set(columns.map(({ name }) => name));
    return {
      ...rest,
      metadata: rest.metadata || called.some(({ metadata }) => metadata),
      owner: rest.owner.filter((column) => own.size === 0 || own.has(column)),
    };
  };
  return policies.map((policy) => ({ ...policy, using: read(policy.using), check: read(policy.check) }));
}

function isCalled({ schema, name }: Routine, calls: readonly string[]): boolean {
  return calls.includes(`${schema}.${name}`.toLowerCase()) || (schema === 'public' && calls.includes(name.toLowerCase()));
}

function believedIn(state: State, routines: readonly Routine[]): string[] {
  const tables = [...state.tables.values()];
  const read = tables.flatMap(({ policies }) => policies.flatMap(({ using, check }) => [using, check].filter((each) => each !== null)));
  const calls = read.flatMap((each) => each.calls);
  const words = new Set([
    ...read.flatMap(({ names }) => names),
    ...routines.filter((routine) => isCalled(routine, calls)).flatMap((routine) => routine.words),
  ]);
  const columns = new Set(tables.flatMap((table) => table.columns.map(({ name }) => name)));
  return [...columns].filter((column) => words.has(column)).sort();
}
