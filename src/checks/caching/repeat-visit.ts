import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import type { Fix } from '../../core/fix.ts';
import { httpRepeat } from '../../probes/http/repeat.ts';
import { assetFix } from '../asset-fix.ts';
import { browserLife, servedFromCache } from '../../parsers/cache-life.ts';
import { byHand } from '../fix.ts';
import { isHashed } from '../hashed-name.ts';
import { zoneOf } from '../host.ts';
import { list, plain } from '../plain.ts';

type File = Saw<{ seen: typeof httpRepeat }>['seen']['files'][number];

/** Files of a repeat visit that should not reach the server, per cent; no requirement names a number, and a page that is built has few others. */
const TARGET = 80;

const file = (name: string, control: string, more: Partial<File> = {}): File => ({
  url: `https://acme.com/assets/${name}`,
  status: 200,
  headers: [['cache-control', control]],
  ...more,
});
const kept = file('index-B7f2k9Qd.js', 'public, max-age=31536000, immutable');
const sent = file('index-C8g3l0Re.css', 'no-cache');

export default defineCheck({
  id: 'caching/repeat-visit',
  requirements: ['EDG-8'],
  title: 'A second visit is served from caches',
  failing: 'Each visit makes your server send the same files again',
  severity: 'low',
  hurts: ['cost', 'traffic'],
  why: 'Files that did not change can come from the browser or the edge. Where they do not, a busy day costs you money and makes pages slow.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching', 'https://www.rfc-editor.org/rfc/rfc9111'],
  on: 'host',
  reads: { seen: httpRepeat },
  options: z.object({}),
  causedBy: ['caching/assets'],
  since: '0.1.0',
  examples: [
    { name: 'the browser keeps them', saw: { seen: { files: [kept, kept] } }, gives: 'pass' },
    {
      name: 'the edge has it',
      saw: { seen: { files: [file('a.js', 'no-cache', { headers: [['cf-cache-status', 'HIT']] })] } },
      gives: 'pass',
    },
    { name: 'an edge tells its age', saw: { seen: { files: [file('a.js', 'no-cache', { headers: [['age', '12']] })] } }, gives: 'pass' },
    { name: 'not changed', saw: { seen: { files: [{ ...sent, status: 304 }] } }, gives: 'pass' },
    { name: 'half are sent again', saw: { seen: { files: [kept, sent] } }, gives: { fail: 'low' } },
    {
      name: 'an edge that misses',
      saw: { seen: { files: [file('a.js', 'no-cache', { headers: [['x-cache', 'MISS']] })] } },
      gives: 'fail',
    },
    { name: 'one of five is sent again', saw: { seen: { files: [kept, kept, kept, kept, sent] } }, gives: 'pass' },
    { name: 'a page without files', saw: { seen: { files: [] } }, gives: 'skip' },
  ],
  judge({ seen: { files } }, { subject, config, now }) {
    const again = files.filter((each) => !isKept(each, now));
    if (files.length === 0) return { is: 'skip', because: 'The home page loads no files of your own.' };
    const share = Math.round(((files.length - again.length) / files.length) * 100);
    const found = `${files.length - again.length} of ${files.length} files (${share} %) came from a cache on the second visit`;
    if (share >= TARGET) return { is: 'pass', found: `${found}.` };
    const zone = zoneOf(subject.host, config);
    return {
      is: 'fail',
      found: `${found}; the target is ${TARGET} %. Sent again: ${list(
        again.map(({ url }) => plain(url, 120)),
        3,
      )}.`,
      fix: fixOf(again, `launch-ready audit ${zone} --only caching --active`),
    };
  },
});

/** Whether the second visit cost the server nothing: the browser need not ask, the edge answered, or nothing had changed. */
function isKept({ status, headers }: File, now: Date): boolean {
  return status === 304 || servedFromCache(headers) !== null || (browserLife(headers, now) ?? 0) > 0;
}

/** A file with a hash in its name may be kept for a year; any other must stay changeable, so it is asked for and answered in few bytes. */
function fixOf(again: readonly File[], verify: string): Fix {
  const hashed = again.find(({ url }) => isHashed(url));
  if (hashed) return { ...assetFix(hashed, hashed.url), verify };
  return byHand(
    [
      'Let your build put a hash into the names of scripts and styles (Vite, Next.js and webpack do so by themselves), and keep those for a year.',
      'Where a name must stay: send an ETag, and answer If-None-Match with 304 when the file did not change.',
      'Let the edge keep files by their type; at Cloudflare `edge: { cache: { paths: [...] } }` of launch-ready.yaml makes the rule.',
    ],
    {
      goal: 'A second visit asks our server for hardly any file.',
      not: 'let browsers or the edge keep HTML pages or API answers.',
      verify,
      shows: 'passes caching/repeat-visit',
      minutes: 30,
    },
  );
}
