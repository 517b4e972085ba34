import { html, type Markup } from '../../reports/markup.ts';
import { type Mark, when } from '../../reports/words.ts';
import type { AlertSeverity, Shown, Time } from '../../monitor/types.ts';

/** What a page calls a monitor, with the mark of the same weight. */
export const SHOWN = {
  up: { mark: 'pass', shape: '✓', word: 'up' },
  down: { mark: 'blocker', shape: '■', word: 'down' },
  suspect: { mark: 'high', shape: '▲', word: 'failed once, looking again' },
  degraded: { mark: 'medium', shape: '●', word: 'up, but slow' },
  unknown: { mark: 'unknown', shape: '?', word: 'unknown' },
  new: { mark: 'low', shape: '○', word: 'not looked at yet' },
  maintenance: { mark: 'ignored', shape: '~', word: 'in maintenance' },
} as const satisfies Record<Shown, { mark: Mark; shape: string; word: string }>;

export const ALERT = {
  critical: { mark: 'blocker', shape: '■', word: 'critical' },
  warning: { mark: 'high', shape: '▲', word: 'warning' },
  info: { mark: 'low', shape: '○', word: 'info' },
} as const satisfies Record<AlertSeverity, { mark: Mark; shape: string; word: string }>;

/** A shape for the eye, its word for everybody else. */
export function sign({ mark, shape, word }: { mark: Mark; shape: string; word: string }): Markup {
  return html`<span class="mark ${mark}" aria-hidden="true">${shape}</span><span class="sr">${word}: </span>`;
}

/** A point in time; in the reader's zone where scripts run. */
export function time(at: Time, precision: 'day' | 'minute' = 'minute'): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${when(iso, precision)}</time>`;
}

/** A span of time in the largest unit that says enough: `45 s`, `12 min`, `3 h`, `5 days`. */
export function span(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 90) return `${s} s`;
  if (s < 5_400) return `${Math.round(s / 60)} min`;
  if (s < 172_800) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86_400)} days`;
}

/** Milliseconds with a unit; seconds from ten on. */
export function ms(value: number): string {
  return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** A share as people read it: never rounded up to a hundred. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return 'no data';
  const share = (part / whole) * 100;
  return part === whole ? '100 %' : `${Math.min(99.99, Math.floor(share * 100) / 100)} %`;
}
