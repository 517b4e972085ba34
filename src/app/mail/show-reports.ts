import type { Page } from '../../core/verb.ts';
import type { Counts, Quarantined, Reading } from '../../mail/reports/collect.ts';
import type { DomainSummary, SenderRow } from '../../mail/reports/summary.ts';
import type { TlsReport } from '../../parsers/tls-report.ts';
import { pad, wrap } from '../../reports/columns.ts';
import { type Paint, painter } from '../../reports/paint.ts';
import { line } from '../../reports/text.ts';

/** What a reading of reports gives. Plain data. */
export interface MailReported {
  counts: Counts;
  /** The folder of what was put aside; null when nothing was. */
  quarantine: string | null;
  quarantined: Quarantined[];
  forgiven: Reading['forgiven'];
  domains: DomainSummary[];
  tls: TlsReport[];
  /** ISO time by which to read again. */
  next: string;
}

const SENDERS = 12;

/** Reports for a terminal: what was read, who sends as each domain, and what to do with its policy. */
export function showMailReports(gave: MailReported, { width, colour }: Page): string {
  const paint = painter(colour);
  const { counts } = gave;
  const tls = gave.tls.flatMap(({ org, policies }) => policies.map((policy) => ({ org, ...policy })));
  return [
    `${counts.reports} reports in ${counts.files} files = ${counts.read} read + ${counts.duplicates} known + ${counts.quarantined} put aside; ${counts.records} records.`,
    ...gave.quarantined.map(({ name, reason }) => `  ${paint('high', 'put aside')} ${line(name, 60)}: ${line(reason, 120)}`),
    ...(gave.quarantine === null ? [] : [`  They are in ${line(gave.quarantine, 200)}`]),
    ...gave.domains.flatMap((domain) => domainLines(domain, width, paint)),
    ...(tls.length === 0 ? [] : ['', paint('strong', 'TLS of incoming mail')]),
    ...tls.map(
      (each) =>
        `  ${line(each.domain, 60)}: ${each.good} sessions, ${each.failed} failed, says ${line(each.org, 60)}${each.failures.map(({ type, count }) => `; ${line(type, 40)} ${count}`).join('')}`,
    ),
    '',
    `Read the next reports by ${gave.next.slice(0, 10)}.`,
    '',
  ].join('\n');
}

function domainLines({ domain, policy, messages, aligned, senders, next }: DomainSummary, width: number, paint: Paint): string[] {
  const share = messages === 0 ? '' : `, ${Math.floor((aligned / messages) * 1_000) / 10} % proven`;
  const rest = senders.length - SENDERS;
  return [
    '',
    `${paint('strong', line(domain, 200))}  p=${line(policy.p, 12) || 'none'}${policy.testing ? ' t=y' : ''}  ${messages} messages${share}`,
    paint('faint', `  ${pad('sender', 30)}${pad('messages', 10)}${pad('proven', 10)}${pad('failing', 10)}is it you?`),
    ...senders.slice(0, SENDERS).map((row) => senderLine(row, paint)),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    ...stepLines(next).flatMap((text) => wrap(text, Math.max(20, width - 2)).map((each) => `  ${each}`)),
  ];
}

function senderLine({ sender, messages, aligned, failing, yours }: SenderRow, paint: Paint): string {
  const answer = {
    yes: 'yes',
    maybe: 'maybe: it is in your SPF record',
    unknown: failing > 0 ? 'nobody you named' : 'nobody you named, and it passes',
  }[yours];
  const mark = yours !== 'unknown' && failing > 0 ? paint('high', pad(String(failing), 10)) : pad(String(failing), 10);
  return `  ${pad(line(sender, 60), 30)}${pad(String(messages), 10)}${pad(String(aligned), 10)}${mark}${answer}`;
}

function stepLines(next: DomainSummary['next']): string[] {
  switch (next.is) {
    case 'wait':
    case 'done':
      return [next.because];
    case 'mend':
      return [next.because, `Turn DKIM on for your domain at: ${next.senders.map((name) => line(name, 60)).join(', ')}.`];
    case 'raise':
      return [next.because, `Change TXT ${line(next.record.name, 200)} to "${line(next.record.data, 300)}", keeping your own rua address.`];
    default:
      return next satisfies never;
  }
}
