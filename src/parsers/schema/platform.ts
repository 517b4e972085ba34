import type { Grants, Table } from './model.ts';

/**
 * Since when Supabase gives new tables in `public` no rights by itself: new projects, and all projects
 * (supabase.com/changelog/45329, read 2026-11). Tables from before keep theirs.
 */
const NEW_PROJECTS = '20260530';
const ALL_PROJECTS = '20261030';
const API_ROLES = ['anon', 'authenticated', 'service_role'] as const;
const TABLE_RIGHTS = ['select', 'insert', 'update', 'delete'] as const;

/** The day a migration was made by its name, `YYYYMMDD`; null for one that is only numbered. */
export function dayOf(path: string): string | null {
  const parts = path.split('/');
  const name = /^migration\.sql$/i.test(parts.at(-1) ?? '') ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '');
  return /^(20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:\d{6})?(?!\d)/.exec(name)?.[1] ?? null;
}

/** Whether the platform gives the roles of its API rights on a table made on `day`, in a project whose first migration is of `first`. */
export function platformGrants(day: string | null, first: string | null): Table['platform'] {
  if (day === null || first === null) return 'maybe';
  return day >= ALL_PROJECTS || first >= NEW_PROJECTS ? 'no' : 'yes';
}

/** The rights that come with a new table. */
export function platformRights(platform: Table['platform']): Grants {
  if (platform === 'no') return {};
  return Object.fromEntries(API_ROLES.map((role) => [role, Object.fromEntries(TABLE_RIGHTS.map((right) => [right, platform]))]));
}
