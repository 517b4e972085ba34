import type { Decision, Finding, Report } from '../core/finding.ts';
import { SEVERITIES } from '../core/vocabulary.ts';
import { arrange } from './arrange.ts';
import { wrap } from './columns.ts';
import { STYLE } from './html-style.ts';
import { html, type Markup, NOTHING, trusted } from './markup.ts';
import { line } from './text.ts';
import { MARKS, placeOf, VERDICTS, when } from './words.ts';

/** What became of a stage. `open` waits for a person or for what is not configured. */
export const STAGE_STATES = {
  done: { shape: '✓', word: 'done' },
  open: { shape: '?', word: 'open' },
  skipped: { shape: '–', word: 'does not apply' },
} as const;

/** One of the five things a sprint leaves behind (HND-8); `what` is missing where it is not there. */
export interface LeftBehind {
  thing: string;
  what?: string;
}

/** A sprint as its page shows it. */
export interface SprintOutcome {
  target: string;
  before: Report;
  after: Report;
  stages: readonly { name: string; title: string; state: keyof typeof STAGE_STATES; says: string; open: readonly string[] }[];
  changes: readonly string[];
  leftBehind: readonly LeftBehind[];
}

/** Findings that failed before and do not now, and those that fail now. What another finding explains is left out. */
export function compareReports(before: Report, after: Report): { mended: Finding[]; left: Finding[] } {
  const open = ({ findings }: Report): Finding[] => findings.filter((each) => each.state === 'fail' && !each.ignored && !each.cause);
  const now = new Set(after.findings.filter((each) => each.state === 'fail').map((each) => each.id));
  return { mended: open(before).filter((each) => !now.has(each.id)), left: open(after) };
}

/** The sprint for a terminal of `width` columns: from where to where, what is left, what stays behind. */
export function renderSprint(sprint: SprintOutcome, width: number): string {
  const { mended, left } = compareReports(sprint.before, sprint.after);
  const stages = sprint.stages.flatMap(({ title, state, says, open }) => [
    ...hang(`${STAGE_STATES[state].shape} ${title}: `, says, width),
    ...open.flatMap((each) => hang('  ? ', each, width)),
  ]);
  const listed = left
    .slice(0, 12)
    .flatMap((each) => hang(`${MARKS[each.severity].shape} `, `${each.title} (${placeOf(each.subject)})`, width));
  return `${[
    `${VERDICTS[sprint.before.decision].word} → ${VERDICTS[sprint.after.decision].word}  ${line(sprint.target, 100)}`,
    ...wrap(sprint.after.because, width),
    `${mended.length} mended, ${left.length} left, ${sprint.changes.length} changes made; each is in the journal and can be undone.`,
    '',
    'Stages',
    ...stages,
    ...(listed.length > 0 ? ['', 'What is left', ...listed] : []),
    ...(left.length > 12 ? [`… and ${left.length - 12} more`] : []),
    '',
    'What stays behind',
    ...sprint.leftBehind.flatMap(({ thing, what }) => hang(`${what === undefined ? '?' : '✓'} ${thing}: `, what ?? 'not there yet', width)),
  ].join('\n')}\n`;
}

function hang(mark: string, text: string, width: number): string[] {
  return wrap(`${mark}${line(text, 600)}`, width).map((each, i) => (i === 0 ? each : `  ${each}`));
}

