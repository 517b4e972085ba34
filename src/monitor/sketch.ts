/**
 * Durations as counts in logarithmic buckets: any quantile is within 1 % of the truth, and merging two sketches loses nothing, so
 * percentiles are never averaged. Sparse, a few hundred bytes as a blob.
 */
export type Sketch = Map<number, number>;

/** Each bucket is 2 % wider than the one before. */
const LOG_GAMMA = Math.log(1.02);
/** Below this many ms everything is one bucket. */
const LEAST = 0.01;

export function addTo(sketch: Sketch, ms: number, times = 1): void {
  const bucket = Math.ceil(Math.log(Math.max(ms, LEAST)) / LOG_GAMMA);
  sketch.set(bucket, (sketch.get(bucket) ?? 0) + times);
}

export function mergeInto(sketch: Sketch, other: ReadonlyMap<number, number>): void {
  for (const [bucket, count] of other) sketch.set(bucket, (sketch.get(bucket) ?? 0) + count);
}

export function countOf(sketch: ReadonlyMap<number, number>): number {
  return sketch.values().reduce((sum, count) => sum + count, 0);
}

/** The value below which the share `q` of all durations lies, ms; null for an empty sketch. */
export function quantile(sketch: ReadonlyMap<number, number>, q: number): number | null {
  const total = countOf(sketch);
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(q * total));
  for (const [bucket, count] of [...sketch].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return Math.round((Math.exp(bucket * LOG_GAMMA) / 1.01) * 10) / 10;
  }
  return null;
}

/** Buckets in order as varints: the zigzag of the step from the one before, then the count. */
export function encodeSketch(sketch: ReadonlyMap<number, number>): Uint8Array {
  const bytes: number[] = [];
  let last = 0;
  for (const [bucket, count] of [...sketch].sort(([a], [b]) => a - b)) {
    const step = bucket - last;
    last = bucket;
    for (let rest of [step < 0 ? -step * 2 - 1 : step * 2, count]) {
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
      bytes.push(rest);
    }
  }
  return Uint8Array.from(bytes);
}

/** What encodeSketch wrote. Bytes that are cut short give what is whole in them. */
export function decodeSketch(bytes: Uint8Array): Sketch {
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  const sketch: Sketch = new Map();
  let last = 0;
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const zigzag = numbers[i] ?? 0;
    last += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    sketch.set(last, (sketch.get(last) ?? 0) + (numbers[i + 1] ?? 0));
  }
  return sketch;
}
