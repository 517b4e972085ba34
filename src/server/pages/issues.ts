import type { ErrorEvent, Issue, Time } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { MARKS } from '../../reports/words.ts';
import { counted } from '../../reports/words.ts';
import { issueRows } from './dashboard-lists.ts';
import { framesOf, tagsOf } from './event.ts';
import { csrfField } from './layout.ts';
import { ownerForm } from './owner.ts';
import { time } from './words.ts';

/** All issues by release (OBS-3). Pure. */
export function renderIssues(issues: readonly Issue[], { now, release }: { now: Time; release: string | undefined }): Markup {
  const open = issues.filter((issue) => issue.state === 'open');
  const done = issues.filter((issue) => issue.state === 'resolved');
  return html`<main id="frame" class="page frame">
    <div data-live="issues">
      <h1 class="verdict">Issues</h1>
      <p class="lead">
        ${open.length === 0 ? 'No error is open.' : `${counted(open.length, 'error')} of your users to look at.`}${release === undefined ? NOTHING : html` Only those of release <code>${clip(release, 80)}</code>; <a href="/issues">show all</a>.`}
      </p>
      <section aria-labelledby="h-open">
        <h2 id="h-open">Open</h2>
        ${issueRows(open, now)}
      </section>
      ${
        done.length > 0
          ? html`<section aria-labelledby="h-done">
              <h2 id="h-done">Resolved</h2>
              ${issueRows(done, now)}
            </section>`
          : NOTHING
      }
    </div>
  </main>`;
}

/** One issue: where it happens, in which releases, and what the last events said. Pure. */
export function renderIssue(
  { issue, releases }: { issue: Issue; releases: readonly { release: string; events: number; firstSeen: Time; lastSeen: Time }[] },
  { events, csrf, people }: { events: readonly ErrorEvent[]; csrf: string; people: readonly string[] },
): Markup {
  const mark = issue.state === 'open' ? 'high' : 'pass';
  const facts: [string, string | Markup][] = [
    ['Events', String(issue.events)],
    ['Users', issue.users === 0 ? 'not told by the SDK' : String(issue.users)],
    [
      'First seen',
      html`${time(issue.firstSeen)}${issue.firstRelease === null ? NOTHING : html` in <code>${clip(issue.firstRelease, 60)}</code>`}`,
    ],
    [
      'Last seen',
      html`${time(issue.lastSeen)}${issue.lastRelease === null ? NOTHING : html` in <code>${clip(issue.lastRelease, 60)}</code>`}`,
    ],
    ['Owner', issue.owner ?? 'nobody yet'],
  ];
  return html`<main id="frame" class="page frame">
    <p class="kicker">
      <a href="/issues">Issues</a> ·
      ${clip(issue.level, 20)}${issue.regressedIn === null ? '' : ` · came back in ${clip(issue.regressedIn, 60)}`}
    </p>
    <div class="hero">
      <div>
        <h1 class="verdict ${mark}">
          <span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${issue.state === 'open' ? 'OPEN' : 'RESOLVED'}
        </h1>
        <p class="lead">${clip(issue.title, 400)}</p>
        <p><code>${clip(issue.place, 300)}</code></p>
        ${issue.state === 'open' ? html`<form class="act-row" method="post" action="/issues/${issue.id}/resolve">${csrfField(csrf)}<button class="do">Mark as resolved</button></form>` : NOTHING}
      </div>
      <dl class="facts">
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </div>
    <section aria-labelledby="h-rel">
      <h2 id="h-rel">Releases</h2>
      ${
        releases.length === 0
          ? html`<p class="none">
              No event named a release. Set <code>release</code> in the SDK, and a new release that breaks is seen at once.
            </p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">Release</th>
                  <th scope="col">Events</th>
                  <th scope="col">First</th>
                  <th scope="col">Last</th>
                </tr>
              </thead>
              <tbody>
                ${releases.slice(0, 50).map(
                  (each) =>
                    html`<tr>
                      <td class="act"><code>${clip(each.release, 80)}</code></td>
                      <td data-l="Events">${each.events}</td>
                      <td data-l="First">${time(each.firstSeen)}</td>
                      <td data-l="Last">${time(each.lastSeen)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>
    <section aria-labelledby="h-owner">
      <h2 id="h-owner">Who acts on it</h2>
      ${ownerForm(`/issues/${issue.id}/assign`, { owner: issue.owner, people, csrf })}
    </section>
    <section aria-labelledby="h-events">
      <h2 id="h-events">Latest events <span class="n">${events.length} kept</span></h2>
      <p>Personal data and secrets were masked before they were stored.</p>
      ${events.slice(0, 10).map((event, index) => eventMarkup(event, index === 0))}
    </section>
  </main>`;
}

function eventMarkup(event: ErrorEvent, first: boolean): Markup {
  const frames = framesOf(event.payload);
  const tags = tagsOf(event.payload);
  const body = html`${frames.map(
    (exception) =>
      html`<h3 class="small">${clip(exception.title, 400)}</h3>
        <pre tabindex="0">
${exception.frames.slice(0, 60).map((frame) => html`${frame.own ? '→ ' : '  '}${clip(frame.says, 300)}${'\n'}`)}</pre>`,
  )}${
    tags.length > 0
      ? html`<dl class="facts">
          ${tags.slice(0, 20).map(
            ([name, value]) =>
              html`<div>
                <dt>${clip(name, 60)}</dt>
                <dd>${clip(value, 200)}</dd>
              </div>`,
          )}
        </dl>`
      : NOTHING
  }`;
  const title = html`${time(event.at)}
    <span class="where">${clip(event.release ?? '', 60)} ${clip(event.environment ?? '', 40)} ${clip(event.id, 40)}</span>`;
  return first
    ? html`<div>
        <p>${title}</p>
        ${body}
      </div>`
    : html`<details class="more">
        <summary>${title}</summary>
        ${body}
      </details>`;
}
