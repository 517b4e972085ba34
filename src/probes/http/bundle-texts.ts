import type { Io } from '../../core/io.ts';
import { ProbeError } from '../../core/errors.ts';
import { readPage } from '../../parsers/html.ts';
import { isWithin, siteOf } from '../../parsers/site.ts';
import type { Poured } from '../../redact/find/sieve.ts';
import { redactText } from '../../redact/redact.ts';
import { type Answer, LIMITS } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { walk } from '../net/http-walk.ts';
import { mediaType } from './headers.ts';
import { ownScripts } from './route-find.ts';
import { unchallenged } from './unchallenged.ts';

/** Scripts of one host that are read, and the bytes of each and of all. */
const SCRIPTS = 30;
export const SCRIPT_BYTES = 6_000_000;
const TOTAL_BYTES = 24_000_000;

/** Names of further scripts in a script: what it imports when it is needed. */
const IMPORTED = /["'`]((?:\.{0,2}\/)?[\w@./-]{1,160}\.m?js)["'`]/g;

/** What was read, filled in as it goes. */
export interface BundleTold {
  scripts: number;
  bytes: number;
  truncated: boolean;
}

/**
 * What every visitor of a host is given: its home page with inline scripts, and the scripts of its own site, those that are loaded later
 * included. Throws ProbeError when the home page cannot be had.
 */
export async function* bundleTexts(io: Io, start: string, told: BundleTold): AsyncGenerator<Poured> {
  const site = siteOf(new URL(start).hostname);
  let last: Answer | undefined;
  const { hops } = await walk(io, start, { site, limits: LIMITS, see: (answer) => (last = unchallenged(answer)) });
  const failed = hops.at(-1)?.error;
  if (failed) throw new ProbeError(failed.code, failed.message);
  if (!last) throw new ProbeError('no-answer', `${start} gave no answer`);
  told.bytes += last.body.bytes.length;
  yield { at: named(last.url), exposure: 'bundle', bytes: last.body.bytes };
  if (mediaType(last.headers) !== 'text/html') return;

  const page = readPage(last.body.bytes.toString('utf8'));
  const place = { home: new URL(last.url), site };
  const queue = ownScripts({ ...page, scripts: [...page.scripts, ...page.styles.filter((href) => /\.m?js(\?|$)/.test(href))] }, place);
  const seen = new Set(queue.map(({ href }) => href));
  for (let url = queue.shift(); url; url = queue.shift()) {
    if (told.scripts >= SCRIPTS || told.bytes >= TOTAL_BYTES) {
      told.truncated = true;
      return;
    }
    const reply = await read(io, { url: url.href, limits: { bodyBytes: SCRIPT_BYTES } });
    if (reply.is !== 'answer' || reply.status !== 200 || mediaType(reply.headers) === 'text/html') continue;
    told.scripts += 1;
    told.bytes += reply.body.bytes.length;
    told.truncated ||= reply.body.truncated;
    yield { at: named(url.href), exposure: 'bundle', bytes: reply.body.bytes };
    for (const next of importedBy(reply.body.bytes.toString('latin1'), url, site)) {
      if (seen.has(next.href) || seen.size > 4 * SCRIPTS) continue;
      seen.add(next.href);
      queue.push(next);
    }
  }
}

function importedBy(script: string, from: URL, site: string): URL[] {
  const urls: URL[] = [];
  for (const [, name = ''] of script.matchAll(IMPORTED)) {
    // Vite lists `assets/x.js` from the root, and imports `./x.js` from where the script lies.
    const url = URL.parse(name, /^[./]/.test(name) ? from.href : `${from.origin}/`);
    if (url && isWithin(site, url)) urls.push(url);
    if (urls.length >= SCRIPTS) break;
  }
  return urls;
}

/** The address for a report: without its query, which may carry a token. */
function named(address: string): string {
  const { origin, pathname } = new URL(address);
  return redactText(`${origin}${pathname}`);
}
