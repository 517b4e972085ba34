import { type Fares, nextStep, type Step } from './ladder.ts';
import { addTally, type DomainLedger, isoWeek, type Ledger, type Tally } from './ledger.ts';
import { isTold } from './senders.ts';

/** A sender over the time that is looked at. `yours`: told in the config or signing with your keys; `maybe`: in a network of your SPF record. */
export interface SenderRow extends Omit<Tally, 'by'> {
  sender: string;
  by: Tally['by'];
  failing: number;
  yours: 'yes' | 'maybe' | 'unknown';
}

/** How a domain's mail fares, and what to do with its policy. */
export interface DomainSummary {
  domain: string;
  policy: { p: string; testing: boolean };
  weeks: string[];
  messages: number;
  aligned: number;
  senders: SenderRow[];
  next: Step;
}

const WEEKS = 5;

/** The last five weeks of each domain, the largest sender first. Pure. */
export function summarize(ledger: Ledger, told: readonly string[], now: Date): DomainSummary[] {
  const oldest = isoWeek(new Date(now.getTime() - WEEKS * 7 * 86_400_000));
  return Object.entries(ledger.domains)
    .map(([domain, held]) => summaryOf(domain, held, { told, oldest }))
    .sort((a, b) => b.messages - a.messages);
}

function summaryOf(domain: string, held: DomainLedger, { told, oldest }: { told: readonly string[]; oldest: string }): DomainSummary {
  const weeks = Object.keys(held.weeks).sort();
  const recent = weeks.filter((week) => week >= oldest);
  // Old reports read for the first time are better than nothing.
  const looked = recent.length > 0 ? recent : weeks.slice(-WEEKS);
  const totals = new Map<string, Tally>();
  for (const week of looked)
    for (const [name, tally] of Object.entries(held.weeks[week] ?? {})) {
      const sum = totals.get(name);
      if (sum) addTally(sum, tally);
      else totals.set(name, { ...tally });
    }
  const senders = [...totals]
    .map(([sender, tally]) => rowOf(sender, tally, told))
    .sort((a, b) => b.messages - a.messages || (a.sender < b.sender ? -1 : 1));
  const sum = (rows: readonly SenderRow[], key: 'messages' | 'aligned' | 'failing'): number => rows.reduce((all, row) => all + row[key], 0);
  const yours = senders.filter((row) => row.yours !== 'unknown');
  const fares: Fares = {
    domain,
    policy: held.policy,
    weeks: looked.length,
    // What a receiver knows to be forwarded fails everywhere and is nobody's fault.
    yours: {
      messages: sum(yours, 'messages'),
      failing: yours.reduce((all, row) => all + row.failing - row.forwarded, 0),
      senders: yours.map(({ sender, failing, forwarded }) => ({ name: sender, failing: failing - forwarded })),
    },
  };
  return {
    domain,
    policy: { p: held.policy.p, testing: held.policy.testing },
    weeks: looked,
    messages: sum(senders, 'messages'),
    aligned: sum(senders, 'aligned'),
    senders,
    next: nextStep(fares),
  };
}

function rowOf(sender: string, tally: Tally, told: readonly string[]): SenderRow {
  const yours = isTold(sender, told) || tally.byDkim > 0 ? 'yes' : tally.by === 'network' || tally.bySpf > 0 ? 'maybe' : 'unknown';
  return { ...tally, sender, failing: tally.messages - tally.aligned, yours };
}
