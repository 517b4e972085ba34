import type { Saw } from '../core/check.ts';
import type { repoRoutes } from '../probes/repo/routes.ts';

type Routes = Saw<{ code: typeof repoRoutes }>['code'];

/** A handler of requests for examples: a webhook that does everything right, with changes. */
export function sampleRoute(changes: Partial<Routes['routes'][number]> = {}): Routes['routes'][number] {
  return {
    file: 'app/api/webhooks/stripe/route.ts',
    line: 7,
    method: 'POST',
    path: '/api/webhooks/stripe',
    webhook: true,
    signed: true,
    authenticated: false,
    limited: false,
    spends: [],
    waitsFor: [],
    swallows: [],
    ...changes,
  };
}

/** What was read of a checkout with these handlers. */
export function sampleRoutes(routes: Routes['routes'], changes: Partial<Routes> = {}): { code: Routes } {
  return { code: { routes, openRedirects: [], strayCallbacks: [], unread: 0, ...changes } };
}
