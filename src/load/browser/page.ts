import { getDomain } from 'tldts';
import type { Io } from '../../core/io.ts';
import { request } from '../../probes/net/http-client.ts';
import { type Browser, openBrowser } from './chromium.ts';
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

/**
 * Loads a page in Chromium as many times as asked, each time with nothing cached, and gives medians. Times are observed, not simulated:
 * simulation takes a page for fast whose largest picture the server delays.
 */
export async function measurePage(io: Io, { url, runs, phone }: { url: string; runs: number; phone: boolean }): Promise<PageMeasured> {
  const first = await request(io, { url });
  if (first.is === 'silence') return { ...summary([]), ttfbMs: null, void: `The page does not open: ${first.message}.` };
  const ttfbMs = first.firstByteMs;
  await using browser = await openBrowser(io, {
    trust: await trustFor(io, new URL(url)),
    path: io.env['PATH'] ?? process.env['PATH'] ?? '',
  });
  const loads: PageLoad[] = [];
  for (let run = 0; run < runs; run += 1) {
    io.signal.throwIfAborted();
    const load = await loadOnce(io, browser, { url, phone });
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
  const { browserContextId } = await browser.send('Target.createBrowserContext');
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  const seen = { bytes: 0, requests: 0, mixed: new Map<string, boolean>() };
  const loaded = Promise.withResolvers<void>();
  const stop = browser.listen(({ method, params, session: from }) => {
    if (from !== session) return;
    if (method === 'Page.loadEventFired') loaded.resolve();
    if (method === 'Network.loadingFinished') seen.bytes += Number(params['encodedDataLength']);
    if (method === 'Network.requestWillBeSent') {
      const asked = params['request'] as { url: string; mixedContentType?: string }; // as: the protocol's own shape
      if (/^https?:/.test(asked.url)) seen.requests += 1;
      if (asked.mixedContentType && asked.mixedContentType !== 'none') seen.mixed.set(asked.url, asked.mixedContentType === 'blockable');
    }
    if (method === 'Audits.issueAdded') {
      const issue = params['issue'] as { details?: { mixedContentIssueDetails?: { insecureURL: string; resolutionStatus: string } } }; // as: the protocol's own shape
      const mixed = issue.details?.mixedContentIssueDetails;
      if (mixed) seen.mixed.set(mixed.insecureURL, mixed.resolutionStatus === 'MixedContentBlocked');
    }
  });
  try {
    for (const domain of ['Page', 'Network', 'Audits']) await browser.send(`${domain}.enable`, {}, session);
    await browser.send('Page.addScriptToEvaluateOnNewDocument', { source: OBSERVE }, session);
    if (phone) await beAPhone(browser, session);
    const { errorText } = await browser.send('Page.navigate', { url }, session);
    if (typeof errorText === 'string' && errorText !== '') return `The page does not open: ${errorText}.`;
    const inTime = await before(io, loaded.promise, LOAD_LIMIT_MS);
    if (!inTime) return `The page is not loaded after ${LOAD_LIMIT_MS / 1_000} s.`;
    await before(io, new Promise(() => undefined), SETTLE_MS);
    const { result } = await browser.send('Runtime.evaluate', { expression: READ, returnByValue: true }, session);
    const read = JSON.parse(String((result as { value: unknown }).value)) as {
      lcp: number | null;
      load: number | null;
      blocking: string[];
    }; // as: READ writes this
    const ours = getDomain(new URL(url).hostname) ?? new URL(url).hostname;
    return {
      lcpMs: read.lcp === null ? null : Math.round(read.lcp),
      loadMs: read.load === null ? null : Math.round(read.load),
      bytes: seen.bytes,
      requests: seen.requests,
      blocking: read.blocking.filter((address) => (getDomain(URL.parse(address)?.hostname ?? '') ?? URL.parse(address)?.hostname) !== ours),
      mixed: [...seen.mixed].map(([address, active]) => ({ url: address, active })),
    };
  } finally {
    stop();
    await browser.send('Target.disposeBrowserContext', { browserContextId }).catch(() => undefined);
  }
}

async function beAPhone(browser: Browser, session: string): Promise<void> {
  const { width, height, scale, slower, latencyMs, bytesPerSecond } = PHONE;
  await browser.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: true }, session);
  await browser.send('Emulation.setCPUThrottlingRate', { rate: slower }, session);
  const down = { offline: false, latency: latencyMs, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond / 2 };
  await browser.send('Network.emulateNetworkConditions', down, session);
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
