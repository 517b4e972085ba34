import { API_ADDRESS } from './cloudflare/index.ts';
import { RESOLVER } from './dns.ts';
import { zonesOf } from './index.ts';
import type { Scenario } from './scenario.ts';
import { treeOf } from './tree.ts';

/** Every address at which somebody in a scenario listens. */
export function addressesOf(scenario: Scenario): string[] {
  const zones = zonesOf(scenario);
  const servers = treeOf({ zones }).flatMap((zone) => zone.servers);
  // Whoever has a zone of its own in the lab serves at the addresses in it.
  const others = zones.filter((zone) => !scenario.zones.includes(zone)).flatMap((zone) => zone.records);
  const all = [
    RESOLVER,
    ...servers.map((each) => each.address),
    ...scenario.sites.flatMap((site) => site.addresses),
    ...(scenario.mail ?? []).map((each) => each.address),
    ...(scenario.inboxes ?? []).flatMap(({ mx, imap }) => [mx.address, imap.address]),
    ...(scenario.submission ? [scenario.submission.address] : []),
    ...(scenario.assistant ? [scenario.assistant.address] : []),
    ...others.flatMap((record) => / A (\S+)$/.exec(record)?.[1] ?? []),
    ...(scenario.cloudflare ? [API_ADDRESS, ...scenario.cloudflare.zones.flatMap((zone) => zone.edge)] : []),
  ];
  return [...new Set(all)];
}
