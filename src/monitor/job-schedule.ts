import { nextRun, parseCrontab } from '../parsers/crontab.ts';
import { type Json, number, object, text } from './intake/read.ts';

/** When a job should run, as its SDK said (develop.sentry.dev/sdk/telemetry/check-ins, `monitor_config`). */
export interface JobSchedule {
  /** The next run after a time, ms; null when there is none. */
  next(after: number): number | null;
  /** How late a run may begin, and how long it may take, ms. */
  graceMs: number;
  runMs: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const UNITS: Readonly<Record<string, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};
/** Where the SDK says nothing: minutes. */
const GRACE = 1;
const RUN = 30;
/** A job may begin this much before its time, as clocks differ, ms. */
const EARLY = 5_000;

/** Reads a schedule; null where there is none that can be read, so that nobody is told of a miss. Pure. */
export function jobSchedule(config: unknown): JobSchedule | null {
  const json = object(config);
  const next = nextOf(object(json['schedule']), text(json['timezone'], 60) ?? 'UTC');
  if (next === null) return null;
  return { next, graceMs: minutes(json['checkin_margin'], GRACE), runMs: minutes(json['max_runtime'], RUN) };
}

function nextOf({ type, value, unit }: Json, zone: string): JobSchedule['next'] | null {
  if (type === 'interval') {
    const every = (number(value) ?? 0) * (UNITS[text(unit, 10) ?? ''] ?? 0);
    return every >= MINUTE && every <= 366 * DAY ? (after) => after + every : null;
  }
  if (type !== 'crontab') return null;
  const read = parseCrontab(text(value) ?? '');
  return read.ok ? (after) => nextRun(read.value, after + EARLY, zone) : null;
}

function minutes(value: unknown, otherwise: number): number {
  const told = number(value);
  return (told !== null && told > 0 && told <= 60 * 24 * 31 ? told : otherwise) * MINUTE;
}
