/** A place in a text: start, and the index after its end. */
export type Span = readonly [start: number, end: number];

/** Secrets shorter than this show nothing of themselves: four characters would be too much of them. */
const SHORT = 12;

/** What stands in for a secret: `…` and its last four characters. */
export function mask(secret: string): string {
  return secret.length < SHORT ? '…' : `…${secret.slice(-4)}`;
}

/** The text with every span masked. Spans may overlap and come in any order; those that touch become one. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  let out = '';
  let kept = 0;
  for (const [start, end] of unite(spans)) {
    out += text.slice(kept, start) + mask(text.slice(start, end));
    kept = end;
  }
  return out + text.slice(kept);
}

function unite(spans: readonly Span[]): Span[] {
  const united: [number, number][] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = united.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else united.push([start, end]);
  }
  return united;
}

/** Where a sticky pattern that starts at `from` ends; `from` itself when it does not match there. */
export function reach(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from;
}
