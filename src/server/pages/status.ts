import type { EngineStatus } from '../../monitor/engine.ts';
import type { Bar, Incident, Time, Watched } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { MARKS } from '../../reports/words.ts';
import { overall } from './status-words.ts';
import { uptimeBars } from './uptime.ts';
import { SHOWN, sign, span, time } from './words.ts';

export interface PublicStatus {
  title: string;
  now: Time;
  watched: readonly Watched[];
  status: Pick<EngineStatus, 'late' | 'network'>;
  bars: ReadonlyMap<string, readonly Bar[]>;
  incidents: readonly Incident[];
}

/**
 * What anybody may see: names and whether they work. No address, cause, note, code or owner, because those help attackers and nobody
 * else. Pure.
 */
export function renderStatus({ title, now, watched, status, bars, incidents }: PublicStatus): Markup {
  const { word, mark } = overall(watched, status);
  const byId = new Map(watched.map((each) => [each.monitor.id, each.monitor.name]));
  const named = (each: Incident): string =>
    each.monitors
      .flatMap((id) => byId.get(id) ?? [])
      .slice(0, 5)
      .join(', ') || 'Part of the product';
  const recent = incidents
    .filter((each) => each.severity === 'critical' && (each.resolved === null || each.resolved > now - 14 * 86_400_000))
    .slice(0, 20);
  return html`<main id="frame" class="page frame">
    <p class="kicker">Status of <b>${clip(title, 120)}</b></p>
    <h1 class="verdict ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${word}</h1>
    <p class="twin">As of ${time(now)}. <a href="/status">Look again</a></p>
    <section aria-labelledby="h-parts">
      <h2 id="h-parts">Parts</h2>
      ${watched.map(
        ({ monitor, shown }) =>
          html`<article class="mon part">
            <h3>
              ${sign(SHOWN[shown])}<span>${clip(monitor.name, 120)} <span class="soft">${SHOWN[shown].word}</span></span>
            </h3>
            ${uptimeBars(bars.get(monitor.id) ?? [], clip(monitor.name, 60))}
          </article>`,
      )}
    </section>
    ${
      recent.length > 0
        ? html`<section aria-labelledby="h-past">
            <h2 id="h-past">Incidents of two weeks</h2>
            <ul class="rows">
              ${recent.map((each) => html`<li>${sign(each.resolved === null ? SHOWN.down : SHOWN.up)}<span>${clip(named(each), 300)}</span><span class="sub">${time(each.opened)}; ${each.resolved === null ? `open for ${span(now - each.opened)}${each.acked === null ? '' : ', somebody is at work on it'}` : `over after ${span(each.resolved - each.opened)}`}</span></li>`)}
            </ul>
          </section>`
        : NOTHING
    }
  </main>`;
}
