import type { Report } from '../../core/finding.ts';
import type { AuditRun } from '../../monitor/types.ts';
import { reportMarkup } from '../../reports/html.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { MARKS, VERDICTS } from '../../reports/words.ts';
import type { RunningAudit } from '../audits.ts';
import { csrfField } from './layout.ts';
import { sign, time } from './words.ts';

/** The page to paste a domain into, with the audits so far (AUD-13). Pure. */
export function renderAuditForm(
  audits: readonly Omit<AuditRun, 'report'>[],
  { csrf, target, problem }: { csrf: string; target?: string; problem?: string },
): Markup {
  return html`<main id="frame" class="page frame">
    <h1 class="verdict">May I ship?</h1>
    <p class="lead">Paste a domain. A minute later you know, and what to fix first.</p>
    ${problem === undefined ? NOTHING : html`<p class="said blocker" role="alert">${problem}</p>`}
    <form class="ask" method="post" action="/audit">
      ${csrfField(csrf)}
      <input
        type="text"
        name="target"
        value="${target}"
        required
        maxlength="500"
        inputmode="url"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        placeholder="acme.com"
        aria-label="Domain or URL"
      />
      <button class="do">Audit it</button>
    </form>
    <section aria-labelledby="h-past">
      <h2 id="h-past">Audits so far</h2>
      ${
        audits.length === 0
          ? html`<p class="none">None yet.</p>`
          : html`<ul class="rows">
              ${audits.map(({ id, at, domain, decision }) => {
                const { word, mark } = VERDICTS[decision];
                return html`<li>
                  <span class="mark ${mark}" aria-hidden="true">${MARKS[mark].shape}</span
                  ><span
                    ><a href="/audits/${id}"><b>${word}</b> for ${clip(domain, 120)}</a></span
                  ><span class="sub">${time(at)}</span>
                </li>`;
              })}
            </ul>`
      }
    </section>
  </main>`;
}

/** A running audit, in the frame its report will fill. Works without scripts: the page asks again by itself. Pure. */
export function renderRunning(running: RunningAudit): Markup {
  const found = running.events.flatMap((event) => (event.kind === 'found' && event.finding.state === 'fail' ? [event.finding] : []));
  const asked = running.events.filter((event) => event.kind === 'asking');
  const failed = running.events.find((event) => event.kind === 'failed');
  const rank = ['blocker', 'high', 'medium', 'low'];
  return html`<main id="frame" class="page frame" data-audit="/audits/live/${running.id}/events">
    <p class="kicker">Launch Ready pre-flight report for <b>${clip(running.domain, 200)}</b></p>
    <h1 class="verdict ${failed ? 'unknown' : ''}">
      ${failed ? html`<span class="mark" aria-hidden="true">${MARKS.unknown.shape}</span>CANNOT TELL` : 'LOOKING …'}
    </h1>
    <p class="lead" role="status">
      ${failed ? `${failed.message} ${failed.hint}` : 'Each name, page and record is asked. Findings appear as they are judged.'}
    </p>
    <p class="asking" data-asking>${asked.at(-1)?.text ?? ''}</p>
    <p class="twin" data-count>${asked.length} ${asked.length === 1 ? 'question' : 'questions'} asked</p>
    <ol class="rows" data-found>
      ${found
        .toSorted((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity))
        .map(
          (finding) =>
            html`<li id="live-${finding.id}" data-rank="${rank.indexOf(finding.severity)}">
              ${sign({ mark: finding.severity, shape: MARKS[finding.severity].shape, word: finding.severity })}<span
                ><span class="t">${clip(finding.title, 300)}</span>
                <span class="where">${clip(finding.subject.slice(finding.subject.indexOf(' ') + 1), 120)}</span></span
              ><span class="sub">${clip(finding.found, 300)}</span>
            </li>`,
        )}
    </ol>
  </main>`;
}

/** The report of an audit, in the same frame. Pure. */
export function renderReport(report: Report): Markup {
  return html`<div id="frame">${reportMarkup(report)}</div>`;
}