/** The same as one self-contained page that a founder would show to a customer. */
export function renderSprintHtml(sprint: SprintOutcome): string {
  const { before, after } = sprint;
  const { mended, left } = compareReports(before, after);
  const { word, mark } = VERDICTS[after.decision];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${VERDICTS[before.decision].word} to ${word}: ${line(sprint.target, 200)} · Launch Ready</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header class="page">
          <p class="kicker">Launch Ready sprint for <b>${line(sprint.target, 200)}</b></p>
          <h1 class="verdict ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${word}</h1>
          <p class="lead">${line(after.because, 600)}</p>
        </header>
        <main class="page">
          <section>
            <h2>Before and after</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col"><span class="sr">What is counted</span></th>
                  <th scope="col">Before, ${when(before.taken, 'minute')}</th>
                  <th scope="col">After, ${when(after.taken, 'minute')}</th>
                </tr>
              </thead>
              <tbody>
                ${countRows(before, after)}
              </tbody>
            </table>
          </section>
          ${section('What the sprint did', stageList(sprint))} ${section('What stays behind', behindList(sprint))}
          ${section(`Mended: ${mended.length}`, findingLines(mended, 'pass'))} ${section(`Left: ${left.length}`, findingLines(left))}
          ${section(`Changes: ${sprint.changes.length}`, changeList(sprint.changes))}
        </main>
        <footer class="page">
          <p>Every change is in the journal and can be taken back: <code>launch-ready undo</code></p>
        </footer>
      </body>
    </html> `.markup;
}

function countRows(before: Report, after: Report): Markup[] {
  const [a, b] = [arrange(before).tally, arrange(after).tally];
  const verdict = (decision: Decision): Markup =>
    html`<b class="${VERDICTS[decision].mark}"
      ><span class="mark" aria-hidden="true">${MARKS[VERDICTS[decision].mark].shape}</span> ${VERDICTS[decision].word}</b
    >`;
  return [
    html`<tr>
      <td class="act">Verdict</td>
      <td data-l="before">${verdict(before.decision)}</td>
      <td data-l="after">${verdict(after.decision)}</td>
    </tr>`,
    ...[...SEVERITIES, 'unknown' as const, 'pass' as const].map((mark) => {
      const count = (tally: typeof a): number => tally.find((each) => each.mark === mark)?.n ?? 0;
      return html`<tr>
        <td class="act ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span> ${MARKS[mark].many}</td>
        <td data-l="before">${count(a)}</td>
        <td data-l="after">${count(b)}</td>
      </tr>`;
    }),
  ];
}

function section(title: string, body: Markup): Markup {
  return body === NOTHING
    ? NOTHING
    : html`<section>
        <h2>${title}</h2>
        ${body}
      </section>`;
}

function stageList({ stages }: SprintOutcome): Markup {
  const mark = { done: 'pass', open: 'unknown', skipped: 'skip' } as const;
  return html`<ul class="plainlist">
    ${stages.map(
      ({ title, state, says, open }) =>
        html`<li class="${mark[state]}">
          <span class="mark" aria-hidden="true">${STAGE_STATES[state].shape}</span>
          <span><b>${title}</b> <span class="sr">(${STAGE_STATES[state].word})</span> ${line(says, 600)}</span>
          ${open.map((each) => html`<span class="sub line">${line(each, 600)}</span>`)}
        </li>`,
    )}
  </ul>`;
}

function behindList({ leftBehind }: SprintOutcome): Markup {
  return html`<ul class="plainlist">
    ${leftBehind.map(
      ({ thing, what }) =>
        html`<li class="${what === undefined ? 'unknown' : 'pass'}">
          <span class="mark" aria-hidden="true">${what === undefined ? '?' : '✓'}</span>
          <span><b>${thing}</b> ${line(what ?? 'not there yet', 600)}</span>
        </li>`,
    )}
  </ul>`;
}

function findingLines(findings: readonly Finding[], as?: 'pass'): Markup {
  if (findings.length === 0) return NOTHING;
  return html`<ul class="plainlist">
    ${findings.map((finding) => {
      const mark = as ?? finding.severity;
      return html`<li class="${mark}">
        <span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>
        <span><span class="sr">${MARKS[mark].word}: </span>${line(finding.title, 300)}</span>
        <span class="sub where">${line(placeOf(finding.subject), 300)}</span>
      </li>`;
    })}
  </ul>`;
}

function changeList(changes: readonly string[]): Markup {
  if (changes.length === 0) return NOTHING;
  return html`<ul class="plainlist">
    ${changes.map((each) => html`<li><span class="mark" aria-hidden="true">·</span><span>${line(each, 400)}</span></li>`)}
  </ul>`;
}
