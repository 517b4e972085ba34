/** A comment beside a value that accepts it: `launch-ready: not-a-secret until 2027-03-31, the demo key of the vendor`. */
const COMMENT = /launch-ready: not-a-secret until (\d{4}-\d{2}-\d{2})[,:]? ([^\r\n]{8,200})/;

/** How far from the value it may stand on its line, bytes. */
const NEAR = 1_000;

/** The end and the reason of the comment on the line of a value, or on the line above it; null where there is none. Pure. */
export function commentAt(bytes: Buffer, start: number): { until: string; reason: string } | null {
  const line = bytes.lastIndexOf(10, Math.max(0, start - 1));
  const above = line <= 0 ? 0 : bytes.lastIndexOf(10, line - 1) + 1;
  const end = bytes.indexOf(10, start);
  const text = bytes.toString('utf8', Math.max(above, start - NEAR), Math.min(end === -1 ? bytes.length : end, start + NEAR));
  const [, until, reason] = COMMENT.exec(text) ?? [];
  return until === undefined || reason === undefined ? null : { until, reason: reason.replace(/\s*(?:\*\/|-->|#\}|\}\})\s*$/, '').trim() };
}
