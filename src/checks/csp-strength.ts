import { allowsAllInline, type CspPolicy, effectiveSources, isNonceOrHash, isStrictDynamic } from '../parsers/csp.ts';

/** What an injected script could do under a policy; a hole is open only when every policy of the answer leaves it open. */
export interface ScriptHoles {
  /** No script-src and no default-src: nothing is restricted. */
  unrestricted: boolean;
  /** Inline scripts or inline event handlers run; the directive and source that let them. */
  inline: string | null;
  /** Scripts load from anywhere; the directive and source that let them. */
  anywhere: string | null;
  /** Listed hosts on which anybody can publish a script. */
  publicHosts: string[];
}

/** Sources that stand for every server, or for content written into the page itself. */
const ANYWHERE = /^(?:\*|\*:\S+|https?:|https?:\/\/\*(?::\S+)?\/?|data:)$/i;

/**
 * Hosts that serve what anybody publishes there: package mirrors (or old AngularJS, which turns markup into code) and shared hosting.
 * Listed without a path they let an attacker's script in. Google's "CSP Is Dead, Long Live CSP" (2016) and csp-evaluator, read 2026-11.
 */
const PUBLIC_HOSTS = [
  'cdn.jsdelivr.net',
  'unpkg.com',
  'esm.sh',
  'cdn.skypack.dev',
  'cdnjs.cloudflare.com',
  'ajax.googleapis.com',
  'storage.googleapis.com',
  'raw.githack.com',
  'rawcdn.githack.com',
  'cdn.statically.io',
  's3.amazonaws.com',
] as const;

/** Parents whose wildcard takes in everybody's subdomain. */
const SHARED_PARENTS = [
  'googleapis.com',
  'amazonaws.com',
  'cloudfront.net',
  'vercel.app',
  'netlify.app',
  'github.io',
  'pages.dev',
  'workers.dev',
  'web.app',
  'firebaseapp.com',
  'herokuapp.com',
  'onrender.com',
  'jsdelivr.net',
] as const;

/** The holes that all policies of an answer leave open together: what one of them forbids stays forbidden. */
export function scriptHoles(policies: readonly CspPolicy[]): ScriptHoles {
  const each = policies.map(holesOf);
  const reaches = (host: string): boolean => each.every((holes) => holes.anywhere !== null || holes.publicHosts.includes(host));
  return {
    unrestricted: each.every((holes) => holes.unrestricted),
    inline: each.every((holes) => holes.inline !== null) ? (each.at(-1)?.inline ?? null) : null,
    anywhere: each.every((holes) => holes.anywhere !== null) ? (each.at(-1)?.anywhere ?? null) : null,
    publicHosts: [...new Set(each.flatMap((holes) => holes.publicHosts))].filter(reaches),
  };
}

function holesOf(policy: CspPolicy): ScriptHoles {
  const sandbox = policy.directives.get('sandbox');
  if (sandbox && !sandbox.includes('allow-scripts')) return { unrestricted: false, inline: null, anywhere: null, publicHosts: [] };
  const elements = effectiveSources(policy, 'script-src-elem');
  const handlers = effectiveSources(policy, 'script-src-attr');
  const inlineBy = [elements, handlers].find((list) => list === null || allowsAllInline(list.sources));
  const inline = inlineBy === undefined ? null : inlineBy === null ? 'no script-src' : `${inlineBy.directive} 'unsafe-inline'`;
  if (!elements) return { unrestricted: handlers === null, inline, anywhere: 'no script-src', publicHosts: [] };
  if (isStrictDynamic(elements.sources)) return { unrestricted: false, inline, anywhere: null, publicHosts: [] };
  const anywhere = elements.sources.find((source) => ANYWHERE.test(source));
  return {
    unrestricted: false,
    inline,
    anywhere: anywhere === undefined ? null : `${elements.directive} ${anywhere}`,
    publicHosts: elements.sources.filter((source) => !isNonceOrHash(source)).flatMap(publicHost),
  };
}

function publicHost(source: string): string[] {
  const match = /^(?:https?:\/\/)?([^/:]+)(?::[\d*]+)?(\/.*)?$/i.exec(source);
  const host = match?.[1]?.toLowerCase() ?? '';
  const path = match?.[2] ?? '/';
  // A path narrows the source to a file or a package of the founder's choice.
  if (path !== '/' && path !== '/npm/' && path !== '/gh/') return [];
  const wild = host.startsWith('*.') && SHARED_PARENTS.some((parent) => host.slice(2) === parent || host.slice(2).endsWith(`.${parent}`));
  return wild || (PUBLIC_HOSTS as readonly string[]).includes(host) ? [host] : [];
}
