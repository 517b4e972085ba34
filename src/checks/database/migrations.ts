import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import { DANGERS, type DangerId } from '../../parsers/migration-danger.ts';
import { repoMigrations } from '../../probes/repo/migrations.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { sampleSchema } from '../sample-schema.ts';

/** Verdicts shown per file; a file of a thousand faults is one fault. */
const SHOWN = 6;

/** What the state after all migrations tells better, table by table. */
const TOLD_BY_SCHEMA: ReadonlySet<DangerId> = new Set(['row-security-off', 'open-grant']);

const saw = (found: { danger: DangerId; on: string; line: number }[], other: string | null = null, supabase = false) => ({
  ...sampleSchema({ supabase }),
  migrations: {
    runner: 'supabase' as const,
    other,
    files: [{ path: 'supabase/migrations/20261114_fix.sql', class: 'contract' as const, found }],
  },
});

export default defineCheck({
  id: 'database/migrations',
  requirements: ['DEP-4'],
  title: 'Migrations keep data, and customers can go on working while they run',
  failing: 'A database migration can lose data or stop your customers',
  severity: 'high',
  hurts: ['data', 'signup'],
  why: 'Migrations run once, on live data. What they delete stays deleted, and what they lock stops logins and payments.',
  learn: [
    'https://www.postgresql.org/docs/current/explicit-locking.html',
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  ],
  on: 'repo',
  reads: { migrations: repoMigrations, schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: { ...sampleSchema(), migrations: { runner: null, other: null, files: [] } }, gives: 'skip' },
    { name: 'migrations that only add', saw: saw([]), gives: 'pass' },
    { name: 'migrations of another database', saw: saw([], 'mysql'), gives: 'skip' },
    { name: 'every row deleted', saw: saw([{ danger: 'delete-all', on: 'bookings', line: 3 }]), gives: { fail: 'high' } },
    {
      name: 'row level security switched off',
      saw: saw([{ danger: 'row-security-off', on: 'profiles', line: 2 }]),
      gives: { fail: 'high' },
    },
    {
      name: 'the same where database/row-security tells it',
      saw: saw([{ danger: 'row-security-off', on: 'profiles', line: 2 }], null, true),
      gives: 'pass',
    },
    { name: 'an index that stops writes', saw: saw([{ danger: 'blocking-index', on: 'bookings', line: 1 }]), gives: { fail: 'medium' } },
  ],
  judge({ migrations: { files, other, runner }, schema }) {
    if (other !== null) return { is: 'skip', because: `The migrations are for ${plain(other, 30)}; only those of PostgreSQL are read.` };
    if (runner === null) return { is: 'skip', because: 'There are no SQL migrations in this repository.' };
    const own = files.map(({ path, found }) => ({
      path,
      found: schema.supabase ? found.filter(({ danger }) => !TOLD_BY_SCHEMA.has(danger)) : found,
    }));
    const bad = own.filter(({ found }) => found.length > 0);
    if (bad.length === 0) return { is: 'pass', found: `${files.length} migrations read, no danger found.` };
    return bad.map(({ path, found }) => {
      const file = plain(path, 200);
      const shown = found.toSorted((a, b) => rank(a.danger) - rank(b.danger) || a.line - b.line).slice(0, SHOWN);
      const worst = shown[0]!; // !: files without a danger were left out
      const told = shown.map(({ danger, on, line }) => `${file}:${line} (${plain(on, 60)}): ${DANGERS[danger].why}`);
      return {
        is: 'fail' as const,
        found: `${told.join(' ')}${found.length > SHOWN ? ` And ${found.length - SHOWN} more.` : ''}`,
        severity: DANGERS[worst.danger].severity satisfies Severity,
        of: unnumbered(path),
        at: [{ at: path, line: worst.line }, ...shown.slice(1).map(({ line }) => ({ at: path, line }))],
        fix: byHand(
          shown.map(({ danger, line }) => `Line ${line}: ${DANGERS[danger].instead}`),
          {
            prompt: {
              goal: `${file} can run on the live database without losing data and without stopping customers.`,
              change: `rewrite it: ${[...new Set(shown.map(({ danger }) => DANGERS[danger].instead))].join(' ')}`,
              not: 'edit a migration that has already run in production (write a new one instead), or switch off row level security.',
              see: 'the same schema at the end, and `launch-ready audit . --only database` finds nothing.',
            },
            verify: 'launch-ready audit . --only database',
            minutes: 20 + 10 * shown.length,
          },
        ),
      };
    });
  },
});

/** What a migration is called, without its number: of its folder where that is numbered, as with Prisma. */
function unnumbered(path: string): string {
  const names = path.split('/').toReversed();
  return (names.find((name) => /^\d/.test(name)) ?? names[0]!).replace(/^\d+[_.-]?/, ''); // !: a path has a name
}

function rank(danger: DangerId): number {
  return SEVERITIES.indexOf(DANGERS[danger].severity);
}
