import type { Decision, Estimate, Finding, Report } from '../core/finding.ts';
import type { Hurts, Severity } from '../core/vocabulary.ts';

/** What stands before a finding: its severity while it fails, its state otherwise. Every mark has a shape, a word and a colour. */
export type Mark = Severity | 'pass' | 'unknown' | 'skip' | 'ignored';

/** Shape and word of each mark; the colour is the format's own. */
export const MARKS = {
  blocker: { shape: '■', word: 'blocker', many: 'blockers' },
  high: { shape: '▲', word: 'high', many: 'high' },
  medium: { shape: '●', word: 'medium', many: 'medium' },
  low: { shape: '○', word: 'low', many: 'low' },
  pass: { shape: '✓', word: 'passed', many: 'passed' },
  unknown: { shape: '?', word: 'not checked', many: 'not checked' },
  skip: { shape: '–', word: 'does not apply', many: 'do not apply' },
  ignored: { shape: '~', word: 'accepted', many: 'accepted' },
} as const satisfies Record<Mark, { shape: string; word: string; many: string }>;

export const VERDICTS = {
  go: { word: 'GO', mark: 'pass' },
  'no-go': { word: 'NO-GO', mark: 'blocker' },
  'cannot-tell': { word: 'CANNOT TELL', mark: 'unknown' },
} as const satisfies Record<Decision, { word: string; mark: Mark }>;

export const HURT_WORDS = {
  billing: 'payments',
  login: 'login',
  signup: 'sign-up',
  email: 'email delivery',
  data: 'customer data',
  traffic: 'traffic',
  trust: 'trust',
  cost: 'costs',
} as const satisfies Record<Hurts, string>;

const ADVICE = {
  'nothing-urgent': 'Nothing urgent is left to fix.',
  'do-it-yourself': 'You can do it yourself in a day.',
  'get-help': 'That is more than a day for one person: get help.',
} as const satisfies Record<Estimate['advice'], string>;

/** The mark of a finding. */
export function markOf(finding: Pick<Finding, 'state' | 'severity' | 'ignored'>): Mark {
  if (finding.ignored) return 'ignored';
  return finding.state === 'fail' ? finding.severity : finding.state;
}

/** The heading over what is most urgent. Without a blocker the verdict is GO, and "do not ship" would contradict it. */
export function shipWords(list: readonly { finding: Pick<Finding, 'severity'> }[]): { title: string; short: string } {
  return list.some(({ finding }) => finding.severity === 'blocker')
    ? { title: 'Do not ship until this is fixed', short: 'Do not ship' }
    : { title: 'Fix this before customers come', short: 'Fix first' };
}

/** A subject key as a person reads it: the host, the URL without `https://`, "the repository". */
export function placeOf(subject: string): string {
  if (subject === 'repo .') return 'the repository';
  const space = subject.indexOf(' ');
  const name = space < 0 ? subject : subject.slice(space + 1);
  return subject.startsWith('url ') ? name.replace(/^https:\/\//, '').replace(/^([^/]+)\/$/, '$1') : name;
}

/** Where inside the subject the fault lies, such as `src/api.ts:12`; nothing when that says no more than the subject. */
export function pointersOf(finding: Finding): string[] {
  const places = (finding.at ?? []).map(({ at, line }) => (line === undefined ? at : `${at}:${line}`));
  return places.filter((place) => place !== placeOf(finding.subject));
}

/** Where a finding lies, exactly enough to tell two of one check apart: `acme.com · k1._domainkey.acme.com`. */
export function spotOf(finding: Finding): string {
  const place = placeOf(finding.subject);
  const [pointer] = pointersOf(finding);
  return pointer === undefined ? place : `${place} · ${pointer.replace(`${place} `, '').replace(`https://${place}/`, '/')}`;
}

/** Minutes of work as `25 min` or `3 h 10 min`; from a working day on in whole hours. */
export function duration(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  if (whole >= 480 || whole % 60 === 0) return `${Math.round(whole / 60)} h`;
  return `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

/** The estimate as sentences; none while nothing is known, or nothing is left. */
export function estimateWords({ decision, estimate }: Pick<Report, 'decision' | 'estimate'>): string {
  const { minutesToShip, minutesForAll, advice, risk } = estimate;
  if (decision === 'cannot-tell' && risk === 0) return '';
  if (minutesForAll === 0) return '';
  const work =
    minutesToShip === 0
      ? `About ${duration(minutesForAll)} of work would fix everything.`
      : `About ${duration(minutesToShip)} of work for what is urgent, ${duration(minutesForAll)} for everything.`;
  return `${work} ${ADVICE[advice]} Risk ${risk} of 100.`;
}

/** `3 hosts`, `1 host`. */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

/** A date as `22 Nov 2026`, and with the time as `22 Nov 2026, 09:30 UTC`; the text itself when it is no date. */
export function when(iso: string, precision: 'day' | 'minute' = 'day'): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return precision === 'day' ? day : `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}
