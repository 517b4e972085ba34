import type { SeenSchema } from '../probes/repo/schema.ts';
import type { SeenPolicy, SeenTable } from './schema.ts';

/** The migration that examples speak of. */
export const SAMPLE_MIGRATION = 'supabase/migrations/20261110090000_init.sql';
const at = { file: SAMPLE_MIGRATION, line: 3 };
const ALL = { select: 'yes', insert: 'yes', update: 'yes', delete: 'yes' } as const;

/** A table for examples: profiles with an email, row security on, granted to the API's roles. */
export function sampleTable(over: Partial<SeenTable> = {}): SeenTable {
  return {
    ...at,
    schema: 'public',
    name: 'profiles',
    columns: ['id', 'email'].map((name) => ({ name, type: name === 'id' ? 'uuid' : 'text' })),
    keys: [['id']],
    foreign: [{ ...at, columns: ['id'], to: 'auth.users' }],
    rowSecurity: true,
    offAt: null,
    policies: [],
    grants: { anon: ALL, authenticated: ALL },
    changes: {},
    watched: [],
    platform: 'no',
    ...over,
  };
}

/** A condition for examples. */
export function sampleCondition(over: Partial<NonNullable<SeenPolicy['using']>> = {}): NonNullable<SeenPolicy['using']> {
  return { admits: 'some', metadata: false, owner: ['id'], buckets: [], asks: ['id'], ...over };
}

/** A policy for examples: users read their own row. */
export function samplePolicy(over: Partial<SeenPolicy> = {}): SeenPolicy {
  return {
    ...at,
    name: 'own row',
    permissive: true,
    command: 'select',
    roles: ['authenticated'],
    using: sampleCondition(),
    check: null,
    ...over,
  };
}

/** A schema for examples, as evidence. */
export function sampleSchema(over: Partial<SeenSchema> = {}): { schema: SeenSchema } {
  const none = { tables: [], views: [], routines: [], buckets: [], realtime: [], unread: [], missing: [], believed: [] };
  return { schema: { files: 1, other: null, exposed: ['public'], supabase: true, ...none, ...over } };
}
