import { memoryOf, type JobRow } from '../jobs.ts';
import type { Job, Time } from '../types.ts';
import type { Sql } from './sql.ts';
import type { Span } from './store.ts';

/** Jobs on one page. */
const SHOWN = 50;

interface StatRow {
  project: number;
  at: Time;
  job: string;
  ok: number;
  failed: number;
  missed: number;
}

/** Jobs that checked in, and those that only failed; what is wrong comes first, then by name. */
export async function readJobs(sql: Pick<Sql, 'all'>, { from, to }: Span): Promise<Job[]> {
  const jobs = new Map<string, Job>();
  for (const row of await sql.all<JobRow>('SELECT * FROM check_ins ORDER BY project, slug')) {
    const memory = memoryOf(row);
    jobs.set(`${row.project} ${row.slug}`, {
      ...NONE,
      project: row.project,
      name: row.slug,
      at: row.at,
      due: row.due,
      is:
        memory.missing === 'begin'
          ? 'late'
          : memory.missing === 'end'
            ? 'stuck'
            : memory.failing
              ? 'failed'
              : row.status === 'in_progress'
                ? 'running'
                : 'ok',
      hours: [],
    });
  }
  const stats = await sql.all<StatRow>('SELECT * FROM job_stats WHERE at >= ? AND at < ? ORDER BY at', from, to);
  for (const { project, job, at, ok, failed, missed } of stats) {
    const key = `${project} ${job}`;
    const known = jobs.get(key) ?? { ...NONE, project, name: job, is: 'failed', hours: [] };
    const hours = [...known.hours, { at, ok, failed, missed }];
    jobs.set(key, { ...known, hours, ok: known.ok + ok, failed: known.failed + failed, missed: known.missed + missed });
  }
  const isWrong = ({ is }: Job): boolean => is === 'late' || is === 'stuck' || is === 'failed';
  return [...jobs.values()]
    .toSorted(
      (a, b) => Number(isWrong(b)) - Number(isWrong(a)) || b.failed + b.missed - a.failed - a.missed || a.name.localeCompare(b.name),
    )
    .slice(0, SHOWN);
}

const NONE = { at: null, due: null, ok: 0, failed: 0, missed: 0 } as const;
