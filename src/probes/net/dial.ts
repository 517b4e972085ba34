import type { Io } from '../../core/io.ts';
import { isPrivate } from '../../parsers/ip-address.ts';

/**
 * Where to connect for an address that came out of DNS: what `io.route` says; null when the address is private, not routed elsewhere,
 * and `io.allowPrivate` is off.
 */
export function dial(io: Pick<Io, 'route' | 'allowPrivate'>, address: string, port: number): { host: string; port: number } | null {
  const to = io.route(address, port);
  const routed = to.host !== address || to.port !== port;
  return routed || io.allowPrivate || !isPrivate(address) ? to : null;
}
