import { UserError } from '../core/errors.ts';
import { freshRun, type Io } from '../core/io.ts';
import { siteOf } from '../parsers/site.ts';
import { type Deadline, deadline } from '../probes/net/deadline.ts';
import { failureOf } from '../probes/net/failure.ts';
import { redactText } from '../redact/redact.ts';
import { blameOf } from './blame.ts';
import { withSecrets } from './environment.ts';
import { type Answered, ask, begin, type Progress } from './exchange.ts';
import type { Cause, Monitor, Phases, Sample } from './types.ts';

/** A look may take this long, ms, and never longer than most of its interval. */
const MOST_MS = 15_000;
/** Redirects that are followed; browsers give up at twenty, and a page that needs more than a few is lost on people before. */
const HOPS = 5;
/** Statuses that send a browser on (RFC 9110 section 15.4). */
const REDIRECTS = [301, 302, 303, 307, 308] as const;

/** A look without judgement of our own network: `fail` may still turn out to be our fault. */
export type Looked = Omit<Sample, 'monitor' | 'at'>;

/** What a look went through: each request, and what the last one was answered. */
interface Way {
  hops: Progress[];
  /** Where it stands now. */
  url: URL;
}

/**
 * Looks at an address once: a fresh DNS question and a fresh connection for each request, at most 256 kB read. Redirects are followed
 * within the site, unless the monitor says that the redirect is what should come; times of the hops are added up. Whatever the world
 * does is an outcome. Throws only what ends the whole process: cancellation and bugs.
 */
export async function look(whole: Io, monitor: Monitor): Promise<Looked> {
  const io = freshRun(whole);
  const way: Way = { hops: [], url: new URL(monitor.url) };
  using limit = deadline(io, Math.min(MOST_MS, Math.max(1_000, monitor.intervalMs * 0.8)), way.url.hostname);
  try {
    return await walk(io, { monitor, way, limit });
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof UserError)
      return { ...failed(way, { cause: null, code: error.code, says: error.message, status: null }), outcome: 'unknown' };
    const { code, message } = failureOf(error, way.url.hostname);
    const stage = way.hops.at(-1)?.stage ?? 'dns';
    return failed(way, { cause: causeOf(code, stage), code, says: redactText(message), status: null });
  }
}

interface Walking {
  monitor: Monitor;
  way: Way;
  limit: Deadline;
}

async function walk(io: Io, { monitor, way, limit }: Walking): Promise<Looked> {
  const start = way.url;
  const jars = new Map<string, Map<string, string>>();
  const been = new Set<string>();
  for (;;) {
    const { url } = way;
    been.add(url.href + cookiesOf(jars.get(url.origin)));
    const progress = begin(url.hostname === start.hostname);
    way.hops.push(progress);
    const own = url.origin === start.origin || isUpgrade(start, url); // secrets go where they were meant for
    const asked = own
      ? Object.fromEntries(Object.entries(monitor.headers ?? {}).map(([name, value]) => [name, withSecrets(value, io.env)]))
      : {};
    const headers = withCookies(asked, jars.get(url.origin));
    const answer = await ask(io, { url, limit, progress, headers, wantsText: monitor.contains !== undefined });
    const next = nextOf(monitor, { url, answer });
    if (next === null) return judge(monitor, { answer, way });
    const fail = (code: string, says: string): Looked => failed(way, { cause: 'redirect', code, says, status: answer.status });
    if (next === 'nowhere') return fail('redirect-nowhere', `${url.hostname} answers ${answer.status} without saying where to go`);
    if (siteOf(next.hostname) !== siteOf(start.hostname))
      return fail('redirect-elsewhere', `${url.hostname} sends people to another site, ${next.hostname}`);
    for (const pair of answer.cookies) {
      const jar = jars.get(url.origin) ?? new Map<string, string>();
      jars.set(url.origin, jar.set(pair.slice(0, pair.indexOf('=')), pair));
    }
    if (been.has(next.href + cookiesOf(jars.get(next.origin))))
      return fail('redirect-loop', `${start.hostname} redirects in a circle, over ${redactText(plainUrl(next))}`);
    if (way.hops.length > HOPS) return fail('redirect-many', `${start.hostname} redirects more than ${HOPS} times`);
    way.url = next;
  }
}

