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
  /** Scripts are let in by nonce or 'strict-dynamic', and nothing keeps an injected <base> from moving them to another server. */
  base: boolean;
  /** Neither object-src nor default-src: objects and embeds load from anywhere. */
  objects: boolean;
}

const CLOSED: ScriptHoles = { unrestricted: false, inline: null, anywhere: null, publicHosts: [], base: false, objects: false };

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
  // Whoever has an account publishes a container with scripts of his own: /gtm.js?id=…, support.google.com/tagmanager, read 2026-11.
  'www.googletagmanager.com',
  // Answers as a script that calls what ?callback= names: docs.github.com (JSON-P), read 2026-11.
  'api.github.com',
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
    base: each.some((holes) => holes.base) && !policies.some(closesBase),
    objects: each.every((holes) => holes.objects),
  };
}

/** True where scripts cannot be moved: base-uri says so, or only listed hosts are let in and a nonce does not help. */
function closesBase(policy: CspPolicy): boolean {
  const bases = policy.directives.get('base-uri');
  if (bases && !bases.some((source) => ANYWHERE.test(source))) return true;
  const sources = effectiveSources(policy, 'script-src-elem')?.sources;
  return sources !== undefined && !isByNonce(sources) && !sources.some((source) => ANYWHERE.test(source));
}

function isByNonce(sources: readonly string[]): boolean {
  return isStrictDynamic(sources) || sources.some((source) => /^'nonce-/i.test(source) && isNonceOrHash(source));
}

function holesOf(policy: CspPolicy): ScriptHoles {
  const sandbox = policy.directives.get('sandbox');
  if (sandbox && !sandbox.includes('allow-scripts')) return CLOSED;
  const plugins = effectiveSources(policy, 'object-src');
  const objects = plugins === null || plugins.sources.some((source) => ANYWHERE.test(source));
  const elements = effectiveSources(policy, 'script-src-elem');
  const handlers = effectiveSources(policy, 'script-src-attr');
  const inlineBy = [elements, handlers].find((list) => list === null || allowsAllInline(list.sources));
  const inline = inlineBy === undefined ? null : inlineBy === null ? 'no script-src' : `${inlineBy.directive} 'unsafe-inline'`;
  if (!elements) return { ...CLOSED, unrestricted: handlers === null, inline, anywhere: 'no script-src', objects };
  const base = isByNonce(elements.sources);
  if (isStrictDynamic(elements.sources)) return { ...CLOSED, inline, base, objects };
  const anywhere = elements.sources.find((source) => ANYWHERE.test(source));
  return {
    unrestricted: false,
    inline,
    anywhere: anywhere === undefined ? null : `${elements.directive} ${anywhere}`,
    publicHosts: elements.sources.filter((source) => !isNonceOrHash(source)).flatMap(publicHost),
    base,
    objects,
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
