import { type Edge, EDGES } from './edge-networks.ts';
import type { Headers } from './headers.ts';
import { isInside } from './ip-address.ts';
import { providerOfHost } from './provider.ts';

/** An edge with what gave it away. Headers are the weakest sign: a server may pass on those of another. */
export interface EdgeSeen extends Edge {
  by: 'alias' | 'address' | 'headers';
}

/**
 * Who answers visitors of a host. An alias is believed first, because a platform may stand at the addresses of an edge that it rents;
 * then the networks of the edges, and last the headers. Null where nobody is recognised.
 */
export function edgeOf(host: { addresses: readonly string[]; cnames: readonly string[]; headers: Headers }): EdgeSeen | null {
  return (
    named(providerOfHost({ cnames: host.cnames, headers: [] }), 'alias') ??
    byAddress(host.addresses) ??
    named(providerOfHost({ cnames: [], headers: host.headers }), 'headers')
  );
}

/** The edge whose networks hold every one of these addresses; one address elsewhere is a way around it. */
function byAddress(addresses: readonly string[]): EdgeSeen | null {
  const edge = EDGES.find(
    ({ networks }) => addresses.length > 0 && addresses.every((address) => networks.some((network) => isInside(address, network))),
  );
  return edge ? { ...edge, by: 'address' } : null;
}

function named(provider: string | null, by: EdgeSeen['by']): EdgeSeen | null {
  const edge = EDGES.find(({ name }) => name === provider);
  return edge ? { ...edge, by } : null;
}
