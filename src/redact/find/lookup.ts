/** The last of `count` places that is before something; -1 where none is. Places are in order: once one is not before, no later one is. */
export function lastBefore(count: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether any of these spans, in whatever order, overlaps another one; each answer takes a few steps. */
export function overlapping(spans: readonly { start: number; end: number }[]): (start: number, end: number) => boolean {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  let furthest = 0;
  const ends = sorted.map(({ end }) => (furthest = Math.max(furthest, end)));
  return (start, end) => {
    const last = lastBefore(sorted.length, (at) => sorted[at]!.start < end);
    return last >= 0 && ends[last]! > start;
  };
}
