import { getDomain } from 'tldts';
import { ProbeError, UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { request } from '../net/http-client.ts';
import { type Browser, openBrowser } from './chromium.ts';
import { findBrowser } from './find.ts';
import { openTab, type Tab } from './tab.ts';
import { trustFor } from './trust.ts';

/** What one load of a page showed; times in ms from the start of the navigation, null where the browser saw none. */
export interface PageLoad {
  lcpMs: number | null;
  loadMs: number | null;
  bytes: number;
  requests: number;
  /** Scripts and styles of others that the page waits for before it shows anything. */
  blocking: string[];
  /** Addresses that an https page asks over http. `active` ones are blocked by browsers: the page is broken there. */
  mixed: { url: string; active: boolean }[];
  /** What scripts of the page threw and nobody caught, one line each. */
  errors: string[];
}

export interface PageMeasured extends Omit<PageLoad, 'lcpMs' | 'loadMs'> {
  /** Medians, with the fastest and the slowest load. */
  lcp: Range;
  load: Range;
  /** First byte by the HTTP client; a throttled browser does not delay it. */
  ttfbMs: number | null;
  runs: number;
  void?: string;
}

export interface Range {
  ms: number | null;
  low: number | null;
  high: number | null;
}

/** A phone as Lighthouse has it: 150 ms round trip, 1.6 Mbit/s down, a processor four times slower than this one (2026-11). */
export const PHONE = { latencyMs: 150, bytesPerSecond: 200_000, slower: 4, width: 412, height: 823, scale: 1.75 } as const;

/** After load the largest paint may still come; a second is what the observed loads needed. */
const SETTLE_MS = 1_000;
const LOAD_LIMIT_MS = 30_000;
/** Errors kept of one load. */
const ERRORS = 10;

/**
 * Loads a page in Chromium as many times as asked, each time with nothing cached, and gives medians. Times are observed, not simulated:
 * simulation takes a page for fast whose largest picture the server delays.
 */
export async function measurePage(io: Io, { url, runs, phone }: { url: string; runs: number; phone: boolean }): Promise<PageMeasured> {
  const first = await request(io, { url });
  if (first.is === 'silence') return { ...summary([]), ttfbMs: null, void: `The page does not open: ${first.message}.` };
  const ttfbMs = first.firstByteMs;
  const program = await findBrowser(io);
  if (program === undefined)
    throw new UserError(
      'no-chromium',
      'Pages are measured in Chromium or Chrome, and none is installed.',
      'Install it: `apt install chromium`, or Google Chrome.',
    );
  await using browser = await openBrowser(io, { program, trust: await trustFor(io, [url]) });
  const loads: PageLoad[] = [];
  for (let run = 0; run < runs; run += 1) {
    io.signal.throwIfAborted();
    const load = await loadOnce(io, browser, { url, phone }).catch((error: unknown) => {
      io.signal.throwIfAborted();
      if (error instanceof ProbeError) return `${error.message}.`;
      throw error;
    });
    if (typeof load === 'string') return { ...summary(loads), ttfbMs, void: load };
    loads.push(load);
  }
  return { ...summary(loads), ttfbMs };
}

function summary(loads: readonly PageLoad[]): Omit<PageMeasured, 'ttfbMs'> {
  const range = (values: (number | null)[]): Range => {
    const seen = values.filter((ms) => ms !== null).sort((a, b) => a - b);
    return { ms: seen[Math.floor(seen.length / 2)] ?? null, low: seen[0] ?? null, high: seen.at(-1) ?? null };
  };
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const mixed = new Map(loads.flatMap((load) => load.mixed).map((each) => [each.url, each]));
  return {
    lcp: range(loads.map((load) => load.lcpMs)),
    load: range(loads.map((load) => load.loadMs)),
    bytes: middle(loads.map((load) => load.bytes)),
    requests: middle(loads.map((load) => load.requests)),
    blocking: [...new Set(loads.flatMap((load) => load.blocking))].sort(),
    mixed: [...mixed.values()].sort((a, b) => (a.url < b.url ? -1 : 1)),
    errors: [...new Set(loads.flatMap((load) => load.errors))].sort(),
    runs: loads.length,
  };
}

/** Keeps what the page paints largest; runs in the page before anything of its own. */
const OBSERVE = `(() => {
  window.__launchReady = { lcp: null };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__launchReady.lcp = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
})();`;

const READ = `JSON.stringify({
  lcp: window.__launchReady ? window.__launchReady.lcp : null,
  load: (performance.getEntriesByType('navigation')[0] || {}).loadEventEnd || null,
  blocking: performance.getEntriesByType('resource').filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => entry.name),
})`;

/** One load in a context of its own; a text says why there is nothing to tell. */
async function loadOnce(io: Io, browser: Browser, { url, phone }: { url: string; phone: boolean }): Promise<PageLoad | string> {
  await using tab = await openTab(browser);
  const seen = { loads: 0, bytes: 0, requests: 0, mixed: new Map<string, boolean>(), errors: new Set<string>() };
  const loaded = Promise.withResolvers<void>();
  tab.listen(({ method, params }) => {
    if (method === 'Page.loadEventFired') {
      seen.loads += 1;
      loaded.resolve();
    }
    if (method === 'Network.loadingFinished') seen.bytes += Number(params['encodedDataLength']);
    if (method === 'Network.requestWillBeSent') {
      const asked = params['request'] as { url: string; mixedContentType?: string }; // as: the protocol's own shape
      if (/^https?:/.test(asked.url)) seen.requests += 1;
      if (asked.mixedContentType && asked.mixedContentType !== 'none') seen.mixed.set(asked.url, asked.mixedContentType === 'blockable');
    }
    if (method === 'Runtime.exceptionThrown' && seen.errors.size < ERRORS) seen.errors.add(thrown(params['exceptionDetails'] as Thrown)); // as: the protocol's own shape
    if (method === 'Audits.issueAdded') {
      const issue = params['issue'] as { details?: { mixedContentIssueDetails?: { insecureURL: string; resolutionStatus: string } } }; // as: the protocol's own shape
      const mixed = issue.details?.mixedContentIssueDetails;
      if (mixed) seen.mixed.set(mixed.insecureURL, mixed.resolutionStatus === 'MixedContentBlocked');
    }
  });
  for (const domain of ['Network', 'Audits', 'Runtime']) await tab.send(`${domain}.enable`);
  await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: OBSERVE });
  if (phone) await beAPhone(tab);
  const unopened = await tab.navigate(url);
  if (unopened !== undefined) return `The page does not open: ${unopened}.`;
  const inTime = await before(io, loaded.promise, LOAD_LIMIT_MS);
  if (!inTime) return `The page is not loaded after ${LOAD_LIMIT_MS / 1_000} s.`;
  await before(io, new Promise(() => undefined), SETTLE_MS);
  const read = JSON.parse(String(await tab.evaluate(READ))) as { lcp: number | null; load: number | null; blocking: string[] }; // as: READ writes this
  // One more document after the first is a redirect by script. Then whatever is at hand was measured half, or as a part of the whole.
  if (seen.loads > 2 || read.load === null) return 'The page goes to another address, or loads itself anew, before it can be measured.';
  const ours = getDomain(new URL(url).hostname) ?? new URL(url).hostname;
  return {
    lcpMs: read.lcp === null ? null : Math.round(read.lcp),
    loadMs: read.load === null ? null : Math.round(read.load),
    bytes: seen.bytes,
    requests: seen.requests,
    blocking: read.blocking.filter((address) => (getDomain(URL.parse(address)?.hostname ?? '') ?? URL.parse(address)?.hostname) !== ours),
    mixed: [...seen.mixed].map(([address, active]) => ({ url: address, active })),
    errors: [...seen.errors],
  };
}

interface Thrown {
  text: string;
  url?: string;
  exception?: { description?: string };
}

/** What was thrown and by which file, on one line. */
function thrown({ text, url, exception }: Thrown): string {
  const [first = ''] = (exception?.description ?? text).split('\n');
  const from = URL.parse(url ?? '');
  return from === null ? first : `${first} (${from.host}${from.pathname})`;
}

async function beAPhone(tab: Tab): Promise<void> {
  const { width, height, scale, slower, latencyMs, bytesPerSecond } = PHONE;
  await tab.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: true });
  await tab.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const down = { offline: false, latency: latencyMs, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond / 2 };
  await tab.send('Network.emulateNetworkConditions', down);
}

/** True when `work` ends within `ms`; throws when the run is stopped. */
async function before(io: Io, work: Promise<void>, ms: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const stopped = (): void => reject(io.signal.reason instanceof Error ? io.signal.reason : new Error('stopped'));
  io.signal.addEventListener('abort', stopped, { once: true });
  work.then(() => resolve(true), reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', stopped);
  }
}
