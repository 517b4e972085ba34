import { defineCheck } from '../../core/check.ts';
import { closingSteps, isGone, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, REFUSES, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/dotenv',
  requirements: ['SEC-1', 'SEC-5'],
  title: 'Your environment file stays on the server',
  failing: 'Anybody can download your passwords and keys',
  severity: 'blocker',
  hurts: ['data', 'billing', 'cost'],
  why: 'Robots ask every new site for /.env within hours. Whoever has it reads your database, sends your mail and spends your money.',
  learn: ['https://12factor.net/config', 'https://owasp.org/Top10/2021/A05_2021-Security_Misconfiguration/'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'nothing lies at /.env', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /.env with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'an environment file with an OpenAI and a Supabase key alone',
      saw: sampleExposed({ dotenv: [{ path: '/.env', grave: ['OPENAI_API_KEY', 'SUPABASE_SERVICE_ROLE_KEY'], mild: [], blank: 0 }] }),
      gives: 'fail',
    },
    {
      name: 'settings without a secret',
      saw: sampleExposed({ dotenv: [{ path: '/.env.production', grave: [], mild: ['VITE_SUPABASE_URL'], blank: 0 }] }),
      gives: { fail: 'medium' },
    },
    {
      name: 'a template with placeholders',
      saw: sampleExposed({ dotenv: [{ path: '/.env', grave: [], mild: [], blank: 5 }] }),
      gives: { fail: 'low' },
    },
    { name: 'a host that refuses everything', saw: REFUSES, gives: 'skip' },
    {
      name: 'a firewall that breaks off',
      saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/.env', '/.env.production'] } }),
      gives: 'skip',
    },
  ],
  judge({ exposed }, { subject: { host } }) {
    if (exposed.dotenv.length === 0) return unlessUnasked(host, exposed, /^\/\.env/);
    return exposed.dotenv.map(({ path, grave, mild, blank }) => {
      const url = `https://${host}${path}`;
      const names = (some: readonly string[]): string => list(some.map((each) => plain(each, 60)));
      const inside =
        grave.length > 0
          ? `secrets of yours: ${names(grave)}`
          : mild.length > 0
            ? `settings: ${names(mild)}`
            : count(blank, 'variable') + ' without a value';
      return {
        is: 'fail' as const,
        found: `${url} shows everybody ${inside}.`,
        ...(grave.length > 0 ? {} : { severity: mild.length > 0 ? ('medium' as const) : ('low' as const) }),
        at: [{ at: url }],
        fix: byHand(
          [
            ...closingSteps(exposed.served, path),
            'Set the variables at your hosting platform instead of in a file.',
            ...(grave.length > 0 ? [`Replace each of these at its provider; they count as stolen: ${names(grave)}.`] : []),
          ],
          {
            prompt: {
              goal: `${url} answers 404, and no environment file is part of what is published.`,
              change: `keep ${path.slice(1)} out of the published folder and the image (.gitignore, .dockerignore, static root), and read its variables from the platform.`,
              not: 'commit the file, move its values into the code, or hide it behind another name.',
              see: isGone(url),
            },
            verify: showStatus(url),
            minutes: grave.length > 0 ? 30 + 15 * grave.length : 20,
          },
        ),
      };
    });
  },
});
