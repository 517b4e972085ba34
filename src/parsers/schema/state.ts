import {
  type Bucket,
  type Grants,
  MOST_OBJECTS,
  MOST_PLACES,
  type Place,
  type Policy,
  type Routine,
  type Schema,
  type Sure,
  type Table,
  type View,
} from './model.ts';
import { platformGrants, platformRights } from './platform.ts';
import type { Read } from './condition.ts';

/** A policy with the functions its conditions call; they are looked up when all files were read. */
export interface DraftPolicy extends Omit<Policy, 'using' | 'check'> {
  using: Read | null;
  check: Read | null;
}
export interface DraftTable extends Omit<Table, 'policies' | 'watched'> {
  policies: DraftPolicy[];
  /** Triggers on changes, and the function each calls. */
  triggers: Map<string, string>;
  /** True for one that the platform brings along. */
  given: boolean;
}

/** `ALTER DEFAULT PRIVILEGES`: what later objects get or lose. A null schema is every schema. */
interface Default {
  on: 'table' | 'function';
  schema: string | null;
  roles: string[];
  rights: string[];
  gives: boolean;
}

/** What the platform has before the first migration. */
const GIVEN = [
  'auth.users',
  'auth.identities',
  'auth.sessions',
  'storage.objects',
  'storage.buckets',
  'realtime.messages',
  'vault.secrets',
  'cron.job',
];
const FOREIGN_SCHEMAS = new Set([
  'auth',
  'storage',
  'realtime',
  'vault',
  'cron',
  'net',
  'extensions',
  'pg_catalog',
  'information_schema',
  'graphql',
  'pgsodium',
  'supabase_migrations',
  'supabase_functions',
  'pgmq',
  'tiger',
  'topology',
]);

/** The database while its migrations are read, one after the other. */
export interface State {
  tables: Map<string, DraftTable>;
  views: Map<string, View>;
  routines: Map<string, Routine>;
  buckets: Map<string, Bucket>;
  realtime: Set<string>;
  defaults: Default[];
  searchPath: string[];
  supabase: boolean;
  unread: Schema['unread'];
  missing: Schema['missing'];
  /** The days of the file that is read and of the first one. */
  day: string | null;
  first: string | null;
}

export function emptyState(first: string | null): State {
  const tables = GIVEN.map((key): [string, DraftTable] => [
    key,
    { ...newTable(key, { file: '', line: 0 }), given: true, rowSecurity: true },
  ]);
  return {
    tables: new Map(tables),
    views: new Map(),
    routines: new Map(),
    buckets: new Map(),
    realtime: new Set(),
    defaults: [],
    searchPath: ['public'],
    supabase: false,
    unread: [],
    missing: [],
    day: first,
    first,
  };
}

export function newTable(key: string, at: Place): DraftTable {
  const [schema, name] = split(key);
  const none = { columns: [], keys: [], foreign: [], policies: [], grants: {}, changes: {}, triggers: new Map<string, string>() };
  return { ...at, schema, name, ...none, rowSecurity: false, offAt: null, platform: 'no', given: false };
}

/** `schema.name` as its two parts; a name may hold points, a schema does not. */
export function split(key: string): [string, string] {
  const at = key.indexOf('.');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** The key of a new object: where its name has no schema, the first of the search path. */
export function placeFor(state: State, parts: readonly string[]): string {
  const [schema, name] = parts.length > 1 ? parts.slice(-2) : [state.searchPath[0] ?? 'public', parts[0] ?? '?'];
  return `${schema}.${name}`;
}

/** The key of an object that is there, looked for along the search path; that of a new one where none is. */
export function find(state: State, parts: readonly string[]): string {
  if (parts.length > 1) return placeFor(state, parts);
  const keys = state.searchPath.map((schema) => `${schema}.${parts[0] ?? '?'}`);
  return keys.find((key) => state.tables.has(key) || state.views.has(key)) ?? placeFor(state, parts);
}

/** The table a statement needs; one that no file makes is written down as missing, once. */
export function needed(state: State, parts: readonly string[], at: Place, quiet = false): DraftTable | undefined {
  const key = find(state, parts);
  const table = state.tables.get(key);
  const [schema] = split(key);
  const isElsewhere = state.views.has(key) || FOREIGN_SCHEMAS.has(schema) || key.startsWith('public.pg_');
  if (!table && !quiet && !isElsewhere && state.missing.length < MOST_PLACES && !state.missing.some(({ name }) => name === key))
    state.missing.push({ ...at, name: key });
  return table;
}

export function unread(state: State, at: Place, why: string): void {
  if (state.unread.length < MOST_PLACES) state.unread.push({ ...at, why });
}

/** Whether one object more may be followed; the first that is one too many is said. */
export function hasRoom(state: State, at: Place): boolean {
  const count = state.tables.size + state.views.size + state.routines.size;
  if (count === MOST_OBJECTS) unread(state, at, `more than ${MOST_OBJECTS} tables, views and functions`);
  return count < MOST_OBJECTS;
}

/** Gives a new table or view what the platform and the default privileges give it. */
export function bornWith(state: State, schema: string, on: Default['on']): { platform: Table['platform']; grants: Grants } {
  const platform = schema === 'public' ? platformGrants(state.day, state.first) : 'no';
  const grants = on === 'table' ? platformRights(platform) : executeBy(platform);
  for (const each of state.defaults) {
    if (each.on !== on || (each.schema !== null && each.schema !== schema)) continue;
    change(grants, each.roles, each.rights, each.gives ? 'yes' : null);
  }
  return { platform, grants };
}

/** PostgreSQL lets everybody call a new function; whether Supabase takes that back for new projects, no file tells. */
function executeBy(platform: Table['platform']): Grants {
  const everybody: Grants = { public: { execute: platform === 'no' ? 'maybe' : 'yes' } };
  if (platform === 'no') return everybody;
  return { ...everybody, ...Object.fromEntries(['anon', 'authenticated', 'service_role'].map((role) => [role, { execute: platform }])) };
}

/** Gives rights, or takes them where `sure` is null. */
export function change(grants: Grants, roles: readonly string[], rights: readonly string[], sure: Sure | null): void {
  for (const role of roles) {
    const held = { ...grants[role] };
    for (const right of rights) {
      if (sure === null) delete held[right];
      else if (held[right] !== 'yes') held[right] = sure;
    }
    if (Object.keys(held).length > 0) grants[role] = held;
    else delete grants[role];
  }
}
