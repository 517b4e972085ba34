import type { Finding, Report } from '../core/finding.ts';
import { arrange, type Entry } from './arrange.ts';
import { fixLines } from './fix-lines.ts';
import { clip, line, plain } from './text.ts';
import { counted, estimateWords, HURT_WORDS, markOf, MARKS, placeOf, pointersOf, shipWords, VERDICTS, when } from './words.ts';

/** GitHub takes 65,536 characters in a comment; details beyond this are left out, and the text says so. */
const COMMENT = 60_000;

/** Longest text of a field and of a code block, characters. */
const FIELD = 600;
const CODE = 3_000;

/** Markdown for a pull request: the verdict, the blockers as a table, then everything else in folded details. */
export function renderMarkdown(report: Report): string {
  const { doNotShip, soon, later, unknowns, passed, ignored, tally } = arrange(report);
  const { word, mark } = VERDICTS[report.decision];
  const counts = tally
    .map((each) => `${MARKS[each.mark].shape} ${each.n} ${each.n === 1 ? MARKS[each.mark].word : MARKS[each.mark].many}`)
    .join(' · ');
  const parts = [
    `## ${MARKS[mark].shape} ${word}: ${md(report.target, 200)}`,
    `**${md(report.because)}**`,
    counts,
    ...[estimateWords(report)].filter((each) => each !== ''),
    ...(doNotShip.length > 0 ? [`### ${shipWords(doNotShip).title}`, table(doNotShip)] : []),
    ...entries(doNotShip, 'How to fix these'),
    ...entries(soon, 'Must fix in 48 hours'),
    ...entries(later, 'Later'),
    ...fold(
      counted(
        unknowns.reduce((sum, each) => sum + each.findings.length, 0),
        'check',
      ) + ' could not be done',
      unknowns.map(
        ({ reason, findings }) =>
          `- ${md(reason)}: ${findings.map((each) => `${code(each.check)} (${md(placeOf(each.subject), 200)})`).join(', ')}`,
      ),
    ),
    ...fold(
      counted(ignored.length, 'accepted risk'),
      ignored.map(
        (each) =>
          `- ${md(each.title)} (${md(placeOf(each.subject), 200)}), until ${md(each.ignored?.until ?? '')}: ${md(each.ignored?.reason ?? '')}`,
      ),
    ),
    ...fold(
      counted(passed.length, 'check') + ' passed',
      passed.map((each) => `- ${md(each.title)} (${md(placeOf(each.subject), 200)})`),
    ),
    `<sub>Profile ${code(report.profile)} · evidence of ${when(report.taken, 'minute')} · bundle ${code(report.bundle.slice(0, 12))}</sub>`,
  ];
  return `${within(parts, COMMENT).join('\n\n')}\n`;
}

function table(listed: readonly Entry[]): string {
  const rows = listed.map(({ finding }) => {
    const mark = MARKS[markOf(finding)];
    return `| ${mark.shape} ${mark.word} | ${md(finding.title)} | ${md(placeOf(finding.subject), 200)} | ${md(finding.found, 300)} |`;
  });
  return ['| | What happens | Where | Proof |', '|---|---|---|---|', ...rows].join('\n');
}

function entries(listed: readonly Entry[], title: string): string[] {
  return fold(
    `${title}: ${listed.length}`,
    listed.map(({ finding, folded }) => detail(finding, folded)),
  );
}

function fold(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`<details><summary>${summary}</summary>`, ...blocks(lines), '</details>'];
}

/** Neighbouring list items are one block, so that the list stays a list. */
function blocks(lines: readonly string[]): string[] {
  return lines.every((each) => each.startsWith('- ')) ? [lines.join('\n')] : [...lines];
}

function detail(finding: Finding, folded: readonly Finding[]): string {
  const mark = MARKS[markOf(finding)];
  const pointers = pointersOf(finding);
  const { fix } = finding;
  return [
    `#### ${mark.shape} ${md(finding.title)} (${md(placeOf(finding.subject), 200)})`,
    `**Proof:** ${md(finding.found)}${pointers.length > 0 ? ` At ${pointers.slice(0, 10).map(code).join(', ')}.` : ''}`,
    `${md(finding.why)} Hurts ${finding.hurts.map((hurt) => HURT_WORDS[hurt]).join(', ')}.`,
    ...(fix
      ? [
          '**Fix:**',
          fence(fixLines(fix).join('\n')),
          '**Paste into your AI builder:**',
          fence(fix.prompt),
          `**Verify:** ${code(fix.verify)}`,
        ]
      : []),
    ...(folded.length > 0 ? [`Explains ${folded.map((each) => `${md(each.title)} (${md(placeOf(each.subject), 200)})`).join('; ')}.`] : []),
    `<sub>${code(finding.check)} · ${finding.requirements.map((each) => md(each, 50)).join(', ')} · ${code(finding.id)}</sub>`,
  ].join('\n\n');
}

/** The parts up to the limit; a part that opens or closes a fold is never left alone. */
function within(parts: readonly string[], limit: number): string[] {
  const kept: string[] = [];
  let size = 0;
  let left = 0;
  for (const part of parts) {
    const structural = part.startsWith('<details>') || part === '</details>' || part.startsWith('<sub>Profile');
    if (!structural && size + part.length > limit) {
      left += 1;
      continue;
    }
    kept.push(part);
    size += part.length + 2;
  }
  if (left > 0) kept.push(`${counted(left, 'more part')} of this report did not fit here; the HTML report has everything.`);
  return kept;
}

/** A stranger's text on one line as Markdown that shows it: no markup, links, mentions or issue references come alive. */
function md(text: string, limit: number = FIELD): string {
  return line(text, limit)
    .replace(/[\\`*_{}[\]<>#|~$&!]|^[-+=]/g, String.raw`\$&`)
    .replace(/([@#])(?=\w)/g, '$1<!-- -->')
    .replace(/:\/\//g, String.raw`\://`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}<!-- -->.`);
}

/** Code in a line. Pipes are replaced, because tables split at them even there. */
function code(text: string): string {
  const plainText = line(text, FIELD).replaceAll('|', '¦') || ' ';
  const ticks = '`'.repeat(longestRun(plainText) + 1);
  return `${ticks}${plainText.startsWith('`') || plainText.endsWith('`') ? ` ${plainText} ` : plainText}${ticks}`;
}

function fence(text: string): string {
  const body = clip(plain(text), CODE);
  const ticks = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${ticks}text\n${body}\n${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
