import type { Context } from '../core/check.ts';
import { type Config, type HostRole, roleOf } from '../core/config.ts';
import { type CheckId, type Hurts, SEVERITIES, type Severity } from '../core/vocabulary.ts';
import { siteOf } from '../parsers/site.ts';

/** Failures of a whole host, under which the report folds what is wrong with its answers. */
export const HOST_FAILS = [
  'tls/handshake',
  'routing/loop',
  'routing/reachable',
  'dns/environment',
  'routing/environment',
] as const satisfies readonly CheckId[];

/** The domain a host belongs to: the configured one when the host lies below it, else the registrable one. */
export function zoneOf(host: string, config: Pick<Config, 'domain'>): string {
  const told = config.domain;
  if (told !== undefined && (host === told || host.endsWith(`.${told}`))) return told;
  return siteOf(host);
}

/** What a host is for, by the config or by its name. */
export function roleFor(config: Pick<Config, 'hosts' | 'domain'>, host: string): HostRole {
  return roleOf(config, host, zoneOf(host, config));
}

/** The host a check looks at: its name, its zone and what it is for. */
export function hostIn({ subject, config }: Pick<Context<'host'>, 'subject' | 'config'>): { host: string; zone: string; role: HostRole } {
  const { host } = subject;
  return { host, zone: zoneOf(host, config), role: roleFor(config, host) };
}

/** What a fault of a whole host costs: spread into a verdict, it lowers what the check itself says. */
export interface Stakes {
  severity?: Severity;
  hurts?: readonly [Hurts, ...Hurts[]];
}

/**
 * What is at stake on a host that fails as a whole. Customers log in, sign up and pay on the domain itself and on its app and API; a blog
 * that fails costs trust, a test host costs the team. `seen` is the severity the evidence alone would give.
 */
export function stakesOf(host: string, config: Pick<Config, 'hosts' | 'domain'>, seen?: Severity): Stakes {
  const { severity, ...rest } = stakesOfRole(roleFor(config, host), isFront(host, config));
  const milder = [severity, seen].filter((each) => each !== undefined).toSorted((a, b) => SEVERITIES.indexOf(b) - SEVERITIES.indexOf(a))[0];
  return { ...rest, ...(milder === undefined ? {} : { severity: milder }) };
}

function stakesOfRole(role: HostRole, front: boolean): Stakes {
  switch (role) {
    case 'app':
    case 'api':
    case 'dashboard':
    case 'redirect':
      return {};
    case 'marketing':
      return front ? {} : { hurts: ['traffic', 'trust'] };
    case 'docs':
      return { severity: 'high', hurts: ['traffic', 'trust'] };
    case 'mail':
      return { severity: 'high', hurts: ['email', 'trust'] };
    case 'other':
      return { severity: 'high' };
    case 'preview':
    case 'staging':
      return { severity: 'medium', hurts: ['trust'] };
    default:
      return role satisfies never;
  }
}

/** True for the domain itself, its www and the canonical host. */
export function isFront(host: string, config: Pick<Config, 'domain'> & Partial<Pick<Config, 'canonical'>>): boolean {
  const zone = zoneOf(host, config);
  return host === zone || host === `www.${zone}` || host === config.canonical;
}
