import type { Change } from '../core/change.ts';
import type { Decision } from '../core/finding.ts';
import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
import { line } from './text.ts';
import { MARKS, VERDICTS } from './words.ts';

/** A finding in one line. */
export interface Named {
  check: string;
  place: string;
  severity: string;
  title: string;
}

interface Shown {
  before: { decision: Decision };
  after: { decision: Decision; because: string };
  changes: readonly Change[];
  made: boolean;
  files: readonly { says: string; diff: string }[];
  written: boolean;
  commands: readonly string[];
  open: readonly string[];
  prompts: string | null;
  code: readonly Named[];
  hand: readonly (Named & { steps: readonly string[] })[];
  mended: readonly Named[];
}

/** What `fix` did and left, for a terminal: from where to where, changes, files, commands, and what waits for whom. */
export function renderFixed(
  { before, after, changes, made, files, written, commands, open, prompts, code, hand, mended }: Shown,
  { width }: Pick<Page, 'width'>,
): string {
  const each = (list: readonly Named[]): string[] =>
    list.flatMap(({ title, place, severity }) =>
      wrap(`${MARKS[severity as keyof typeof MARKS].shape} ${line(title, 200)} (${line(place, 120)})`, width),
    ); // as: a severity is a mark
  const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
  return `${[
    before.decision === after.decision
      ? `${VERDICTS[after.decision].word}, as before`
      : `${VERDICTS[before.decision].word} → ${VERDICTS[after.decision].word}`,
    ...wrap(after.because, width),
    ...part(
      made
        ? `Changed at the edge (${changes.length}); \`launch-ready undo\` takes it back`
        : `To be changed at the edge (${changes.length})`,
      changes.flatMap(({ says, risk }) => wrap(`${risk === 'none' ? '·' : '!'} ${line(says, 300)}`, width)),
    ),
    ...part(
      written
        ? `Changed in your files (${files.length}); \`launch-ready undo\` puts them back`
        : `To be changed in your files (${files.length})`,
      files.flatMap(({ says, diff }) => [
        ...wrap(`· ${line(says, 300)}`, width),
        ...diff
          .trimEnd()
          .split('\n')
          .map((each) => `    ${line(each, 300)}`),
      ]),
    ),
    ...part(
      'For your terminal',
      commands.map((command) => `  ${line(command, 1_000)}`),
    ),
    ...part(`Mended (${mended.length})`, each(mended)),
    ...part(
      'Waits',
      open.flatMap((text) => wrap(`? ${line(text, 400)}`, width)),
    ),
    ...part(`In the code (${code.length}); the prompts to paste are in ${prompts ?? ''}`, each(code)),
    ...part(
      `For you (${hand.length})`,
      hand.flatMap((finding) => [
        ...each([finding]),
        ...finding.steps.slice(0, 3).flatMap((step) => wrap(`    ${line(step, 200)}`, width)),
      ]),
    ),
  ].join('\n')}\n`;
}
