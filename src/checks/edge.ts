import type { Config } from '../core/config.ts';
import type { Fix, Wanted } from '../core/fix.ts';
import { first, type Headers } from '../parsers/headers.ts';
import { providersIn } from '../parsers/provider.ts';
import { type Around, byEdge } from './fix.ts';

const EDGES = ['cloudflare', 'vercel', 'netlify', 'nginx', 'apache', 'caddy'] as const;
type Edge = (typeof EDGES)[number];

/** One step per place where a change can be made. */
export type EdgeSteps = Readonly<Partial<Record<Edge, string>>>;

/** How the Server header names programs; companies are known by the table of providers. Seen 2026-11. */
const PROGRAMS = [
  { edge: 'nginx', like: /^(nginx|openresty)/i },
  { edge: 'apache', like: /^apache/i },
  { edge: 'caddy', like: /^caddy/i },
] as const satisfies readonly { edge: Edge; like: RegExp }[];

/** The edges and servers that the answer's headers and the config name; several when one stands before another. */
export function edgesOf(config: { edge: Pick<Config['edge'], 'provider'> }, headers: Headers = []): Edge[] {
  const told = config.edge.provider?.toLowerCase();
  const seen: ReadonlySet<string> = new Set([
    ...providersIn(headers).map((name) => name.toLowerCase()),
    ...PROGRAMS.filter(({ like }) => like.test(first(headers, 'server') ?? '')).map(({ edge }) => edge),
  ]);
  return EDGES.filter((edge) => edge === told || seen.has(edge));
}

/** The steps for the edges at hand; all of them where the edge is unknown. */
export function stepsAt(edges: readonly Edge[], steps: EdgeSteps): string[] {
  const fitting = edges.filter((edge) => steps[edge] !== undefined);
  return (fitting.length > 0 ? fitting : EDGES).flatMap((edge) => steps[edge] ?? []);
}

/** How every address of one host is sent to another with path and query, wherever rules are kept. */
export function hostRule(from: string, to: string): EdgeSteps {
  return {
    cloudflare: `Cloudflare: Rules › Redirect Rules: if Hostname equals ${from}, dynamic redirect to concat("https://${to}", http.request.uri.path), status 301, Preserve query string on.`,
    vercel: `Vercel: Project › Settings › Domains › ${from} › Edit › Redirect to ${to}, 308 Permanent Redirect.`,
    netlify: `Netlify: Domain management › make ${to} the primary domain; ${from} then redirects with 301.`,
    nginx: `nginx: in the server block of ${from}: \`return 301 https://${to}$request_uri;\``,
    apache: `Apache: in the VirtualHost of ${from}: \`Redirect permanent / https://${to}/\``,
    caddy: `Caddy: \`${from} { redir https://${to}{uri} permanent }\``,
  };
}

/** How http is turned into https on the same host, wherever rules are kept. */
export function schemeRule(host: string): EdgeSteps {
  return {
    cloudflare: 'Cloudflare: SSL/TLS › Edge Certificates › Always Use HTTPS: on (and SSL/TLS › Overview: Full (strict), never Flexible).',
    nginx: `nginx: \`server { listen 80; listen [::]:80; server_name ${host}; return 301 https://${host}$request_uri; }\``,
    apache: `Apache: in <VirtualHost *:80>: \`Redirect permanent / https://${host}/\``,
    caddy: `Caddy: name the site \`${host}\` without \`http://\`; Caddy redirects by itself.`,
    vercel: 'Vercel: redirects by itself with 308; remove any proxy in front that answers http.',
    netlify: 'Netlify: Domain management › HTTPS › Force HTTPS.',
  };
}

/** A fix that sends every address of `from` on to the same one of `to`, both origins, for good; `steps` say where to enter the rule. */
export function byRule({ from, to }: { from: string; to: string }, steps: string[], around: Around): Fix {
  const rule = `${from}/* → 301 ${to}/* (path and query kept)`;
  const wants: Wanted[] = [{ is: 'redirect', at: `${from}/*`, to, status: 301 }];
  return byEdge({ setting: 'redirect_rule', value: rule, steps }, { wants, ...around });
}
