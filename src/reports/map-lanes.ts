/** An arrow between two rows of the map. */
export interface Edge {
  from: number;
  to: number;
  label: string;
}

/** An arrow in its lane: lane 1 is nearest to the rows. */
export interface Lane extends Edge {
  lane: number;
}

/** Arrows beyond this many lanes are left to the table. */
const LANES = 5;

/** Puts arrows into lanes beside the rows so that none lies over another: short ones near the rows, long ones outside. */
export function lanesOf(edges: readonly Edge[]): Lane[] {
  const placed: Lane[] = [];
  const span = ({ from, to }: Edge): number => Math.abs(from - to);
  for (const edge of edges.toSorted((a, b) => span(a) - span(b) || a.from - b.from || a.to - b.to)) {
    let lane = 1;
    while (placed.some((other) => other.lane === lane && overlap(other, edge))) lane += 1;
    if (lane <= LANES) placed.push({ ...edge, lane });
  }
  return placed;
}

function overlap(a: Edge, b: Edge): boolean {
  return Math.max(Math.min(a.from, a.to), Math.min(b.from, b.to)) <= Math.min(Math.max(a.from, a.to), Math.max(b.from, b.to));
}
