import { getDomain } from 'tldts';
import { type Config, type HostRole, roleOf } from '../core/config.ts';

/** The registrable domain a host lies in; names of shared platforms such as `my-app.vercel.app` are sites of their own. */
export function siteOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

/** What a host is for, by the config or by its name. */
export function roleFor(config: Pick<Config, 'hosts' | 'domain'>, host: string): HostRole {
  return roleOf(config, host, siteOf(host));
}

/** Roles whose failure customers meet; a fault elsewhere is serious but does not stop a launch. */
const PRODUCTION: ReadonlySet<HostRole> = new Set(['marketing', 'app', 'api', 'dashboard', 'redirect']);

/** True when customers use hosts of this role. */
export function isProduction(role: HostRole): boolean {
  return PRODUCTION.has(role);
}
