/** JSON of strangers: what is asked for, or nothing. */
export type Json = Readonly<Record<string, unknown>>;

export function text(value: unknown, most = 500): string | null {
  if (typeof value === 'string') return value === '' ? null : value.slice(0, most);
  return typeof value === 'number' ? String(value) : null;
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}; // as: just checked
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A time in seconds or as ISO text, as ms; what is unreadable, older than a month or in the future is now. */
export function time(value: unknown, now: number): number {
  const at = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) || at > now || at < now - 30 * 86_400_000 ? now : Math.round(at);
}
