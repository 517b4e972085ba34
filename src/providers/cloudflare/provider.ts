import type { Provider } from '../../core/change.ts';
import { applyChange } from './apply.ts';
import { PROVIDER } from './change-of.ts';
import { planEdge } from './plan.ts';
import { openZone, type OpenZone } from './read.ts';
import type { ZoneState } from './state.ts';
import type { Wanted } from './wanted.ts';

/** Cloudflare as a provider for one zone: what it read last is what `apply` holds a change against. */
export function cloudflare(domain: string): Provider<ZoneState, Wanted> {
  let open: OpenZone | undefined;
  return {
    id: PROVIDER,
    async read(io) {
      open = await openZone(io, domain);
      return open.state;
    },
    plan: planEdge,
    async apply(change, io) {
      open ??= await openZone(io, domain);
      return applyChange(open, change);
    },
  };
}
