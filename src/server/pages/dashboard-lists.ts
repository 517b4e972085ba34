import type { Incident, Issue, RouteStats, Time, Watched } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { counted, MARKS } from '../../reports/words.ts';
import { ALERT, ms, percent, sign, span, time } from './words.ts';

/** Routes shown at once. */
const ROUTES = 8;

/** Incidents, one line each that can be read alone. */
export function incidentRows(incidents: readonly Incident[], now: Time): Markup {
  if (incidents.length === 0) return html`<p class="none">None. Nobody needs to get up.</p>`;
  return html`<ul class="rows">
    ${incidents.map((each) => {
      const late = each.acked === null && each.resolved === null && each.respondBy < now;
      const state = each.resolved === null ? `open for ${span(now - each.opened)}` : `lasted ${span(each.resolved - each.opened)}`;
      const by =
        each.acked === null
          ? each.resolved === null
            ? late
              ? 'nobody is at work on it, and somebody should be'
              : 'nobody is at work on it yet'
            : ''
          : `${clip(each.ackedBy ?? 'somebody', 80)} is at work on it`;
      return html`<li>
        ${sign(each.resolved === null ? ALERT[each.severity] : { mark: 'pass', shape: MARKS.pass.shape, word: 'resolved' })}<span
          ><a href="/incidents/${each.id}">${clip(each.title, 200)}</a></span
        >
        <span class="sub"
          >${time(each.opened)}; ${state}${by === '' ? '' : `; ${by}`}${each.owner === null ? '' : `; owner ${clip(each.owner, 80)}`}.
          ${clip(each.cause.says, 300)}</span
        >
      </li>`;
    })}
  </ul>`;
}

/** Issues under the release they were last seen in, newest release first. */
export function issueRows(issues: readonly Issue[], now: Time): Markup {
  if (issues.length === 0)
    return html`<p class="none">No open issue. Send errors with any Sentry SDK; <a href="/settings#dsn">settings</a> has the DSN.</p>`;
  const groups = [...Map.groupBy(issues, (issue) => issue.lastRelease ?? 'without a release')];
  return html`${groups.map(
    ([release, own]) =>
      html`<h3 class="sub"><code>${clip(release, 80)}</code> <span class="n">${own.length}</span></h3>
        <ul class="rows">
          ${own.map(
            (issue) =>
              html`<li>
                ${sign({ mark: issue.regressedIn ? 'blocker' : 'high', shape: issue.regressedIn ? '■' : '▲', word: issue.regressedIn ? 'came back' : issue.level })}<span
                  ><a href="/issues/${issue.id}">${clip(issue.title, 200)}</a> <span class="where">${clip(issue.place, 200)}</span></span
                >
                <span class="sub"
                  >${counted(issue.events, 'event')}${issue.users > 0 ? `, ${counted(issue.users, 'user')}` : ''}; last
                  ${span(now - issue.lastSeen)}
                  ago${issue.owner === null ? '' : `; owner ${clip(issue.owner, 80)}`}${issue.regressedIn ? `; came back in ${clip(issue.regressedIn, 80)}` : ''}</span
                >
              </li>`,
          )}
        </ul>`,
  )}`;
}

/** Errors of the last day as a sentence; the shape of a day needs no picture. */
export function errors(counts: readonly { at: Time; events: number }[]): Markup {
  const total = counts.reduce((sum, each) => sum + each.events, 0);
  const worst = counts.toSorted((a, b) => b.events - a.events)[0];
  if (total === 0 || !worst) return html`<p>No error in the last day.</p>`;
  return html`<p>${counted(total, 'error')} in the last day, most from ${time(worst.at)} on: ${worst.events} in one hour.</p>`;
}

/** Requests of the last day by route, with error rate and p95 from the app's own SDK. */
export function routesTable(routes: readonly RouteStats[]): Markup {
  if (routes.length === 0) return NOTHING;
  const rest = routes.slice(ROUTES);
  return html`<h3 class="sub">By route, last day</h3>
    ${routeRows(routes.slice(0, ROUTES))}
    ${
      rest.length > 0
        ? html`<details class="more" id="more-routes">
            <summary>${rest.length} more routes</summary>
            ${routeRows(rest)}
          </details>`
        : NOTHING
    }`;
}

function routeRows(routes: readonly RouteStats[]): Markup {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Route</th>
        <th scope="col">Requests</th>
        <th scope="col">Errors</th>
        <th scope="col">p50</th>
        <th scope="col">p95</th>
      </tr>
    </thead>
    <tbody>
      ${routes.map(
        (each) =>
          html`<tr>
            <td class="act"><code>${clip(each.route, 120)}</code></td>
            <td data-l="Requests">${each.requests}</td>
            <td data-l="Errors">${each.errors === 0 ? 'none' : percent(each.errors, each.requests)}</td>
            <td data-l="p50">${ms(each.p50Ms)}</td>
            <td data-l="p95">${ms(each.p95Ms)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Certificates by host, the one that ends first on top. */
export function certificates(watched: readonly Watched[]): Markup {
  const days = new Map<string, number>();
  for (const { monitor, last } of watched) {
    const host = URL.parse(monitor.url)?.hostname ?? monitor.url;
    if (last?.certDays !== null && last?.certDays !== undefined) days.set(host, Math.min(last.certDays, days.get(host) ?? Infinity));
  }
  if (days.size === 0) return html`<p class="none">No certificate was seen yet.</p>`;
  const rows = [...days].toSorted((a, b) => a[1] - b[1]).slice(0, 20);
  return html`<ul class="rows">
    ${rows.map(([host, left]) => {
      const mark = left < 0 ? 'blocker' : left < 14 ? 'high' : 'pass';
      return html`<li>
        ${sign({ mark, shape: MARKS[mark].shape, word: left < 0 ? 'ended' : left < 14 ? 'ends soon' : 'fine' })}<span
          ><code>${clip(host, 200)}</code></span
        ><span class="sub">${left < 0 ? `ended ${counted(-left, 'day')} ago` : `${counted(left, 'day')} left`}</span>
      </li>`;
    })}
  </ul>`;
}
