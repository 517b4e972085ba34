import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { notAPage, type Page } from '../page.ts';
import { list, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

/** Hosts that give everybody the files of packages, where an address with a whole version stays the same for ever (their own pages, 2026-11). */
const PACKAGES: ReadonlySet<string> = new Set([
  'cdn.jsdelivr.net',
  'unpkg.com',
  'cdnjs.cloudflare.com',
  'ajax.googleapis.com',
  'ajax.aspnetcdn.com',
  'code.jquery.com',
  'maxcdn.bootstrapcdn.com',
  'stackpath.bootstrapcdn.com',
]);

/** A whole version, as in `vue@3.5.13/` and `/jquery/3.7.1/` and `jquery-3.7.1.min.js`; `vue@3` may be another file tomorrow. */
const VERSION = /[@/-]v?\d+\.\d+\.\d+(?:[./-]|$)/;

const page = (address: string, pinned = false): { page: Page } => ({
  page: samplePage({}, { foreign: [{ address, blocking: false, pinned }] }),
});

export default defineCheck({
  id: 'headers/script-integrity',
  requirements: ['EDG-9'],
  title: 'Packages from public servers are pinned by a hash',
  failing: 'Whoever breaks into a public package server runs scripts on your pages',
  severity: 'low',
  hurts: ['login', 'data'],
  why: 'A script from a public package server can read everything on your page. With its hash in the tag, browsers refuse a file that was changed.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/Security/Subresource_Integrity', 'https://www.w3.org/TR/SRI/'],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a version with a hash', saw: page('https://cdn.jsdelivr.net/npm/vue@3.5.13/dist/vue.global.prod.js', true), gives: 'pass' },
    { name: 'a version without a hash', saw: page('https://cdn.jsdelivr.net/npm/vue@3.5.13/dist/vue.global.prod.js'), gives: 'fail' },
    { name: 'a version in a folder', saw: page('https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js'), gives: 'fail' },
    { name: 'a version in the name of the file', saw: page('https://code.jquery.com/jquery-3.7.1.min.js'), gives: 'fail' },
    { name: 'an address whose file may change has no lasting hash', saw: page('https://unpkg.com/htmx.org@2'), gives: 'pass' },
    { name: 'a service that changes its own script', saw: page('https://js.stripe.com/v3/'), gives: 'pass' },
    { name: 'an error page', saw: { page: samplePage({ status: 404 }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const loose = page.body.foreign.filter(({ address, pinned }) => {
      const url = URL.parse(address);
      return !pinned && url !== null && PACKAGES.has(url.hostname) && VERSION.test(url.pathname);
    });
    if (loose.length === 0) return { is: 'pass' };
    const addresses = loose.map(({ address }) => shortUrl(address));
    const hash = `curl -s '${addresses[0]!}' | openssl dgst -sha384 -binary | openssl base64 -A`; // !: there is at least one
    const url = shortUrl(page.url);
    return {
      is: 'fail',
      at: [{ at: loose[0]!.address }], // !: as above
      found: `${url} loads ${list(addresses)} without integrity.`,
      fix: byHand(
        [
          `Print the hash of each file: ${hash}.`,
          'Add integrity="sha384-…" with that hash, and crossorigin="anonymous", to its script tag.',
          'Better still: install the package, so that your build serves it from your own host.',
        ],
        {
          prompt: {
            goal: `browsers run packages from public servers on ${url} only if nobody changed them.`,
            change: `install ${list(addresses)} as packages and bundle them; where that cannot be, add integrity="sha384-…" and crossorigin="anonymous" to their script tags.`,
            not: 'make up a hash, or take one for another version of the file.',
            see: `the page works, and no script tag of a public package server lacks integrity.`,
          },
          verify: `curl -s '${url}' | grep -io '<script[^>]*src=[^>]*>'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'headers')}`,
          minutes: 15,
        },
      ),
    };
  },
});
