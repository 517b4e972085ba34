import { z } from 'zod';
import { aiConfig } from './config-ai.ts';
import { deployConfig } from './config-deploy.ts';
import { edgeConfig } from './config-edge.ts';
import { handoverConfig } from './config-handover.ts';
import { mailConfig } from './config-mail.ts';
import { monitorConfig, statuses } from './config-monitor.ts';
import { operationsConfig } from './config-operations.ts';
import { perfConfig } from './config-perf.ts';
import { secretsConfig } from './config-secrets.ts';
import { smokeConfig } from './config-smoke.ts';
import { URL_KINDS } from './subject.ts';
import { AREAS } from './vocabulary.ts';

/** What a host is for. `preview` and `staging` hosts must not be reachable from search; `mail` hosts serve no pages. */
export const HOST_ROLES = ['marketing', 'app', 'api', 'dashboard', 'docs', 'mail', 'redirect', 'preview', 'staging', 'other'] as const;
export type HostRole = (typeof HOST_ROLES)[number];

const hostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    'a host name in lower case without scheme, port or path, such as app.acme.com',
  )
  .describe('A host name such as app.acme.com');
const isoDate = z.iso.date().describe('A date as YYYY-MM-DD');

const host = z.strictObject({
  host: hostName,
  role: z.enum(HOST_ROLES).describe('What the host is for'),
  owner: z.string().optional().describe('Who can change it'),
});

const route = z.strictObject({
  name: z.string().min(1).describe('How people call it, such as "login page"'),
  url: z.url({ protocol: /^https?$/ }).describe('The full address'),
  kind: z.enum(URL_KINDS).describe('What it is for; decides which bars apply'),
  target_ms: z.number().int().positive().optional().describe('Your own p95 target in ms; the profile decides where it is left out'),
  statuses: statuses.describe('Statuses that are right, such as [302] where a page sends strangers to a log-in at another site'),
});

const ignore = z.strictObject({
  check: z
    .string()
    .regex(/^[a-z]+\/[a-z0-9-]+$/, 'a check id such as dns/caa')
    .describe('The check to accept; `launch-ready explain` lists them'),
  id: z
    .string()
    .regex(/^[0-9a-f]{12}$/, 'the id of a finding, such as 3f0c2a9d41b7')
    .optional()
    .describe('Only the finding of this id, as the report shows it; all of the check where left out'),
  on: z.string().optional().describe('Only on this host, URL or domain; everywhere where left out'),
  reason: z.string().min(8).describe('Why the risk is accepted; shown in the report'),
  until: isoDate.describe('The day the exception ends'),
});

/** The shape of launch-ready.yaml. Keys are snake_case as in other YAML tools. */
export const configSchema = z
  .strictObject({
    domain: hostName.optional().describe('The registrable domain of the product'),
    profile: z.string().optional().describe('The bar to hold the product to; `launch-ready profiles` shows them'),
    canonical: hostName.optional().describe('The one host visitors should end on'),
    hosts: z.array(host).default([]).describe('Hosts with their roles; the audit finds the usual ones by itself'),
    routes: z.array(route).default([]).describe('Pages and endpoints that matter to customers'),
    mail: mailConfig,
    edge: edgeConfig,
    monitor: monitorConfig,
    operations: operationsConfig,
    perf: perfConfig,
    secrets: secretsConfig,
    ai: aiConfig,
    handover: handoverConfig,
    deploy: deployConfig,
    smoke: smokeConfig,
    owners: z.record(z.string(), z.string()).default({}).describe('Who owns what: dns, deploy, email, billing → name'),
    alerts: z
      .array(
        z.strictObject({
          channel: z.enum(['email', 'slack', 'webhook']).describe('How to reach somebody'),
          to: z.string().min(1).describe('An address, or ${NAME} of an environment variable for anything secret'),
          severity: z.enum(['critical', 'warning', 'info']).default('critical').describe('From which severity on'),
          owner: z.string().optional().describe('Who acts on it'),
        }),
      )
      .default([])
      .describe('Where alerts go'),
    browser: z.boolean().optional().describe('Load pages in Chromium as well, as `audit --browser` does'),
    only: z.array(z.enum(AREAS)).optional().describe('Judge these areas alone'),
    ignore: z.array(ignore).default([]).describe('Findings you accept, each with a reason and an end'),
  })
  .describe('launch-ready.yaml: everything Launch Ready knows of a product that it cannot see');

export type Config = z.output<typeof configSchema>;
export type Route = Config['routes'][number];

/** The configuration of somebody who has none. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}

const ROLE_BY_LABEL: ReadonlyMap<string, HostRole> = new Map([
  ['www', 'marketing'],
  ['app', 'app'],
  ['my', 'app'],
  ['portal', 'app'],
  ['api', 'api'],
  ['dashboard', 'dashboard'],
  ['admin', 'dashboard'],
  ['docs', 'docs'],
  ['help', 'docs'],
  ['blog', 'marketing'],
  ['mail', 'mail'],
  ['smtp', 'mail'],
  ['imap', 'mail'],
  ['mx', 'mail'],
  ['send', 'mail'],
  ['staging', 'staging'],
  ['stage', 'staging'],
  ['dev', 'staging'],
  ['test', 'staging'],
  ['preview', 'preview'],
]);

/** The role the config gives a host, or the one its first label suggests. The apex is `marketing`. */
export function roleOf(config: Pick<Config, 'hosts' | 'domain'>, host: string, domain: string): HostRole {
  const told = config.hosts.find((entry) => entry.host === host);
  if (told) return told.role;
  if (host === domain) return 'marketing';
  return ROLE_BY_LABEL.get(host.split('.')[0] ?? '') ?? 'other';
}
