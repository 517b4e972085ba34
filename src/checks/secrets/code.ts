import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { repoSecrets } from '../../probes/repo/secrets.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { sampleSecret } from '../sample-secret.ts';
import { fileOf, NOBODY, through } from '../secret-place.ts';

/** Paths whose secrets are often made up; they are reported all the same, one step milder. */
const MADE_UP =
  /(^|\/)(tests?|__tests__|__mocks__|fixtures?|examples?|docs?|testdata|spec|e2e)\/|\.(test|spec)\.|(^|\/)\.env\.(example|sample|template)$/i;

const MILDER = { blocker: 'high', high: 'medium', medium: 'low', low: 'low' } as const satisfies Record<Severity, Severity>;

const saw = (found: ReturnType<typeof sampleSecret>[], more: Partial<Saw<{ secrets: typeof repoSecrets }>['secrets']> = {}) => ({
  secrets: { found, git: true, files: 40, bytes: 90_000, truncated: false, skipped: 0, unreached: [], accepted: [], ...more },
});

export default defineCheck({
  id: 'secrets/code',
  requirements: ['SEC-1', 'SEC-2', 'SEC-3', 'SEC-5'],
  title: 'No secret is written into the code',
  failing: 'Whoever sees your code can use your keys',
  severity: 'blocker',
  hurts: ['data', 'billing', 'cost'],
  why: 'A key in the code is in every copy of it, with contractors, tools and forks. Whoever has it acts as you and spends your money.',
  learn: [
    'https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning',
    'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  ],
  on: 'repo',
  reads: { secrets: repoSecrets },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no secret', saw: saw([]), gives: 'pass' },
    {
      name: 'one that a comment accepts for a while',
      saw: saw([], { accepted: [{ kind: 'Stripe secret key', at: 'src/pay.ts', line: 4, until: '2026-12-24' }] }),
      gives: 'pass',
    },
    { name: 'a live Stripe key in a file that git tracks', saw: saw([sampleSecret()]), gives: 'fail' },
    {
      name: 'a test key',
      saw: saw([sampleSecret({ severity: 'medium', says: ['test mode'] })]),
      gives: { fail: 'medium' },
    },
    {
      name: 'a live key in a test',
      saw: saw([sampleSecret({ places: [{ exposure: 'head', at: 'src/pay.test.ts', line: 9 }] })]),
      gives: { fail: 'high' },
    },
    {
      name: 'a file that is on this machine alone',
      saw: saw([sampleSecret({ severity: 'low', exposure: 'local', places: [{ exposure: 'local', at: 'notes.txt', line: 1 }] })]),
      gives: 'pass',
    },
    {
      name: 'a key that a source map brings along',
      saw: saw([sampleSecret({ places: [{ exposure: 'head', at: 'src/a.ts', line: 12, via: 'dist/x.js.map' }] })]),
      gives: 'fail',
    },
    { name: 'a folder without git is judged all the same', saw: saw([sampleSecret()], { git: false }), gives: 'fail' },
  ],
  judge({ secrets }) {
    const committed = secrets.found.filter(({ exposure }) => exposure !== 'local');
    const beside = asideOf(secrets);
    if (committed.length === 0) return { is: 'pass', found: `${count(secrets.files, 'text')} read.${beside === '' ? '' : ` ${beside}`}` };
    return committed.map((secret, nth) => {
      const { rule, kind, provider, masked, says, severity, places, more } = secret;
      const files = [...new Set(places.map(fileOf))];
      const isMadeUp = files.every((file) => MADE_UP.test(file));
      const first = places[0];
      const where = `${plain(first?.at ?? '', 200)}${first?.line ? `:${first.line}` : ''}${first ? through(first) : ''}`;
      const others = places.length - 1 + more;
      const name = plain(kind, 80);
      return {
        is: 'fail' as const,
        found: `${where} holds a ${name} (${plain(masked, 12)})${says.length > 0 ? `: ${plain(says.join(', '), 120)}` : ''}${others > 0 ? `, and so ${others === 1 ? 'does' : 'do'} ${count(others, 'other place')}` : ''}.${nth === 0 && beside !== '' ? ` ${beside}` : ''}`,
        severity: isMadeUp ? MILDER[severity] : severity,
        of: `${rule} ${masked}`,
        at: [{ at: first ? fileOf(first) : '', ...(first?.line && first.via === undefined ? { line: first.line } : {}) }],
        fix: byHand(
          [
            `Make a new ${name}${NOBODY.has(provider) ? '' : ` at ${plain(provider, 60)}`} and enter it on your hosting platform; the old one counts as stolen.`,
            `Read it from an environment variable in ${list(
              files.map((file) => plain(file, 120)),
              3,
            )} instead.`,
            'Revoke the old one once the new one works.',
            'Accept it with `launch-ready secrets scan --accept` if it never was a real one.',
          ],
          {
            prompt: {
              goal: `no secret is written into the code; the ${name} comes from an environment variable.`,
              change: `in ${where}, read the value from process.env (or the platform's own way), on the server only, and add the name to .env.example without a value.`,
              not: 'print the value, move it into another file that git tracks, or give the variable a public prefix such as VITE_ or NEXT_PUBLIC_.',
              see: '`launch-ready secrets scan` finds nothing, and the app works with the new key.',
            },
            verify: 'launch-ready secrets scan',
            minutes: 30,
          },
        ),
      };
    });
  },
});

/** What was not read, and what comments accept: neither is to go unseen. */
function asideOf({ skipped, unreached, accepted, truncated }: Saw<{ secrets: typeof repoSecrets }>['secrets']): string {
  const [first] = accepted;
  return [
    skipped > 0 ? `${count(skipped, 'file')} left out (too large, broken or no file).` : '',
    truncated ? 'There was more than is read.' : '',
    unreached.length > 0 ? `Not read: ${plain(unreached.join('; '), 200)}.` : '',
    first
      ? `Comments accept ${count(accepted.length, 'secret')}, such as a ${plain(first.kind, 60)} (${plain(first.at, 120)}:${first.line}) until ${plain(first.until, 10)}.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