/** Where an answer leads on; null where the look ends with it. Senders of webhooks do not follow, so neither does their monitor. */
function nextOf({ statuses, kind }: Monitor, { url, answer }: { url: URL; answer: Answered }): URL | 'nowhere' | null {
  const { status, location } = answer;
  if (!REDIRECTS.some((each) => each === status) || kind === 'webhook') return null;
  // The config says that a redirect is what should come: this one, or another.
  if (statuses?.some((each) => REDIRECTS.some((redirect) => redirect === each)) === true) return null;
  const next = location === null ? null : URL.parse(location, url.href);
  if (next === null || (next.protocol !== 'http:' && next.protocol !== 'https:')) return 'nowhere';
  next.hash = '';
  return next;
}

/** http to https of the same host. */
function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname;
}

function cookiesOf(jar: ReadonlyMap<string, string> | undefined): string {
  return jar === undefined ? '' : [...jar.values()].join('; ');
}

function withCookies(headers: Readonly<Record<string, string>>, jar: ReadonlyMap<string, string> | undefined): Record<string, string> {
  if (jar === undefined) return headers;
  const name = Object.keys(headers).find((each) => each.toLowerCase() === 'cookie') ?? 'Cookie';
  return { ...headers, [name]: [headers[name], cookiesOf(jar)].filter(Boolean).join('; ') };
}

/** An address without what may be secret in it. */
function plainUrl({ host, pathname }: URL): string {
  return `${host}${pathname}`;
}

/** Whether an answer is well: its status, its text, and not a challenge or a maintenance page in the place of the product. */
function judge(monitor: Monitor, { answer, way }: { answer: Answered; way: Way }): Looked {
  const { status, text, retryAfter } = answer;
  const well = monitor.statuses ? monitor.statuses.includes(status) : status >= 200 && status < 400;
  const host = way.url.hostname;
  if (!well) {
    const says = status === 503 && retryAfter ? `${host} says that it is under maintenance (503)` : `${host} answers ${status}`;
    const blame = text === null ? null : blameOf(text);
    return failed(way, { cause: 'status', code: `http-${status}`, says, status, ...(blame ? { blame } : {}) });
  }
  if (monitor.contains !== undefined && !text?.includes(monitor.contains))
    return failed(way, { cause: 'content', code: 'text-missing', says: `${host} answers without the text it should show`, status });
  const known = shared(way);
  const slow = (known.ttfbMs ?? 0) > monitor.failureMs;
  return { ...known, outcome: 'ok', status, slow, ...paceOf(slow, known, monitor) };
}

function paceOf(slow: boolean, { ttfbMs }: Phases, { failureMs }: Monitor): Pick<Looked, 'cause' | 'code' | 'says'> {
  if (!slow) return { cause: null, code: null, says: null };
  return { cause: 'slow', code: null, says: `the first byte takes ${Math.round(ttfbMs ?? 0)} ms, past ${failureMs} ms` };
}

function failed(way: Way, at: Pick<Looked, 'cause' | 'code' | 'says' | 'status' | 'blame'>): Looked {
  return { ...shared(way), outcome: 'fail', slow: false, ...at };
}

/** The times of all hops together, what the last one met, and the certificate of the address that is watched. */
function shared({ hops, url }: Way): Phases & Pick<Looked, 'address' | 'certDays' | 'requestId' | 'redirects' | 'landed'> {
  const sum = (phase: keyof Phases): number | null => {
    const known = hops.map((hop) => hop[phase]).filter((ms) => ms !== null);
    return known.length === 0 ? null : tenth(known.reduce((all, ms) => all + ms, 0));
  };
  const last = hops.at(-1);
  return {
    dnsMs: sum('dnsMs'),
    tcpMs: sum('tcpMs'),
    tlsMs: sum('tlsMs'),
    ttfbMs: sum('ttfbMs'),
    totalMs: sum('totalMs') ?? 0,
    address: last?.address ?? null,
    certDays: hops.find(({ certDays, isOwn }) => isOwn && certDays !== null)?.certDays ?? null,
    ...(last ? { requestId: last.requestId } : {}),
    ...(hops.length > 1 ? { redirects: hops.length - 1, landed: redactText(plainUrl(url)) } : {}),
  };
}

/** The part of the way that a failure belongs to. */
function causeOf(code: string, stage: Progress['stage']): Cause {
  if (stage === 'dns') return 'dns';
  if (stage === 'tls') return 'tls';
  return code === 'timeout' ? 'timeout' : 'connect';
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
