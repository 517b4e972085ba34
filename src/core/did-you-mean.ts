/** The candidate a person most likely meant, by edit distance; nothing when none is close. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  const scored = candidates.map((candidate) => ({ candidate, distance: distance(typed.toLowerCase(), candidate.toLowerCase()) }));
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  const best = scored[0];
  return best && best.distance <= limit ? best.candidate : undefined;
}

/** Levenshtein distance with transpositions of neighbours counted once; inputs beyond 100 characters are cut. */
function distance(a: string, b: string): number {
  const [x, y] = [a.slice(0, 100), b.slice(0, 100)];
  let [before, row]: [number[], number[]] = [[], Array.from({ length: y.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= x.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= y.length; j += 1) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1;
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return row[y.length]!;
}
