import { jobSchedule } from './job-schedule.ts';
import { follow, type Telling } from './raise.ts';
import { HOUR } from './store/read-monitors.ts';
import type { Sql } from './store/sql.ts';
import type { Time } from './types.ts';

/** How often jobs are looked through, ms. */
export const JOBS_EVERY = 5_000;
/** When nobody looked for this long, no check-in could arrive either: what was due meanwhile is not held against anybody, ms. */
const AWAY = 2 * 60_000;
/** Jobs that are watched; the key of a project is public, so that strangers can make names up. */
export const JOBS = 200;

/** What is remembered of a job between its check-ins. */
export interface JobMemory {
  /** `monitor_config` of the last check-in that had one. */
  config: unknown;
  /** When the run that is under way or was the last began, and its id. */
  began: Time;
  run: string | null;
  /** True from a run that failed to one that was well. */
  failing: boolean;
  /** What was waited for in vain. */
  missing: 'begin' | 'end' | null;
  /** What is waited for. */
  waits: 'begin' | 'end';
}

export interface JobRow {
  project: number;
  slug: string;
  status: string;
  at: number;
  due: number | null;
  data: string;
}

/** Adds runs of a job to its hour (OBS-4). */
export async function countRun(
  sql: Sql,
  { project, job, at }: { project: number; job: string; at: Time },
  how: 'ok' | 'failed' | 'missed',
): Promise<void> {
  const one = { ok: 0, failed: 0, missed: 0, [how]: 1 };
  await sql.run(
    `INSERT INTO job_stats (project, at, job, ok, failed, missed) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (project, at, job) DO UPDATE SET ok = job_stats.ok + excluded.ok, failed = job_stats.failed + excluded.failed,
        missed = job_stats.missed + excluded.missed`,
    project,
    Math.floor(at / HOUR) * HOUR,
    job,
    one.ok,
    one.failed,
    one.missed,
  );
}

/**
 * Holds jobs against their schedules: one that has not begun by its time and grace, does not come to an end, or has failed opens an
 * incident, and its next check-in that is well ends it. `lookedAt` is when they were looked through before.
 */
export async function judgeJobs(telling: Telling, { owner, lookedAt }: { owner: string | null; lookedAt: Time }): Promise<void> {
  const { sql, now } = telling;
  for (const row of await sql.all<JobRow>('SELECT * FROM check_ins ORDER BY project, slug LIMIT ?', JOBS)) {
    const memory = await overdue(telling, row, now - lookedAt > AWAY);
    await follow(telling, opening(row, { memory, owner }), memory.failing || memory.missing !== null);
  }
}

/** What a row remembers. */
export function memoryOf({ data, at }: Pick<JobRow, 'data' | 'at'>): JobMemory {
  const told = JSON.parse(data) as Partial<JobMemory>; // as: written here and by check-ins alone; rows of before hold less
  return { config: null, began: at, run: null, failing: false, missing: null, waits: 'begin', ...told };
}

/** Moves a job on that has missed its time; what it waits for next is the run after. */
async function overdue({ sql, now }: Telling, row: JobRow, wasAway: boolean): Promise<JobMemory> {
  const memory = memoryOf(row);
  const { project, slug } = row;
  if (row.due === null || now <= row.due) return memory;
  const schedule = jobSchedule(memory.config);
  const after = Math.max(memory.waits === 'end' ? memory.began : row.due - (schedule?.graceMs ?? 0), now - (schedule?.graceMs ?? 0));
  const run = schedule?.next(after) ?? null;
  const moved: JobMemory = { ...memory, waits: 'begin', missing: wasAway ? memory.missing : memory.waits };
  const due = run === null || schedule === null ? null : run + schedule.graceMs;
  const where = 'WHERE project = ? AND slug = ? AND due = ?'; // a check-in that came meanwhile is newer
  const changed = await sql.run(`UPDATE check_ins SET due = ?, data = ? ${where}`, due, JSON.stringify(moved), project, slug, row.due);
  if (changed === 0) return memory;
  if (!wasAway) await countRun(sql, { project, job: slug, at: row.due }, 'missed');
  return moved;
}

function opening({ project, slug }: JobRow, { memory, owner }: { memory: JobMemory; owner: string | null }) {
  const [title, says] = words(slug, memory);
  return {
    rule: 'job',
    subject: `job ${project} ${slug}`,
    title,
    severity: 'critical',
    owner,
    cause: { kind: 'job', scope: 'route', says },
  } as const;
}

function words(slug: string, { missing, failing }: JobMemory): readonly [title: string, says: string] {
  if (missing === 'begin') return [`Job ${slug} has not run`, `Job: ${slug} has not checked in by its time and grace`];
  if (missing === 'end') return [`Job ${slug} does not end`, `Job: ${slug} began and has not come to an end in its time`];
  return [`Job ${slug} has failed`, failing ? `Job: ${slug} says that it failed` : `Job: ${slug} is well`];
}
