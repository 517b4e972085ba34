import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import { httpAppLinks } from '../../probes/http/app-links.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain, shortUrl } from '../plain.ts';
import { sampleWalk } from '../sample-walk.ts';

type File = Saw<{ links: typeof httpAppLinks }>['links']['files'][number];

/** Apple: "no larger than 128 KB uncompressed"; https://developer.apple.com/documentation/xcode/supporting-associated-domains, read 2026-11. */
const APPLE_BYTES = 128 * 1024;

const WORDS = {
  apple: { system: 'iPhone', path: '/.well-known/apple-app-site-association' },
  android: { system: 'Android', path: '/.well-known/assetlinks.json' },
} as const satisfies Record<File['file'], { system: string; path: string }>;

const file = (change: Partial<File> = {}, to?: string): File => {
  const host = change.host ?? 'acme.com';
  const own = `https://${host}${WORDS[change.file ?? 'apple'].path}`;
  const { hops } = sampleWalk(to === undefined ? [`${own} 200`] : [`${own} 301`, `${to} 200`]);
  return { host, file: 'apple', hops, type: 'application/json', bytes: 400, reading: { is: 'sound' }, ...change };
};
const saw = (...files: File[]) => ({ links: { files } });
const APEX = 'https://acme.com/.well-known/apple-app-site-association';

export default defineCheck({
  id: 'routing/app-links',
  requirements: ['DNS-9', 'DNS-4'],
  title: 'Links open in your mobile app',
  failing: 'Links to your site do not open in your mobile app',
  severity: 'medium',
  hurts: ['login', 'signup', 'traffic'],
  why: 'Phones read one small file per host and follow no redirect. If it is wrong, magic links and invitations open in the browser, logged out.',
  learn: [
    'https://developer.apple.com/documentation/xcode/supporting-associated-domains',
    'https://developers.google.com/digital-asset-links/v1/create-statement',
  ],
  on: 'site',
  reads: { links: httpAppLinks },
  options: z.object({}),
  causedBy: ['routing/reachable', 'tls/handshake', 'tls/chain', 'tls/name', 'tls/expiry'],
  since: '0.1.0',
  examples: [
    { name: 'both files as phones want them', saw: saw(file(), file({ file: 'android' })), gives: 'pass' },
    { name: 'a single-page app answers with its page', saw: saw(file({ type: 'text/html', reading: { is: 'absent' } })), gives: 'skip' },
    { name: 'www leads to the apex, which has the file', saw: saw(file(), file({ host: 'www.acme.com' }, APEX)), gives: 'fail' },
    {
      name: 'www leads to the apex, which has none',
      saw: saw(file({ reading: { is: 'absent' } }), file({ host: 'www.acme.com', reading: { is: 'absent' } }, APEX)),
      gives: 'skip',
    },
    { name: 'a slash is put behind the name', saw: saw(file({}, `${APEX}/`)), gives: 'fail' },
    { name: 'sent as a download', saw: saw(file({ type: 'application/octet-stream' })), gives: 'fail' },
    { name: 'larger than Apple takes', saw: saw(file({ bytes: 200_000 })), gives: 'fail' },
    { name: 'not JSON', saw: saw(file({ reading: { is: 'broken', problem: 'it is not JSON' } })), gives: 'fail' },
    { name: 'the other host is right', saw: saw(file({ host: 'app.acme.com' }), file({ type: '' })), gives: 'fail' },
  ],
  judge({ links: { files } }, { subject: { domain } }) {
    const present = files.filter(({ reading }) => reading.is !== 'absent');
    if (present.length === 0) return { is: 'skip', because: `No host of ${domain} has a file that names a mobile app.` };
    const failed = present.flatMap((each) => {
      const problems = problemsOf(each);
      return problems.length > 0 ? [fail(each, problems, domain)] : [];
    });
    return failed.length > 0
      ? failed
      : { is: 'pass', found: `${list([...new Set(present.map(({ host }) => host))])} answers as phones want.` };
  },
});

function problemsOf({ file, hops, type, bytes, reading }: File): string[] {
  const [first] = hops;
  if (hops.length > 1) return [`redirects (${first?.status ?? '?'}) to ${shortUrl(hops[1]?.url ?? '')}, which phones do not follow`];
  return [
    ...(reading.is === 'broken' ? [`is not what phones read: ${plain(reading.problem, 120)}`] : []),
    ...(type === 'application/json' ? [] : [`is sent as ${type === '' ? 'no stated type' : plain(type, 60)}, not application/json`]),
    ...(file === 'apple' && bytes > APPLE_BYTES ? [`is ${Math.round(bytes / 1024)} kB; Apple takes 128`] : []),
  ];
}

function fail({ host, file }: File, problems: string[], domain: string): Verdict {
  const { system, path } = WORDS[file];
  const url = `https://${host}${path}`;
  return {
    is: 'fail',
    found: `${url} ${list(problems)}.`,
    at: [{ at: url }],
    fix: byHand(
      [
        `Except ${path} from every redirect of ${host}: at the edge, on the platform and in the app.`,
        `Serve the file there with status 200 and Content-Type: application/json (Vercel: headers in vercel.json; nginx: \`location = ${path} { default_type application/json; }\`).`,
        file === 'apple'
          ? 'Name each app as TEAMID.bundle.id below applinks.details, in less than 128 kB; Apple reads a changed file within a day.'
          : 'Name package_name and the SHA-256 fingerprint of the signing key (Play Console › App integrity).',
      ],
      {
        prompt: {
          goal: `${system} phones open links to ${host} in our app.`,
          change: `answer ${url} directly with status 200, Content-Type application/json and the association file; it now ${list(problems)}.`,
          not: 'redirect this path, put it behind a login or a challenge, or rename it with an extension.',
          see: `curl -sI '${url}' shows 200 and application/json.`,
        },
        verify: `curl -sI '${url}'; ${auditOf(domain, 'routing')}`,
        minutes: 30,
      },
    ),
  };
}
