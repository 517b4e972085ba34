/** The cumulative binomial distribution: the chance of at most `k` successes in `n` trials of chance `p`. Exact sum in logarithms. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log(((n - i + 1) / i) * (p / (1 - p)));
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** The nearest-rank quantile of ascending values, always one that was seen; NaN of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length - 1e-9) - 1)] ?? Number.NaN;
}

/** A value with the interval it lies in at 95 %; the ends are infinite where the samples cannot tell. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/**
 * The ranks, from 1, between which a quantile of `n` independent samples lies at `confidence`: the k-th order statistic covers the
 * quantile with the Beta(k, n-k+1) distribution, which is this binomial (David and Nagaraja, Order Statistics, section 7.1). Rank 0
 * means below all samples, `n + 1` above.
 */
export function rankInterval(n: number, share: number, confidence = 0.95): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  let low = 0;
  while (low < n && binomialAtMost(low, n, share) <= tail) low += 1;
  let high = low;
  while (high <= n && binomialAtMost(high - 1, n, share) < 1 - tail) high += 1;
  return { low, high };
}

/** A quantile of ascending values with its interval, from the ranks alone: no distribution is assumed, only independence. */
export function estimateQuantile(ascending: ArrayLike<number>, share: number, confidence = 0.95): Estimate {
  const { low, high } = rankInterval(ascending.length, share, confidence);
  return {
    value: quantile(ascending, share),
    low: low === 0 ? 0 : (ascending[low - 1] ?? 0),
    high: ascending[high - 1] ?? Number.POSITIVE_INFINITY,
  };
}

/**
 * The interval of a quantile when samples come in bursts: whole blocks of neighbours are drawn again, because an interval of independent
 * samples is too narrow then. `random` is in [0, 1).
 */
export function blockInterval(
  inOrder: readonly number[],
  { share, block, random, draws = 400 }: { share: number; block: number; random: () => number; draws?: number },
): { low: number; high: number } {
  const blocks = Math.max(1, Math.floor(inOrder.length / block));
  const blockOf = (i: number): number => Math.min(blocks - 1, Math.floor(i / block));
  const sizes = Array.from({ length: blocks }, () => 0);
  const byValue = inOrder.map((value, i) => ({ value, block: blockOf(i) })).sort((a, b) => b.value - a.value);
  for (const { block: at } of byValue) sizes[at]! += 1;
  const seen: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const weights = new Uint16Array(blocks);
    for (let i = 0; i < blocks; i += 1) weights[Math.floor(random() * blocks)]! += 1;
    let total = 0;
    for (let i = 0; i < blocks; i += 1) total += weights[i]! * sizes[i]!;
    seen.push(fromTheTop(byValue, weights, total * (1 - share)));
  }
  seen.sort((a, b) => a - b);
  return { low: quantile(seen, 0.025), high: quantile(seen, 0.975) };
}

/** The value at which more than `above` of the weight lies at or above it, from values in descending order. */
export function fromTheTop(descending: readonly { value: number; block: number }[], weights: Uint16Array, above: number): number {
  let passed = 0;
  for (const { value, block } of descending) {
    passed += weights[block]!;
    if (passed > above + 1e-9) return value;
  }
  return descending.at(-1)?.value ?? Number.NaN;
}

/** A share of `n` with its exact interval (Clopper and Pearson 1934), by bisection. */
export function estimateShare(k: number, n: number, confidence = 0.95): Estimate {
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 };
  const tail = (1 - confidence) / 2;
  const bisect = (over: (p: number) => boolean): number => {
    let [low, high] = [0, 1];
    for (let i = 0; i < 50; i += 1) {
      const middle = (low + high) / 2;
      if (over(middle)) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  };
  return {
    value: k / n,
    low: k === 0 ? 0 : bisect((p) => 1 - binomialAtMost(k - 1, n, p) > tail),
    high: k === n ? 1 : bisect((p) => binomialAtMost(k, n, p) < tail),
  };
}
