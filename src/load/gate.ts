import type { Io } from '../core/io.ts';
import { compare, type Compared } from './compare.ts';
import type { Budget } from './measure.ts';
import type { Shot } from './sender.ts';
import { TOLERANCE } from './sequential.ts';

/** A route of two releases that run at the same time. */
export interface GateRoute {
  name: string;
  old: Shot;
  new: Shot;
}

export interface Gated {
  verdict: 'pass' | 'regression' | 'void';
  routes: (Compared & { name: string; url: string })[];
}

/**
 * May the new release replace the old one? Each route of both is compared side by side, one route after another, and the bounds of an
 * early end become as much stricter as there are routes. One regression stops a release; what cannot be told is `void`, never a pass.
 */
export async function gate(
  io: Io,
  { routes, budget, ratio = TOLERANCE.ratio }: { routes: readonly GateRoute[]; budget: Budget; ratio?: number },
): Promise<Gated> {
  const gated: Gated['routes'] = [];
  for (const { name, old, new: newer } of routes) {
    const tolerance = { ...TOLERANCE, ratio, routes: routes.length };
    gated.push({ name, url: newer.url, ...(await compare(io, { old, new: newer, budget, tolerance })) });
  }
  return { verdict: worst(gated.map(({ verdict }) => verdict)), routes: gated };
}

function worst(verdicts: readonly Compared['verdict'][]): Gated['verdict'] {
  if (verdicts.includes('regression')) return 'regression';
  return verdicts.length === 0 || verdicts.includes('void') ? 'void' : 'pass';
}

/** The two requests of a route: its path on the old and on the new origin. */
export function sideBySide(path: string, { old, new: newer }: { old: string; new: string }): { old: Shot; new: Shot } {
  return { old: { url: new URL(path, old).href }, new: { url: new URL(path, newer).href } };
}
