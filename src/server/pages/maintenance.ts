import type { Time, Watched } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { counted } from '../../reports/words.ts';
import { csrfField } from './layout.ts';
import { SHOWN, sign, time } from './words.ts';

/** How long it may take, minutes: nobody should be able to silence a product for good. */
export const SPANS = [30, 60, 120, 240, 480, 1440] as const;

export interface Maintenance {
  watched: readonly Watched[];
  now: Time;
  csrf: string;
  problem?: string;
}

/** Where alerts are kept back while something is worked on. Looks go on, and outages that are open stay open. Pure. */
export function renderMaintenance({ watched, now, csrf, problem }: Maintenance): Markup {
  const [inside, outside] = [watched.filter((each) => isInside(each, now)), watched.filter((each) => !isInside(each, now))];
  return html`<main id="frame" class="page frame">
    <div data-live="maintenance">
      <h1 class="verdict">Maintenance</h1>
      <p class="lead">
        ${inside.length === 0 ? 'Nothing is in maintenance.' : `${inside.length} ${inside.length === 1 ? 'address is' : 'addresses are'} in maintenance.`}
      </p>
      <p>Meanwhile failures open no incident and nobody is told. Looks go on, and the status page says that you are at work.</p>
      ${problem === undefined ? NOTHING : html`<p class="said blocker" role="alert">${problem}</p>`}
      <section aria-labelledby="h-now">
        <h2 id="h-now">Now</h2>
        ${
          inside.length === 0
            ? html`<p class="none">None.</p>`
            : html`<ul class="rows">
                ${inside.map((each) => row(each, csrf))}
              </ul>`
        }
      </section>
    </div>
    <section aria-labelledby="h-begin">
      <h2 id="h-begin">Begin</h2>
      ${outside.length === 0 ? html`<p class="none">${watched.length === 0 ? 'Nothing is watched yet.' : 'Everything is in maintenance already.'}</p>` : form(outside, csrf)}
    </section>
  </main>`;
}

export function isInside({ state }: Watched, now: Time): boolean {
  return state.maintenanceUntil !== null && state.maintenanceUntil > now;
}

function row({ monitor, state }: Watched, csrf: string): Markup {
  return html`<li>
    ${sign(SHOWN.maintenance)}<span>${clip(monitor.name, 120)} <span class="where">${clip(monitor.url, 200)}</span></span>
    <span class="sub">until ${time(state.maintenanceUntil ?? 0)}</span>
    <form class="sub" method="post" action="/maintenance/${monitor.id}/end">
      ${csrfField(csrf)}<button aria-label="End now: maintenance of ${clip(monitor.name, 120)}">End now</button>
    </form>
  </li>`;
}

function form(watched: readonly Watched[], csrf: string): Markup {
  return html`<form class="stack" method="post" action="/maintenance">
    ${csrfField(csrf)}
    <fieldset>
      <legend>Which addresses</legend>
      ${watched.map(
        ({ monitor }) =>
          html`<label class="check"
            ><input type="checkbox" name="monitor" value="${monitor.id}" />
            <span>${clip(monitor.name, 120)} <span class="where">${clip(monitor.url, 200)}</span></span></label
          >`,
      )}
    </fieldset>
    <label
      >How long
      <select name="minutes">
        ${SPANS.map((minutes) => html`<option value="${minutes}">${minutes < 60 ? `${minutes} minutes` : counted(minutes / 60, 'hour')}</option>`)}
      </select></label
    >
    <button class="do">Begin maintenance</button>
  </form>`;
}
