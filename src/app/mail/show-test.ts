import type { Page } from '../../core/verb.ts';
import type { BulkRule } from '../../mail/bulk.ts';
import { type Cell, isAligned } from '../../mail/matrix.ts';
import type { MailTest } from '../../mail/run.ts';
import { pad, wrap } from '../../reports/columns.ts';
import { type Paint, painter } from '../../reports/paint.ts';
import { line } from '../../reports/text.ts';

/** A test of mail, and when the next one is due. */
export interface MailTested extends MailTest {
  next: { due: string; because: string };
}

const WORDS = {
  inbox: 'inbox',
  promotions: 'promotions',
  elsewhere: 'elsewhere',
  spam: 'SPAM',
  bounced: 'BOUNCED',
  lost: 'LOST',
  unsent: 'not sent',
  unread: 'not read',
} as const satisfies Record<Cell['landed'], string>;

/** The matrix of a mail test for a terminal: what landed where, why not, and what to do. */
export function showMailTest(test: MailTested, { width, colour }: Page): string {
  const paint = painter(colour);
  const head = {
    pass: paint('pass', 'Every mail lands and proves to be yours.'),
    fail: paint('blocker', 'Customers will miss mail from you.'),
    unknown: paint('unknown', 'The test could not see everything.'),
  }[test.outcome];
  return [
    `${head} Sent as ${line(test.from, 200)}.`,
    '',
    paint(
      'faint',
      `${pad('mail', 9)}${pad('inbox', 14)}${pad('landed', 12)}${pad('SPF', 11)}${pad('DKIM', 11)}${pad('DMARC', 11)}`.trimEnd(),
    ),
    ...test.cells.flatMap((cell) => cellLines(cell, width, paint)),
    '',
    ...fixLines(test.cells, width, paint),
    paint('faint', `${pad('rule for bulk senders', 34)}${pad('Google', 13)}${pad('Yahoo', 13)}Microsoft`),
    ...test.rules.map((rule) => ruleLine(rule)),
    '',
    test.next.because === 'weekly' ? `Test again by ${test.next.due.slice(0, 10)}.` : 'Mend the above and test again.',
    '',
  ].join('\n');
}

function cellLines(cell: Cell, width: number, paint: Paint): string[] {
  const { verdict } = cell;
  const dkim = verdict?.dkim.find((each) => each.result === 'pass' && each.aligned) ?? verdict?.dkim[0];
  const columns = [
    pad(cell.kind, 9),
    pad(line(cell.inbox, 40), 14),
    paint(cell.good ? 'pass' : 'blocker', pad(WORDS[cell.landed], 12)),
    pad(verdict ? mark(verdict.spf.result, verdict.spf.aligned) : '-', 11),
    pad(verdict ? mark(dkim?.result ?? 'none', dkim?.aligned ?? true) : '-', 11),
    pad(verdict ? (verdict.dmarc.result === 'none' && isAligned(verdict) ? 'no record' : verdict.dmarc.result) : '-', 11),
  ];
  const said = cell.refusal ? wrap(`${cell.refusal.code} ${line(cell.told, 200)}`, Math.max(20, width - 9)) : [];
  return [columns.join('').trimEnd(), ...said.map((each) => `         ${each}`)];
}

/** Each fix once, with the mails it mends, in the order in which they first come. */
function fixLines(cells: readonly Cell[], width: number, paint: Paint): string[] {
  const mends = new Map<string, string[]>();
  for (const cell of cells)
    for (const fix of cell.fixes) mends.set(fix, [...(mends.get(fix) ?? []), `${cell.kind} to ${line(cell.inbox, 40)}`]);
  if (mends.size === 0) return [];
  return [
    paint('strong', 'What to do, in this order'),
    ...[...mends].flatMap(([fix, which], i) => [
      ...wrap(line(fix, 600), Math.max(20, width - 4)).map((text, at) => `${at === 0 ? `${i + 1}.`.padEnd(4) : '    '}${text}`),
      ...wrap(which.join(', '), Math.max(20, width - 4)).map((text) => paint('faint', `    ${text}`)),
    ]),
    '',
  ];
}

function mark(result: string, aligned: boolean): string {
  return result === 'pass' && !aligned ? 'unaligned' : result;
}

function ruleLine({ rule, google, yahoo, microsoft }: BulkRule): string {
  const short = (standing: BulkRule['google']): string => (standing === 'cannot be seen from outside' ? 'not visible' : standing);
  return `${pad(rule, 34)}${pad(short(google), 13)}${pad(short(yahoo), 13)}${short(microsoft)}`;
}
