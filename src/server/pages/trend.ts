import type { DeployMarker, Time } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { ms, time } from './words.ts';

export interface Trend {
  /** What the line is, for the caption: "p95 of what your users' requests took". */
  of: string;
  points: readonly { at: Time; p95Ms: number | null }[];
  markers: readonly DeployMarker[];
  from: Time;
  to: Time;
  lines?: { targetMs: number; failureMs: number };
}

const WIDE = 800;
const HIGH = 160;
/** Deploys that are named below the picture. */
const NAMED = 8;

/**
 * p95 over time with deploys as upright lines (OBS-4, OBS-9). Drawn here, so that it is there without scripts; the chart island draws
 * over it from the same data. The table below says the same.
 */
export function trendPicture({ of, points, markers, from, to, lines }: Trend): Markup {
  const known = points.filter((point): point is { at: Time; p95Ms: number } => point.p95Ms !== null);
  if (known.length === 0) return html`<p class="none">No response times yet. They appear with the first answers.</p>`;
  const highest = Math.max(...known.map((point) => point.p95Ms));
  // A target far above what was measured would press the line to the ground; the caption names it anyway.
  const most = Math.max(highest * 1.1, lines && lines.targetMs < highest * 3 ? lines.targetMs * 1.1 : 1);
  const x = (at: Time): number => Math.round(((at - from) / Math.max(1, to - from)) * WIDE * 10) / 10;
  const y = (value: number): number => Math.round((HIGH - (value / most) * (HIGH - 8)) * 10) / 10;
  const inside = markers.filter((marker) => marker.at >= from && marker.at <= to).toSorted((a, b) => b.at - a.at);
  const rule = (value: number, name: string): Markup =>
    value <= most
      ? html`<line
          class="${name}"
          x1="0"
          x2="${WIDE}"
          y1="${y(value)}"
          y2="${y(value)}"
          vector-effect="non-scaling-stroke"
          stroke-dasharray="6 3"
        />`
      : NOTHING;
  const data = JSON.stringify({
    at: known.map((point) => Math.round(point.at / 1000)),
    p95: known.map((point) => Math.round(point.p95Ms * 10) / 10),
    deploys: inside.slice(0, 50).map((marker) => ({ at: Math.round(marker.at / 1000), release: clip(marker.release, 40) })),
    ...(lines ? { target: lines.targetMs, failure: lines.failureMs } : {}),
  });
  const last = known.at(-1)!;
  return html`<figure>
    <div class="trend" data-chart="${data}">
      <div class="y" aria-hidden="true"><span>${ms(most)}</span><span>0 ms</span></div>
      <svg
        class="pic"
        viewBox="0 0 ${WIDE} ${HIGH}"
        preserveAspectRatio="none"
        role="img"
        aria-label="${of}: now ${ms(last.p95Ms)}, at most ${ms(highest)}; the table below says the same"
      >
        ${lines ? html`${rule(lines.targetMs, 'target')}${rule(lines.failureMs, 'failure')}` : NOTHING}
        ${inside.map((marker) => html`<line class="deploy" x1="${x(marker.at)}" x2="${x(marker.at)}" y1="0" y2="${HIGH}" vector-effect="non-scaling-stroke" />`)}
        ${known.length === 1 ? html`<rect class="dot" x="${x(last.at) - 2}" y="${y(last.p95Ms) - 2}" width="4" height="4" />` : html`<polyline class="line" points="${known.map((point) => `${x(point.at)},${y(point.p95Ms)}`).join(' ')}" vector-effect="non-scaling-stroke" />`}
      </svg>
      <div class="x" aria-hidden="true"><span>${time(from)}</span><span>${time(to)}</span></div>
    </div>
    <figcaption class="twin">
      ${of}. Now ${ms(last.p95Ms)}${lines ? `; target ${ms(lines.targetMs)}, failure line ${ms(lines.failureMs)}` : ''}.
    </figcaption>
    ${deploys(inside)}
    <details class="more">
      <summary>The numbers</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">p95</th>
          </tr>
        </thead>
        <tbody>
          ${known.slice(-48).map(
            (point) =>
              html`<tr>
                <td data-l="From">${time(point.at)}</td>
                <td data-l="p95">${ms(point.p95Ms)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

function deploys(markers: readonly DeployMarker[]): Markup {
  if (markers.length === 0)
    return html`<p class="twin">
      No deploy in this time. <code>launch-ready deploy run</code>, sentry-cli and POST /api/markers write them.
    </p>`;
  const rest = markers.length - NAMED;
  return html`<ul class="twin">
    ${markers.slice(0, NAMED).map((marker) => html`<li>┆ <code>${clip(marker.release, 60)}</code> to ${clip(marker.environment, 30)}, ${time(marker.at)}</li>`)}
    ${rest > 0 ? html`<li>and ${rest} deploys before</li>` : NOTHING}
  </ul>`;
}
