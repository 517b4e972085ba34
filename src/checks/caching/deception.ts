import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { httpDeception } from '../../probes/http/deception.ts';
import { isFile, servedFromCache, sharedBy } from '../../parsers/cache-life.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { list, plain } from '../plain.ts';

type Seen = Saw<{ seen: typeof httpDeception }>['seen'];
type Told = Seen['page'];

const VALUE = 'private, no-store';
const FILE = 'https://acme.com/dashboard/launch-ready-check.css';
const subject = { kind: 'url', url: 'https://acme.com/dashboard', for: 'dashboard' } as const;
const login: Told = { status: 307, location: 'https://acme.com/login', likeness: '0a'.repeat(8) };
const missing: Told = { status: 404, location: null, likeness: '0b'.repeat(8) };
const shell: Told = { status: 200, location: null, likeness: '0c'.repeat(8) };
const HIT: [string, string][] = [
  ['cache-control', 'max-age=14400'],
  ['cf-cache-status', 'HIT'],
];
const saw = (file: Told, headers: [string, string][], change: Partial<Seen> = {}): { seen: Seen } => ({
  seen: { url: FILE, page: login, file: { ...file, headers }, random: missing, ...change },
});

export default defineCheck({
  id: 'caching/deception',
  requirements: ['EDG-6', 'CACHE-1'],
  title: 'No cache takes a private page for a file',
  failing: "One link can put a customer's account into the public cache",
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'Your app shows a private page also at an address that ends like a file, and the edge keeps files. Whoever sends a customer that link then reads the page.',
  learn: [
    'https://developers.cloudflare.com/cache/cache-security/cache-deception-armor/',
    'https://www.rfc-editor.org/rfc/rfc9111#section-7.1',
  ],
  on: 'url',
  about: ['dashboard', 'checkout'],
  reads: { seen: httpDeception },
  options: z.object({}),
  causedBy: ['caching/private'],
  since: '0.1.0',
  examples: [
    { name: 'the file does not exist', subject, saw: saw(missing, []), gives: 'pass' },
    { name: 'the edge keeps the page by the name of a file', subject, saw: saw(login, HIT), gives: { fail: 'medium' } },
    {
      name: 'its headers let any cache keep it',
      subject,
      saw: saw(shell, [['cache-control', 'public, s-maxage=600']], { page: shell }),
      gives: 'fail',
    },
    {
      name: 'the page is there, and no cache may keep it',
      subject,
      saw: saw(login, [['cache-control', 'private, no-store']]),
      gives: 'pass',
    },
    {
      name: 'a single-page app shows the same shell everywhere',
      subject,
      saw: saw(shell, HIT, { page: shell, random: shell }),
      gives: 'pass',
    },
    { name: 'every unknown address leads to the login', subject, saw: saw(login, HIT, { random: login }), gives: 'skip' },
    { name: 'the page itself is missing', subject, saw: saw(missing, [], { page: missing }), gives: 'skip' },
  ],
  judge({ seen: { url, page, file, random } }, { subject, now }) {
    if (page.status >= 400 && page.status !== 401 && page.status !== 403)
      return { is: 'skip', because: `The page itself answers ${page.status}.` };
    if (!isSame(page, file)) return { is: 'pass' };
    if (isSame(file, random)) {
      return page.status === 200
        ? { is: 'pass', found: 'It is one page for every address, the same for everybody.' }
        : { is: 'skip', because: 'Every unknown address sends strangers away, so what a customer gets there was not seen.' };
    }
    const hit = servedFromCache(file.headers);
    const shared = isFile(file.headers) ? null : (sharedBy(file.headers, now)?.header ?? null);
    const proof = [hit, shared].flatMap((each) => (each === null ? [] : [plain(each, 100)]));
    if (proof.length === 0) return { is: 'pass', found: 'The page answers by the name of a file, and no cache may keep it.' };
    return {
      is: 'fail',
      found: `${url} answers like ${subject.url} (${file.status}), and a shared cache keeps it: ${list(proof)}.${page.status === 200 ? '' : ' What a customer who is logged in gets there was not seen.'}`,
      ...(page.status === 200 ? {} : { severity: 'medium' as const }),
      fix: headerFix(
        { headers: file.headers, url: subject.url },
        { name: 'Cache-Control', value: VALUE, path: new URL(subject.url).pathname },
        {
          prompt: {
            goal: 'No address below our private pages is kept by the edge, whatever it ends with.',
            change: `Answer addresses below private pages that do not exist with 404, send Cache-Control: ${VALUE} with every answer behind the login, and let the edge keep files by their type, not by their name (Cloudflare: Cache Deception Armor).`,
            not: 'switch caching off for real files below /assets or /_next/static.',
            see: 'the address with /x.css behind it answers 404, or private, no-store and no HIT on the second request.',
          },
          verify: showHeader(url, 'cache-control|cdn-cache-control|age|x-cache|cf-cache-status|x-vercel-cache'),
          minutes: 30,
          wants: [], // where the edge keeps by name, no header alone mends it
        },
      ),
    };
  },
});

/** True when an address answers as another does: the same redirect, the same refusal, or the same page. */
function isSame(a: Told, b: Told): boolean {
  return a.status === b.status && a.location === b.location && (a.location !== null || a.likeness === b.likeness);
}
