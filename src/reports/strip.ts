import { fit } from './columns.ts';

/** What a strip shows, ms; null is longer than anybody waited. */
export interface Strip {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  targetMs: number;
  failureMs: number | null;
}

/** Room on the scale beyond the last line. */
const BEYOND = 1.25;

/**
 * One route on a line of `width` columns: `├──●──┤` from p50 over p95 to p99, `┊` the line to wish for and `┃` the line not to pass, all
 * on a scale that begins at 0 ms. What lies beyond the scale ends in `▶`.
 */
export function renderStrip({ p50, p95, p99, targetMs, failureMs }: Strip, width: number): string {
  const end = Math.max((failureMs ?? targetMs) * BEYOND, Math.min(p95 ?? 0, (failureMs ?? targetMs) * 3) * 1.1);
  const at = (ms: number | null): number => (ms === null ? width : Math.min(width, Math.floor((ms / end) * width)));
  const cells = Array.from({ length: width }, () => '·');
  const put = (ms: number | null, sign: string): void => {
    const place = at(ms);
    if (place < width) cells[place] = sign;
    else cells[width - 1] = '▶';
  };
  const [from, to] = [at(p50), Math.min(at(p99), width - 1)];
  for (let i = from; i <= to && i < width; i += 1) cells[i] = '─';
  put(targetMs, '┊');
  if (failureMs !== null) put(failureMs, '┃');
  put(p50, '├');
  put(p99, '┤');
  put(p95, '●');
  return cells.join('');
}

/** Three times in words: `12 ─ 40 ─ 61 ms`. */
export function renderTimes({ p50, p95, p99 }: Pick<Strip, 'p50' | 'p95' | 'p99'>): string {
  return `${[p50, p95, p99].map((ms) => (ms === null ? 'never' : ms < 10 ? ms.toFixed(1) : String(Math.round(ms)))).join(' ─ ')} ms`;
}

/** A name cut to fit and its host beside it. */
export function renderRoute(name: string, url: string, width: number): string {
  const left = fit(name, Math.min(32, width));
  const address = url.replace(/^https?:\/\//, '');
  return address === name ? left : `${left}  ${fit(address, Math.max(8, width - left.length - 2))}`;
}
