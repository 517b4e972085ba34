import type { MailKind } from '../core/config-mail.ts';
import type { Verdict } from './verdict.ts';

/**
 * Where a mail ended. `unsent` and `unread` tell of the test, not of the mail: it could not be handed in, or the mailbox could not be
 * read.
 */
export const LANDINGS = ['inbox', 'promotions', 'elsewhere', 'spam', 'bounced', 'lost', 'unsent', 'unread'] as const;
export type Landing = (typeof LANDINGS)[number];

/** One mail to one inbox. Plain data. */
export interface Cell {
  kind: MailKind;
  inbox: string;
  landed: Landing;
  /** The folder it lies in, the refusal in the receiver's words, or why the test could not tell. */
  told: string;
  /** Three digits and status of a refusal. */
  refusal: { code: number; status: string | null } | null;
  /** ms from being handed in to being seen; null where it was not seen. */
  ms: number | null;
  verdict: Verdict | null;
  /** True when it lies where its reader looks and proves to be yours. */
  good: boolean;
  /** What to do, in order; empty for a good cell. */
  fixes: string[];
}

/** True when the mail passes DMARC, or would if there were a record: a pass that carries the domain of From. */
export function isAligned({ spf, dkim, dmarc }: Verdict): boolean {
  if (dmarc.result === 'pass') return true;
  if (dmarc.result !== 'none') return false;
  return (spf.result === 'pass' && spf.aligned) || dkim.some((each) => each.result === 'pass' && each.aligned);
}

/** True when DNS did not answer while the mail was judged, so that its alignment is unknown. */
export function isUncertain(verdict: Verdict): boolean {
  return (
    !isAligned(verdict) && [verdict.spf.result, verdict.dmarc.result, ...verdict.dkim.map((each) => each.result)].includes('temperror')
  );
}

/** What a whole matrix says: `fail` outranks `unknown`, because one mail that does not land is certain. */
export function outcomeOf(cells: readonly Cell[]): 'pass' | 'fail' | 'unknown' {
  const isUnknown = (cell: Cell): boolean =>
    cell.landed === 'unsent' || cell.landed === 'unread' || (cell.verdict !== null && isUncertain(cell.verdict) && landsWell(cell.landed));
  if (cells.some((cell) => !cell.good && !isUnknown(cell))) return 'fail';
  return cells.length === 0 || cells.some(isUnknown) ? 'unknown' : 'pass';
}

/** Promotions count as landed: the reader sees it, later. */
export function landsWell(landed: Landing): boolean {
  return landed === 'inbox' || landed === 'promotions';
}
