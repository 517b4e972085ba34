import type { Saw } from '../core/check.ts';
import type { RuleId } from '../parsers/code/rules.ts';
import type { Place, repoCode } from '../probes/repo/code.ts';

type Routes = Saw<{ code: typeof repoCode }>['code'];

/** A handler of requests for examples: a webhook that does everything right, with changes. */
export function sampleRoute(changes: Partial<Routes['routes'][number]> = {}): Routes['routes'][number] {
  return {
    file: 'app/api/webhooks/stripe/route.ts',
    line: 7,
    method: 'POST',
    path: '/api/webhooks/stripe',
    webhook: true,
    cron: false,
    signed: true,
    authenticated: false,
    ranked: true,
    limited: false,
    spends: [],
    waitsFor: [],
    swallows: [],
    ...changes,
  };
}

/** What was read of a checkout with these handlers, and what rules found in it. */
export function sampleCode(routes: Routes['routes'], facts: Partial<Record<RuleId, Place[]>> = {}): { code: Routes } {
  return { code: { routes, facts: { ...facts }, unknownPackages: [], unread: 0, truncated: false } };
}
