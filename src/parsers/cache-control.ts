import { readDirectives } from './directives.ts';

/** Response directives of Cache-Control (RFC 9111 §5.2.2, RFC 5861, RFC 8246). Times in seconds; null where absent or unreadable. */
export interface CacheControl {
  maxAge: number | null;
  sMaxAge: number | null;
  staleWhileRevalidate: number | null;
  staleIfError: number | null;
  public: boolean;
  /** True without a field list; with one, only `privateFields` are private. */
  private: boolean;
  privateFields: string[];
  noStore: boolean;
  /** True without a field list; with one, only `noCacheFields` need asking again. */
  noCache: boolean;
  noCacheFields: string[];
  mustRevalidate: boolean;
  proxyRevalidate: boolean;
  mustUnderstand: boolean;
  noTransform: boolean;
  immutable: boolean;
  /** What a cache would stumble over, in plain words. */
  problems: string[];
}

/** The greatest age a cache need count to; more is clamped (RFC 9111 §1.2.2). */
const GREATEST_SECONDS = 2_147_483_648;

const FLAGS = {
  public: 'public',
  'no-store': 'noStore',
  'must-revalidate': 'mustRevalidate',
  'proxy-revalidate': 'proxyRevalidate',
  'must-understand': 'mustUnderstand',
  'no-transform': 'noTransform',
  immutable: 'immutable',
} as const satisfies Record<string, keyof CacheControl>;

const TIMES = {
  'max-age': 'maxAge',
  's-maxage': 'sMaxAge',
  'stale-while-revalidate': 'staleWhileRevalidate',
  'stale-if-error': 'staleIfError',
} as const satisfies Record<string, keyof CacheControl>;

const LISTS = {
  private: ['private', 'privateFields'],
  'no-cache': ['noCache', 'noCacheFields'],
} as const satisfies Record<string, readonly [keyof CacheControl, keyof CacheControl]>;

/**
 * Reads a Cache-Control value; join several headers with commas first. Unknown directives are ignored (§5.2.3), times may be quoted (§5.2),
 * and of a directive that comes twice the first counts (§4.2.1).
 */
export function parseCacheControl(value: string): CacheControl {
  const told: CacheControl = {
    maxAge: null,
    sMaxAge: null,
    staleWhileRevalidate: null,
    staleIfError: null,
    public: false,
    private: false,
    privateFields: [],
    noStore: false,
    noCache: false,
    noCacheFields: [],
    mustRevalidate: false,
    proxyRevalidate: false,
    mustUnderstand: false,
    noTransform: false,
    immutable: false,
    problems: [],
  };
  const seen = new Set<string>();
  for (const { name, value: argument, problem } of readDirectives(value, ',')) {
    if (problem !== undefined) told.problems.push(problem);
    if (isKey(TIMES, name)) {
      if (seen.has(name)) told.problems.push(`${name} appears more than once`);
      else if (problem === undefined) told[TIMES[name]] = seconds(name, argument, told.problems);
      seen.add(name);
    } else if (isKey(FLAGS, name)) {
      told[FLAGS[name]] = true;
    } else if (isKey(LISTS, name)) {
      const [flag, fields] = LISTS[name];
      if (argument === null) told[flag] = true;
      else told[fields] = [...told[fields], ...fieldNames(argument)];
    }
  }
  if (told.public && told.private) told.problems.push('public and private contradict each other');
  return told;
}

function seconds(name: string, argument: string | null, problems: string[]): number | null {
  if (argument !== null && /^[0-9]+$/.test(argument)) return Math.min(Number(argument), GREATEST_SECONDS);
  problems.push(`${name} is not a whole number of seconds`);
  return null;
}

function fieldNames(argument: string): string[] {
  return argument
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function isKey<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}
