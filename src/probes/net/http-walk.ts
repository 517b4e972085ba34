import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { all, first } from '../../parsers/headers.ts';
import type { Hop, Walk } from '../http/hop.ts';
import { redactText } from '../../redact/redact.ts';
import { isUnreachable } from './failure.ts';
import { type Answer, type Limits, LIMITS, type Silence } from './http-client.ts';
import { read } from './http-read.ts';
import { isWithin } from '../../parsers/site.ts';

/** Requests of one walk at most. */
const HOPS = 10;

/** How long the answers of a whole walk may take, ms. */
const WALK_MS = 12_000;

/** Cookies of one answer that we send along. */
const COOKIES = 10;

const REDIRECTS = [301, 302, 303, 307, 308] as const satisfies readonly number[];

export interface Stroll {
  /** The registrable domain that must not be left. */
  site: string;
  /** Limits per hop; no body is read where left out. */
  limits?: Partial<Limits>;
  /** Called with every answer on the way. */
  see?: (answer: Answer) => void;
}

/**
 * Follows a URL through its redirects, each hop resolved and checked anew and asked once per run (see `read`), at most 10. Refusals, resets, TLS failures and time-outs end
 * the walk as `error`; a next hop outside the site is not asked and ends it as `left`. Throws like `request`.
 */
export async function walk(io: Io, start: string, { site, limits = { bodyBytes: 0 }, see }: Stroll): Promise<Walk> {
  let left = WALK_MS;
  const hops: Hop[] = [];
  const asked = new Set<string>();
  const jar = new Map<string, string>();
  let url = new URL(start).href;
  // A page that sets a cookie and redirects to itself is no loop for a browser, so cookies belong to what was asked.
  const cookies = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const question = (): string => `${url} ${cookies()}`;
  const end = (ends: Walk['ends'], final = url): Walk => ({ start, hops, ends, final, status: hops.at(-1)?.status ?? null });
  while (hops.length < HOPS) {
    asked.add(question());
    const reply = await read(io, {
      url,
      headers: jar.size > 0 ? { Cookie: cookies() } : {},
      limits: { ...limits, ms: Math.max(1, Math.min(limits.ms ?? LIMITS.ms, left)) },
    });
    left -= reply.is === 'silence' ? reply.ms : reply.totalMs;
    if (reply.is === 'silence') {
      const { code, message, ms } = reply;
      hops.push({ url, status: null, location: null, ms, error: { code, message } });
      return end('error');
    }
    see?.(reply);
    for (const set of all(reply.headers, 'set-cookie').slice(0, COOKIES)) {
      const [, name, value] = /^\s*([!-:<>-~]{1,256})=([!-:<-~]{0,1024})/.exec(set) ?? [];
      if (name !== undefined && value !== undefined) jar.set(name, value);
    }
    const location = locationOf(reply, url);
    hops.push({ url, status: reply.status, location: location?.href ?? null, ms: reply.totalMs, error: null });
    if (location === null || !REDIRECTS.some((status) => status === reply.status)) return end('answered');
    location.hash = '';
    if (!isWithin(site, location)) return end('left', location.href);
    url = location.href;
    if (asked.has(question())) return end('loop');
  }
  return end('too-many');
}

/** Where an answer points; null where it does not, or not to a URL. A host that redaction would take apart can be no evidence, so it is none. */
export function locationOf({ headers }: Answer, base: string): URL | null {
  const location = URL.parse(first(headers, 'location') || '//', base);
  return location !== null && redactText(location.hostname) === location.hostname ? location : null;
}

/**
 * The walk, or ProbeError when it tells nothing of the site: a time-out over https, or no route from here. A time-out over http is kept:
 * many hosts silently drop what comes to port 80.
 */
export function conclusive(walked: Walk): Walk {
  const last = walked.hops.at(-1);
  if (last?.error && ((last.error.code === 'timeout' && last.url.startsWith('https:')) || isUnreachable(last.error.code))) {
    throw new ProbeError(last.error.code, last.error.message);
  }
  return walked;
}

/** The answer, or ProbeError with what was said instead. */
export function mustAnswer(reply: Answer | Silence): Answer {
  if (reply.is === 'silence') throw new ProbeError(reply.code, reply.message);
  return reply;
}
