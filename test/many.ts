import { cleanTwin } from '../src/lab/matrix/world.ts';
import type { Scenario } from '../src/lab/scenario.ts';

/** One pretend internet with this many clean products, `fernway0.test` and on, among the same companies. */
export function manyProducts(count: number): { scenario: Scenario; domains: string[] } {
  const text = JSON.stringify(cleanTwin('fernway.test')).replaceAll('Fernway', 'fernway');
  const worlds = Array.from({ length: count }, (_, at) => JSON.parse(text.replaceAll('fernway', `fernway${at}`)) as Scenario); // as: a scenario is plain JSON
  const unique = <T>(all: readonly T[], keyOf: (each: T) => string): T[] => [...new Map(all.map((each) => [keyOf(each), each])).values()];
  const { repository: _, ...first } = worlds[0]!;
  return {
    domains: worlds.map(({ domain }) => domain),
    scenario: {
      ...first,
      zones: unique(
        worlds.flatMap(({ zones }) => zones),
        ({ name }) => name,
      ),
      sites: unique(
        worlds.flatMap(({ sites }) => sites),
        ({ hosts }) => hosts.join(' '),
      ),
    },
  };
}
