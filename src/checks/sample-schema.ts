import type { SeenReplay } from '../probes/repo/replay.ts';
import type { SeenSchema } from '../probes/repo/schema.ts';
import type { ProvenTable, Replay } from './proof.ts';
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
export function sampleSchema(over: Partial<SeenSchema> = {}): { schema: SeenSchema; replay: Replay } {
  const none = { tables: [], views: [], routines: [], buckets: [], realtime: [], unread: [], missing: [], believed: [] };
  return { schema: { files: 1, other: null, exposed: ['public'], supabase: true, ...none, ...over }, replay: null };
}

const SHUT = { select: 'none', insert: 'refused', update: 'none', delete: 'none' } as const;

/** A table for examples, as a server saw it: nobody but its owner gets in. */
export function sampleProven(over: Partial<ProvenTable> = {}): ProvenTable {
  return {
    schema: 'public',
    name: 'profiles',
    kind: 'table',
    rowSecurity: true,
    policies: ['own row'],
    published: false,
    columns: ['id', 'email'],
    hidden: { anon: [], user: [] },
    anon: SHUT,
    user: { select: 'own', insert: 'own', update: 'own', delete: 'own' },
    broken: null,
    ...over,
  };
}

/** A replay for examples: one migration that ran. */
export function sampleReplay(over: Partial<SeenReplay> = {}): { ok: true; saw: SeenReplay } {
  const none = { failed: [], extensions: [], leftOut: {}, unread: [], tables: [], definers: [], unproven: [] };
  return { ok: true, saw: { files: 1, other: null, version: '15.18', supabase: true, ran: 8, ...none, ...over } };
}
