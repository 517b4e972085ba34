import { roleOf } from '../core/config.ts';
import type { Sign } from '../probes/repo/stack.ts';
import type { Hint, RouteHint } from './init-hints.ts';

/** What was found out about a product before anybody wrote a line. What is unknown is absent. */
export interface Detected {
  /** What it is built with, each part with the file that shows it. */
  stack: readonly Sign[];
  domain?: Hint;
  /** Domains that may be it; a person has to choose. */
  candidates: readonly Hint[];
  canonical?: Hint;
  hosts: readonly Hint[];
  senders: readonly Hint[];
  selectors: readonly string[];
  /** Set when the domain says that it never sends mail. */
  silent?: Hint;
  edge?: Hint;
  routes: readonly RouteHint[];
}

/**
 * A commented launch-ready.yaml. A line that begins with `# ` explains; a line that begins with `#` and no space, or with `#` and two
 * or more spaces, is configuration switched off.
 */
export function configText(found: Detected): string {
  const sections = [
    head(found),
    domain(found),
    ['# The bar to hold the product to; `launch-ready profiles` shows all of them.', '#profile: coach-first-customers'],
    [
      '# The one host visitors should end on; every other address redirects to it.',
      found.canonical ? `canonical: ${found.canonical.value} # ${found.canonical.from}` : `#canonical: ${nameOf(found)}`,
    ],
    hosts(found),
    routes(found),
    mail(found),
    [
      '# What stands in front of the app.',
      ...block(
        'edge',
        [found.edge ? `provider: ${found.edge.value} # ${found.edge.from}` : 'provider: cloudflare'],
        found.edge !== undefined,
      ),
    ],
    [
      '# Who owns what. Handover and alerts name these people.',
      ...block('owners', ['dns: Ada', 'deploy: Ada', 'email: Ada', 'billing: Ada'], false),
    ],
    [
      '# Where alerts go. Anything secret is ${NAME}, an environment variable.',
      ...block('alerts', ['- channel: email', `  to: alerts@${nameOf(found)}`, '  severity: critical', '  owner: Ada'], false),
    ],
    ['# Judge these areas alone. Without it, everything is judged.', '#only: [dns, tls, email]'],
    [
      '# Findings you accept, each with a reason and a last day.',
      ...block('ignore', ['- check: dns/caa', '  reason: agreed until the move to the new registrar', '  until: 2027-03-31'], false),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const SCHEMA = '# yaml-language-server: $schema=https://launch-ready.dev/schema/config.json';

function head({ stack }: Detected): string[] {
  return [
    SCHEMA,
    '# What Launch Ready cannot see from outside. docs/guide/config.md explains every key.',
    '# To use a line that is switched off, take away its #.',
    ...recognised(stack),
  ];
}

const ROLE_WORDS = {
  framework: 'Built with',
  host: 'Runs on',
  auth: 'Signs in with',
  payment: 'Takes money with',
  mail: 'Sends mail with',
  database: 'Keeps data with',
  assistant: 'Written with',
  errors: 'Watched with',
  pipeline: 'Built by',
  style: 'Styled with',
  packages: 'Packages by',
  layout: 'Laid out as',
} as const satisfies Record<Sign['role'], string>;

/** One comment for each role; names and paths are of files, so they are cut and kept to one line. */
function recognised(stack: readonly Sign[]): string[] {
  if (stack.length === 0) return [];
  const roles = [...new Set(stack.map(({ role }) => role))];
  const parts = roles.map((role) => {
    const names = stack
      .filter((each) => each.role === role)
      .map(({ name, from }) => `${name} (${from.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80)})`);
    return `# ${ROLE_WORDS[role]} ${names.join(', ')}.`;
  });
  return parts;
}

function domain({ domain: known, candidates }: Detected): string[] {
  const lead = '# The domain your customers know.';
  if (known) return [lead, `domain: ${known.value} # ${known.from}`];
  if (candidates.length === 0) return [lead, '#domain: acme.com'];
  return [lead, '# It may be one of these; keep the right one.', ...candidates.map((each) => `#domain: ${each.value} # ${each.from}`)];
}

function hosts(found: Detected): string[] {
  const known = found.hosts.map((each) => ({ ...each, role: roleOf({ hosts: [] }, each.value, nameOf(found)) }));
  const lines = known.flatMap(({ value, from, role }) => [`- host: ${value} # ${from}`, `  role: ${role}`]);
  return [
    '# Hosts with their roles. The audit finds the usual ones by itself; name the others here.',
    ...block('hosts', lines.length === 0 ? [`- host: app.${nameOf(found)}`, '  role: app', '  owner: Ada'] : lines, lines.length > 0),
  ];
}

/** Routes stay switched off: files tell the path, but not on which host it is served. */
function routes(found: Detected): string[] {
  const app =
    found.hosts.find((each) => roleOf({ hosts: [] }, each.value, nameOf(found)) === 'app')?.value ??
    found.canonical?.value ??
    nameOf(found);
  const named = found.routes.length === 0 ? [{ name: 'login page', path: '/login', kind: 'login' }] : found.routes;
  return [
    '# Pages and endpoints your customers depend on, each with your own limit if you have one.',
    ...(found.routes.length === 0 ? [] : ['# These paths were found in your files; check the host.']),
    ...block(
      'routes',
      named.flatMap(({ name, path, kind }) => [`- name: ${name}`, `  url: https://${app}${path}`, `  kind: ${kind}`]),
      false,
    ),
  ];
}

function mail({ senders, selectors, silent }: Detected): string[] {
  const known = senders.length + selectors.length > 0 || silent !== undefined;
  return [
    '# Who sends mail for the domain, so that SPF, DKIM and DMARC can be held against it.',
    ...(senders.length === 0 ? [] : [`# Found: ${senders.map((each) => `${each.value} (${each.from})`).join(', ')}.`]),
    ...block(
      'mail',
      [
        ...(silent ? [`sends: false # ${silent.from}`] : known ? [] : ['sends: true']),
        ...(silent
          ? []
          : senders.length > 0
            ? [`senders: [${senders.map((each) => each.value).join(', ')}]`]
            : known
              ? []
              : ['senders: [resend, google]']),
        ...(selectors.length > 0
          ? [`dkim_selectors: [${selectors.map((each) => `"${each}"`).join(', ')}]`]
          : known
            ? []
            : ['dkim_selectors: [resend]']),
      ],
      known,
    ),
  ];
}

/** A key with what belongs below it; switched off as a whole unless `on`. */
function block(key: string, below: readonly string[], on: boolean): string[] {
  const lines = [`${key}:`, ...below.map((line) => `  ${line}`)];
  return on ? lines : lines.map((line) => `#${line}`);
}

function nameOf({ domain: known, candidates }: Detected): string {
  return known?.value ?? candidates[0]?.value ?? 'acme.com';
}
