import type { Job, Time } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { sign, span, time } from './words.ts';

const IS = {
  late: { mark: 'blocker', shape: '■', word: 'has not run' },
  stuck: { mark: 'blocker', shape: '■', word: 'does not end' },
  failed: { mark: 'high', shape: '▲', word: 'failed' },
  running: { mark: 'low', shape: '○', word: 'runs' },
  ok: { mark: 'pass', shape: '✓', word: 'well' },
} as const;
/** Jobs shown at once. */
const FULL = 8;

/** Jobs with what failed and was missed in the last day, and in which hour most (OBS-4). */
export function jobRows(jobs: readonly Job[], now: Time): Markup {
  if (jobs.length === 0)
    return html`<p class="none">
      No job checks in. <code>Sentry.withMonitor</code>, or curl at the end of a cron job, tells of runs that fail or never start.
    </p>`;
  const rest = jobs.slice(FULL);
  return html`${list(jobs.slice(0, FULL), now)}
  ${
    rest.length > 0
      ? html`<details class="more" id="more-jobs">
          <summary>${rest.length} more jobs</summary>
          ${list(rest, now)}
        </details>`
      : NOTHING
  }`;
}

function list(jobs: readonly Job[], now: Time): Markup {
  return html`<ul class="rows">
    ${jobs.map(
      (job) =>
        html`<li>
          ${sign(IS[job.is])}<span><code>${clip(job.name, 80)}</code> <span class="soft">${IS[job.is].word}</span></span>
          <span class="sub">${runs(job)}${worst(job)}${job.at === null ? '' : `; last heard of ${span(now - job.at)} ago`}</span>
        </li>`,
    )}
  </ul>`;
}

function runs({ ok, failed, missed }: Job): string {
  return `${ok.toLocaleString('en-US')} well, ${failed} failed, ${missed} missed in the last day`;
}

/** The hour in which most went wrong; nothing where one alone did, as its time says no more. */
function worst({ hours }: Job): Markup | string {
  const bad = hours.map(({ at, failed, missed }) => ({ at, n: failed + missed })).toSorted((a, b) => b.n - a.n)[0];
  return bad === undefined || bad.n === 0 ? '' : html`, most in the hour from ${time(bad.at)}: ${bad.n}`;
}
