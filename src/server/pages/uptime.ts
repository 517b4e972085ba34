import type { Bar } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { counted, when } from '../../reports/words.ts';
import { percent } from './words.ts';

/** Bars of one history. */
export const BARS = 90;
const WIDE = 8;
const HIGH = 32;

/**
 * Ninety bars of uptime as a picture, with the same in words below it. A bar is full where every look went well; the failed share
 * hangs from the top in another colour; where nobody looked there is only a foot.
 */
export function uptimeBars(bars: readonly Bar[], name: string): Markup {
  const shown = bars.slice(-BARS);
  const unit = (shown[0]?.stepMs ?? 0) >= 86_400_000 ? 'day' : 'hour';
  const rects = shown.map((bar, index) => {
    const x = index * WIDE;
    const judged = bar.ok + bar.fail;
    if (judged === 0) {
      const high = bar.unknown > 0 ? HIGH / 2 : 4;
      return html`<rect
        class="${bar.unknown > 0 ? 'unknown' : 'none'}"
        x="${x}"
        y="${HIGH - high}"
        width="${WIDE - 2}"
        height="${high}"
      />`;
    }
    // At least 6 units, so that one bad minute of a day can be seen.
    const bad = bar.fail === 0 ? 0 : Math.max(6, Math.round((bar.fail / judged) * HIGH));
    return html`${bad < HIGH ? html`<rect class="pass" x="${x}" y="${bad === 0 ? 4 : bad + 2}" width="${WIDE - 2}" height="${HIGH - (bad === 0 ? 4 : bad + 2)}" />` : NOTHING}${bad > 0 ? html`<rect class="blocker" x="${x}" y="0" width="${WIDE - 2}" height="${Math.min(HIGH, bad)}" />` : NOTHING}`;
  });
  const twin = uptimeWords(shown, unit);
  return html`<div>
    <svg
      class="pic bars"
      viewBox="0 0 ${Math.max(1, shown.length) * WIDE} ${HIGH}"
      preserveAspectRatio="none"
      role="img"
      aria-label="Uptime of ${name}: ${twin}"
    >
      ${rects}
    </svg>
    <p class="twin">${twin}</p>
  </div>`;
}

/** What the bars show, in words. The share that nobody knows is said, never counted as up. */
export function uptimeWords(bars: readonly Bar[], unit: 'day' | 'hour'): string {
  const sum = (pick: (bar: Bar) => number): number => bars.reduce((total, bar) => total + pick(bar), 0);
  const [ok, fail, unknown] = [sum((bar) => bar.ok), sum((bar) => bar.fail), sum((bar) => bar.unknown)];
  const first = bars.findIndex((bar) => bar.looks > 0);
  if (first === -1) return 'No looks yet.';
  const watched = bars.slice(first);
  // The first step began before the watching did, and the last one is not over.
  const missing = watched.slice(1, -1).reduce((total, bar) => total + Math.max(0, bar.expected - bar.looks), 0);
  const bad = bars.filter((bar) => bar.fail > 0);
  const worst = bad.toSorted((a, b) => b.fail - a.fail)[0];
  const at = (bar: Bar): string => when(new Date(bar.at).toISOString(), unit === 'day' ? 'day' : 'minute');
  return [
    `${percent(ok, ok + fail)} up in ${counted(watched.length, unit)}`,
    ...(worst ? [`${counted(bad.length, unit)} with failures, worst ${at(worst)} (${worst.fail} of ${worst.looks})`] : []),
    ...(unknown + missing > 0 ? [`${percent(unknown + missing, ok + fail + unknown + missing)} not known`] : []),
  ].join('; ');
}
