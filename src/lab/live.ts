import type { Scenario, Site, Zone } from './scenario.ts';
import { serversOf, treeOf } from './tree.ts';

/**
 * The pretend internet as it is now. It begins as the scenario says and changes when somebody in it changes something: an edge its
 * records, a platform its releases, a founder the name servers. Whatever serves looks here for each question.
 */
export interface Live {
  readonly zones: readonly Zone[];
  readonly sites: readonly Site[];
  /** The zones with the root and the registries above them. */
  readonly tree: readonly Zone[];
  /** What each name server address holds now. */
  readonly servers: ReturnType<typeof serversOf>;
  /** Puts other zones or sites in place; resolves when every new address listens and every new certificate is issued. */
  change(to: { zones?: readonly Zone[]; sites?: readonly Site[] }): Promise<void>;
  /** Called after each change, to open what is new; all are awaited. */
  onChange(open: () => Promise<void>): void;
}

export function makeLive(scenario: Pick<Scenario, 'zones' | 'sites'>): Live {
  let { zones, sites } = scenario;
  let tree = treeOf({ zones });
  let servers = serversOf(tree);
  const openers: (() => Promise<void>)[] = [];
  return {
    get zones() {
      return zones;
    },
    get sites() {
      return sites;
    },
    get tree() {
      return tree;
    },
    get servers() {
      return servers;
    },
    async change(to) {
      sites = to.sites ?? sites;
      if (to.zones) {
        zones = to.zones;
        tree = treeOf({ zones });
        servers = serversOf(tree);
      }
      await Promise.all(openers.map((open) => open()));
    },
    onChange(open) {
      openers.push(open);
    },
  };
}
