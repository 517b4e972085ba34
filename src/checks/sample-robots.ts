import type { Saw } from '../core/check.ts';
import type { httpRobots } from '../probes/http/robots.ts';

type Robots = Saw<{ robots: typeof httpRobots }>['robots'];

/** A host without robots.txt, for examples, with what an example changes. */
export function sampleRobots(change: Partial<Robots> = {}): Robots {
  return { status: 404, allowed: true, rule: null, ...change };
}

/** A host whose robots.txt forbids everything, for examples. */
export const CLOSED: Robots = { status: 200, allowed: false, rule: 'Disallow: /' };
