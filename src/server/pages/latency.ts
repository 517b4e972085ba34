import type { Sample } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { ms } from './words.ts';

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  n: number;
}

/** Percentiles of looks that were answered, nearest rank; nothing for none. */
export function percentilesOf(samples: readonly Pick<Sample, 'outcome' | 'totalMs'>[]): Percentiles | undefined {
  const sorted = samples
    .filter((each) => each.outcome === 'ok' && each.totalMs > 0) // 0: its time is void
    .map((each) => each.totalMs)
    .sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), n: sorted.length };
}

const WIDE = 400;
const HIGH = 24;

/** p50, p95 and p99 on one line, against the target and the failure line of the profile; the words below say the same. */
export function latencyStrip(seen: Percentiles | undefined, lines: { targetMs: number; failureMs: number }): Markup {
  if (!seen) return html`<p class="twin">No answers to measure yet.</p>`;
  const { p50, p95, p99 } = seen;
  const most = Math.max(p99, lines.failureMs) * 1.08;
  const x = (value: number): number => Math.round((value / most) * WIDE * 10) / 10;
  const words = `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)} of ${seen.n} answers`;
  const against =
    p95 > lines.failureMs
      ? `p95 is over the failure line of ${ms(lines.failureMs)}`
      : p95 > lines.targetMs
        ? `p95 is over the target of ${ms(lines.targetMs)}`
        : `p95 is under the target of ${ms(lines.targetMs)}`;
  return html`<div>
    <svg class="pic strip" viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" role="img" aria-label="${words}; ${against}">
      <line class="axis" x1="0" x2="${WIDE}" y1="12" y2="12" vector-effect="non-scaling-stroke" />
      <rect class="band" x="${x(p50)}" y="9" width="${Math.max(1, x(p99) - x(p50))}" height="6" />
      <rect class="p" x="${x(p50)}" y="5" width="3" height="14" />
      <rect class="p" x="${x(p95)}" y="3" width="3" height="18" />
      <rect class="p" x="${x(p99)}" y="7" width="2" height="10" />
      <line
        class="target"
        x1="${x(lines.targetMs)}"
        x2="${x(lines.targetMs)}"
        y1="0"
        y2="${HIGH}"
        vector-effect="non-scaling-stroke"
        stroke-dasharray="3 2"
      />
      <line class="failure" x1="${x(lines.failureMs)}" x2="${x(lines.failureMs)}" y1="0" y2="${HIGH}" vector-effect="non-scaling-stroke" />
    </svg>
    <p class="twin">${words}; ${against}${p95 > lines.targetMs ? NOTHING : html`, failure line ${ms(lines.failureMs)}`}</p>
  </div>`;
}
