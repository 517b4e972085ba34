import { jobSchedule } from '../job-schedule.ts';
import { countRun, type JobMemory, type JobRow, JOBS } from '../jobs.ts';
import type { Sql } from '../store/sql.ts';
import { masked, maskedText } from './people.ts';
import { type Json, number, object, text } from './read.ts';

/** Characters of a schedule with what belongs to it. */
const CONFIG = 4_000;

/** A `check_in` item: the word of a cron job, with its schedule (develop.sentry.dev/sdk/telemetry/check-ins). */
export async function storeCheckIn(sql: Sql, project: number, checkIn: Json, now: number): Promise<void> {
  const slug = slugOf(text(checkIn['monitor_slug']));
  if (slug === '') return;
  await sql.lock(`jobs ${project}`);
  const row = await sql.get<JobRow>('SELECT * FROM check_ins WHERE project = ? AND slug = ?', project, slug);
  const many = await sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM check_ins');
  if (!row && (many?.n ?? 0) >= JOBS) return;
  const status = statusOf(text(checkIn['status']));
  const before = row ? (JSON.parse(row.data) as Partial<JobMemory>) : {}; // as: written here and by the jobs duty alone
  const memory = remembered(before, { checkIn, status, now });
  const schedule = jobSchedule(memory.config);
  const next = schedule === null ? null : status === 'in_progress' ? now + schedule.runMs : schedule.next(memory.began);
  const due = schedule === null || next === null ? null : status === 'in_progress' ? next : next + schedule.graceMs;
  await sql.run(
    `INSERT INTO check_ins (project, slug, status, at, due, data) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (project, slug) DO UPDATE SET status = excluded.status, at = excluded.at, due = excluded.due, data = excluded.data`,
    project,
    slug,
    status,
    now,
    due,
    JSON.stringify(memory),
  );
  if (status !== 'in_progress') await countRun(sql, { project, job: slug, at: now }, status === 'error' ? 'failed' : 'ok');
}

type Status = 'ok' | 'error' | 'in_progress';

function remembered(before: Partial<JobMemory>, { checkIn, status, now }: { checkIn: Json; status: Status; now: number }): JobMemory {
  const config = configOf(checkIn['monitor_config']);
  const run = text(checkIn['check_in_id'], 64);
  const isSame = run !== null && before.run === run && before.began !== undefined;
  const tookMs = Math.min(Math.max(0, number(checkIn['duration']) ?? 0) * 1000, 7 * 86_400_000);
  return {
    config: config ?? before.config ?? null,
    began: isSame ? (before.began ?? now) : status === 'in_progress' ? now : Math.round(now - tookMs),
    run,
    failing: status === 'in_progress' ? (before.failing ?? false) : status === 'error',
    missing: null,
    waits: status === 'in_progress' ? 'end' : 'begin',
  };
}

/** `timeout` and `missed` are words of servers, and mean that it was not well. */
function statusOf(told: string | null): Status {
  if (told === null || told === 'ok') return 'ok';
  return told === 'in_progress' ? 'in_progress' : 'error';
}

function configOf(value: unknown): unknown {
  const clean = masked(object(value));
  const size = JSON.stringify(clean).length;
  return size > 2 && size <= CONFIG ? clean : null;
}

/**
 * The job that an error event belongs to, as SDKs and people tag it; null for one of a request. An error inside a monitored run is told
 * by its check-in (`contexts.monitor`), and not counted twice.
 */
export function jobOf(event: Json): string | null {
  const contexts = object(event['contexts']);
  if (text(object(contexts['monitor'])['slug']) !== null) return null;
  const tags = tagsOf(event['tags']);
  const named =
    tags.get('job') ??
    tags.get('job_name') ??
    tags.get('celery.task') ??
    text(object(contexts['celery-job'])['task_name']) ??
    text(object(object(contexts['sidekiq'])['job'])['class']);
  const slug = slugOf(named ?? null);
  return slug === '' ? null : slug;
}

/** Tags are an object, or pairs in older SDKs. */
function tagsOf(tags: unknown): Map<string, string> {
  const pairs = Array.isArray(tags) ? tags.map((pair: unknown) => (Array.isArray(pair) ? pair : [])) : Object.entries(object(tags));
  return new Map(
    pairs.flatMap(([name, value]: readonly unknown[]) =>
      typeof name === 'string' && text(value) !== null ? [[name, text(value) ?? '']] : [],
    ),
  );
}

/** A name of strangers as one harmless word. */
function slugOf(name: string | null): string {
  return maskedText(name ?? '')
    .replaceAll(/[^\w.-]/g, '')
    .slice(0, 80);
}
