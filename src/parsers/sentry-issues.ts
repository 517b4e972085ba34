/** An unresolved issue as Sentry lists it. */
export interface SentryIssue {
  /** Such as `WEB-12`. */
  id: string;
  title: string;
  level: string;
  /** Events of the last day; those since it was first seen where the answer has no statistics. */
  events: number;
  users: number;
  /** ISO time, null where it is not told. */
  firstSeen: string | null;
}

const MOST = 100;
const TEXT = 2_000;

/** Reads the list of a project's issues; a text says what is wrong with it. Texts are long enough to be redacted whole. Never throws. */
export function parseSentryIssues(text: string): SentryIssue[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  if (!Array.isArray(value)) return 'it is no list of issues';
  return value.slice(0, MOST).flatMap((each) => {
    const issue = object(each);
    const id = word(issue['shortId']) || word(issue['id']);
    if (id === '') return [];
    const first = Date.parse(word(issue['firstSeen']));
    return [
      {
        id,
        title: word(issue['title']),
        level: word(issue['level']).toLowerCase(),
        events: eventsOf(issue),
        users: count(issue['userCount']),
        firstSeen: first > 0 && first < 8e15 ? new Date(first).toISOString() : null,
      },
    ];
  });
}

/** `stats.24h` is a list of [unix seconds, events]; `count` is a number written as text, over the life of the issue. */
function eventsOf(issue: Record<string, unknown>): number {
  const day = object(issue['stats'])['24h'];
  if (!Array.isArray(day)) return count(issue['count']);
  return day.slice(0, 1_000).reduce((sum: number, pair) => sum + (Array.isArray(pair) ? count(pair[1]) : 0), 0);
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}; // as: just tested
}

function word(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .slice(0, TEXT)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}

function count(value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? Math.min(Math.round(number), 1e12) : 0;
}
