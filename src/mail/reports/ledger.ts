import type { ReportHead, ReportRecord } from '../../parsers/dmarc-report.ts';
import type { Sender } from './senders.ts';

/** What one sender sent in some time. */
export interface Tally {
  messages: number;
  /** Passed DMARC, by DKIM or by SPF. */
  aligned: number;
  byDkim: number;
  bySpf: number;
  /** Failed and was explained by the receiver: forwarders, mailing lists. */
  forwarded: number;
  /** How the sender was told. */
  by: Sender['by'];
  /** Some of its addresses. */
  addresses: string[];
}

/** What is remembered of one domain. */
export interface DomainLedger {
  /** The policy that the newest report saw. */
  policy: { p: string; testing: boolean; seen: number };
  /** By ISO week, such as `2026-W47`, and sender. */
  weeks: Record<string, Record<string, Tally>>;
}

/** Everything that reports have told so far; `.launch-ready/dmarc.json`. */
export interface Ledger {
  schema: 1;
  /** ISO time of the last reading; null before the first. */
  read: string | null;
  /** Reports already counted, by who sent them and their number, with their end in seconds. */
  reports: Record<string, number>;
  domains: Record<string, DomainLedger>;
}

const ADDRESSES = 5;
/** Senders that nobody knows, kept by address per week; the rest is counted together. */
const STRANGERS = 200;
const REST = 'other unknown addresses';

export function emptyLedger(): Ledger {
  return { schema: 1, read: null, reports: {}, domains: {} };
}

/** True for what a ledger file should hold. */
export function isLedger(value: unknown): value is Ledger {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 1 && 'domains' in value && 'reports' in value;
}

/** The key under which a report counts once. */
export function reportKey({ org, id }: Pick<ReportHead, 'org' | 'id'>): string {
  return `${org.toLowerCase()} ${id}`;
}

/** The tallies of one report while it is read. Memory stays small however many addresses it names. */
export function makeTallies(nameOf: (record: ReportRecord) => Sender): {
  add(record: ReportRecord): void;
  tallies: ReadonlyMap<string, Tally>;
} {
  const tallies = new Map<string, Tally>();
  let strangers = 0;
  return {
    tallies,
    add(record) {
      const sender = nameOf(record);
      const stranger = sender.by === 'nothing' && !tallies.has(sender.name);
      if (stranger) strangers += 1;
      const name = stranger && strangers > STRANGERS ? REST : sender.name;
      const tally = tallies.get(name) ?? { messages: 0, aligned: 0, byDkim: 0, bySpf: 0, forwarded: 0, by: sender.by, addresses: [] };
      tallies.set(name, tally);
      const passed = record.dkim || record.spf;
      tally.messages += record.count;
      if (passed) tally.aligned += record.count;
      if (record.dkim) tally.byDkim += record.count;
      if (record.spf) tally.bySpf += record.count;
      if (!passed && record.overrides.some((each) => /forward|mailing_list|local_policy/.test(each))) tally.forwarded += record.count;
      if (tally.addresses.length < ADDRESSES && !tally.addresses.includes(record.ip)) tally.addresses.push(record.ip);
    },
  };
}

/** Writes a report into the ledger; false when it was there already. */
export function enter(ledger: Ledger, head: ReportHead, tallies: ReadonlyMap<string, Tally>): boolean {
  const key = reportKey(head);
  if (Object.hasOwn(ledger.reports, key)) return false;
  ledger.reports[key] = head.end;
  const domain = own(ledger.domains, head.domain, (): DomainLedger => ({
    policy: { p: head.policy, testing: head.testing, seen: head.end },
    weeks: {},
  }));
  if (head.end >= domain.policy.seen) domain.policy = { p: head.policy, testing: head.testing, seen: head.end };
  const week = own(domain.weeks, isoWeek(new Date(head.begin * 1_000)), () => ({}));
  for (const [name, tally] of tallies) {
    const held = own(week, name, (): Tally => ({ ...tally, messages: 0, aligned: 0, byDkim: 0, bySpf: 0, forwarded: 0, addresses: [] }));
    addTally(held, tally);
  }
  return true;
}

export function addTally(to: Tally, from: Tally): void {
  for (const key of ['messages', 'aligned', 'byDkim', 'bySpf', 'forwarded'] as const) to[key] += from[key];
  to.addresses = [...new Set([...to.addresses, ...from.addresses])].slice(0, ADDRESSES);
}

/** The week of a day as ISO 8601 counts it: `2026-W47`. */
export function isoWeek(date: Date): string {
  const day = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const first = Date.UTC(day.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((day.getTime() - first) / 86_400_000 + 1) / 7);
  return `${day.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

/** What a record holds under its own key; names such as `constructor` come from strangers. */
function own<T>(record: Record<string, T>, key: string, make: () => T): T {
  if (!Object.hasOwn(record, key))
    Object.defineProperty(record, key, { value: make(), enumerable: true, configurable: true, writable: true });
  return record[key]!;
}
