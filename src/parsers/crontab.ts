/** When a job runs, in five fields as of crontab(5): sets of minutes, hours, days, months and weekdays. */
export interface Crontab {
  minutes: readonly number[];
  hours: readonly number[];
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** Both days are named: one of them is enough (crontab(5), "The day of a command's execution"). */
  eitherDay: boolean;
}

export type CrontabResult = { ok: true; value: Crontab } | { ok: false; problem: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const FIELDS = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day', from: 1, to: 31, words: [] },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'weekday', from: 0, to: 7, words: WEEKDAYS },
] as const;
/** Characters of an expression. */
const MOST = 200;

/** Reads a crontab expression: five fields with lists, ranges, steps and English names, or a nickname such as `@daily`. */
export function parseCrontab(text: string): CrontabResult {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > MOST) return { ok: false, problem: `it is longer than ${MOST} characters` };
  const parts = (NICKNAMES.get(trimmed) ?? trimmed).split(/\s+/);
  if (parts.length !== FIELDS.length) return { ok: false, problem: 'it has not five fields' };
  const sets: number[][] = [];
  for (const [at, field] of FIELDS.entries()) {
    const values = readField(parts[at] ?? '', field);
    if (values === null) return { ok: false, problem: `its ${field.name} cannot be read` };
    sets.push(values);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = sets;
  const value = {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
    eitherDay: !parts[2]?.startsWith('*') && !parts[4]?.startsWith('*'),
  };
  return { ok: true, value };
}

interface Field {
  from: number;
  to: number;
  words: readonly string[];
}

function readField(text: string, field: Field): number[] | null {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    const bounds = readRange(range, field, step !== undefined);
    const by = step === undefined ? 1 : Number(step);
    if (bounds === null || by === 0) return null;
    for (let value = bounds.from; value <= bounds.to; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function readRange(text: string, field: Field, hasStep: boolean): { from: number; to: number } | null {
  if (text === '*') return { from: field.from, to: field.words === WEEKDAYS ? 6 : field.to };
  const [first = '', second, more] = text.split('-');
  const from = readValue(first, field);
  const to = second === undefined ? (hasStep ? field.to : from) : readValue(second, field);
  return more !== undefined || from === null || to === null || to < from ? null : { from, to };
}

function readValue(text: string, { from, to, words }: Field): number | null {
  const word = words.indexOf(text);
  if (word !== -1) return word + from;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= from && value <= to ? value : null;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A 29 February may be eight years away, over a century without one. */
const DAYS = 366 * 8 + 1;

/**
 * The first time after `after`, ms, in a time zone by its IANA name (UTC where it is not known). A wall time that a change of clocks
 * leaves out comes as much later as the clocks jump; one that comes twice is taken once. Null for a date that never comes.
 */
export function nextRun(crontab: Crontab, after: number, zone: string): number | null {
  const clock = clockOf(zone);
  const wall = after + clock.offset(after);
  let day = Math.floor(wall / DAY) * DAY;
  for (let n = 0; n < DAYS; n += 1, day += DAY) {
    if (!isDay(crontab, new Date(day))) continue;
    for (const hour of crontab.hours) {
      for (const minute of crontab.minutes) {
        const at = day + (hour * 60 + minute) * MINUTE;
        if (at < wall - 3 * 3_600_000) continue; // no clock moves by more
        const real = clock.real(at);
        if (real > after) return real;
      }
    }
  }
  return null;
}

function isDay({ days, months, weekdays, eitherDay }: Crontab, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [byDay, byWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return eitherDay ? byDay || byWeekday : byDay && byWeekday;
}

interface Clock {
  /** Wall time minus real time, ms. */
  offset(at: number): number;
  /** The real time of a wall time. */
  real(wall: number): number;
}

function clockOf(zone: string): Clock {
  const format = formatOf(zone);
  const offset = (at: number): number => {
    const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const wall = Date.UTC(of['year'] ?? 0, (of['month'] ?? 1) - 1, of['day'], of['hour'], of['minute'], of['second']);
    return wall - Math.floor(at / 1000) * 1000;
  };
  return {
    offset,
    real(wall) {
      const first = wall - offset(wall - DAY); // the clock of before a change
      const second = wall - offset(first);
      return second + offset(second) === wall ? second : first;
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone, hourCycle: 'h23' });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'UTC', hourCycle: 'h23' });
  }
}
