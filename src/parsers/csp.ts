/** One policy: directive name in lower case → its sources as written. Without an entry the directive restricts nothing by itself. */
export interface CspPolicy {
  directives: ReadonlyMap<string, readonly string[]>;
  /** What browsers ignore in it, in plain words. */
  problems: string[];
}

/** CSP3 §6.8.1: where a directive looks when it is not given itself; the first that is given counts. */
const FALLBACK = {
  'script-src-elem': ['script-src-elem', 'script-src', 'default-src'],
  'script-src-attr': ['script-src-attr', 'script-src', 'default-src'],
  'script-src': ['script-src', 'default-src'],
  'style-src-elem': ['style-src-elem', 'style-src', 'default-src'],
  'style-src-attr': ['style-src-attr', 'style-src', 'default-src'],
  'style-src': ['style-src', 'default-src'],
  'worker-src': ['worker-src', 'child-src', 'script-src', 'default-src'],
  'frame-src': ['frame-src', 'child-src', 'default-src'],
  'child-src': ['child-src', 'default-src'],
  'connect-src': ['connect-src', 'default-src'],
  'font-src': ['font-src', 'default-src'],
  'img-src': ['img-src', 'default-src'],
  'manifest-src': ['manifest-src', 'default-src'],
  'media-src': ['media-src', 'default-src'],
  'object-src': ['object-src', 'default-src'],
} as const satisfies Record<string, readonly string[]>;
export type FetchDirective = keyof typeof FALLBACK;

const NOT_FETCH = [
  'default-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'sandbox',
  'report-uri',
  'report-to',
  'upgrade-insecure-requests',
  'block-all-mixed-content',
  'require-trusted-types-for',
  'trusted-types',
  'webrtc',
] as const;

const ASCII_SPACE = /[\t\n\f\r ]+/;
const NONCE_OR_HASH = /^'(?:nonce|sha256|sha384|sha512)-[A-Za-z0-9+/_-]+={0,2}'$/i;

/**
 * The policies of all Content-Security-Policy headers of an answer, in order (CSP3 §2.2). Commas separate policies; of a directive given
 * twice in one policy the first counts. What an answer permits is what every one of its policies permits.
 */
export function parseCsp(values: readonly string[]): CspPolicy[] {
  return values
    .flatMap((value) => value.split(','))
    .map(parsePolicy)
    .filter((policy) => policy.directives.size > 0);
}

function parsePolicy(text: string): CspPolicy {
  const directives = new Map<string, readonly string[]>();
  const problems: string[] = [];
  for (const part of text.split(';')) {
    const [head = '', ...sources] = part.split(ASCII_SPACE).filter((word) => word !== '');
    const name = head.toLowerCase();
    if (name === '') continue;
    if (directives.has(name)) problems.push(`${name} appears more than once; only the first counts`);
    else directives.set(name, sources);
    if (!isFetch(name) && !(NOT_FETCH as readonly string[]).includes(name)) problems.push(`${name} is not a directive browsers know`);
  }
  return { directives, problems };
}

function isFetch(name: string): name is FetchDirective {
  return Object.hasOwn(FALLBACK, name);
}

/** The sources that govern `directive` in one policy and the directive they were written under; null when nothing restricts it. */
export function effectiveSources(policy: CspPolicy, directive: FetchDirective): { directive: string; sources: readonly string[] } | null {
  for (const name of FALLBACK[directive]) {
    const sources = policy.directives.get(name);
    if (sources) return { directive: name, sources };
  }
  return null;
}

/** True for a nonce or hash source, which makes browsers ignore 'unsafe-inline' beside it. */
export function isNonceOrHash(source: string): boolean {
  return NONCE_OR_HASH.test(source);
}

/** True when 'strict-dynamic' makes browsers ignore host, scheme, 'self' and 'unsafe-inline' sources for scripts (CSP3 §6.7.2.3 and §8.2). */
export function isStrictDynamic(sources: readonly string[]): boolean {
  return sources.some((source) => source.toLowerCase() === "'strict-dynamic'");
}

/** CSP3 §6.7.3.2 "Does a source list allow all inline behavior", for scripts. */
export function allowsAllInline(sources: readonly string[]): boolean {
  if (sources.some(isNonceOrHash) || isStrictDynamic(sources)) return false;
  return sources.some((source) => source.toLowerCase() === "'unsafe-inline'");
}
