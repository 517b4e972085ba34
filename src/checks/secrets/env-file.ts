import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { repoFiles } from '../../probes/repo/files.ts';
import { nameOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

/** Names that hold no secret, prefix or not. */
const HARMLESS =
  /^(NODE_ENV|APP_ENV|ENV|PORT|HOST|TZ|LANG|CI|DEBUG|LOG_LEVEL|NEXT_TELEMETRY_DISABLED|(SUPABASE|APP|SITE|BASE)_URL|SUPABASE_(ANON|PUBLISHABLE)_KEY|STRIPE_PUBLISHABLE_KEY)$/;
/** Files whose values mostly are made up for tests. */
const TEST_FILE = /(^|\/)\.env\.(test|testing|ci|e2e)$/;

const saw = (envFiles: { path: string; names: string[]; tracked: boolean }[], git = true) => ({
  files: {
    files: ['package.json', ...envFiles.map(({ path }) => path)],
    truncated: false,
    git,
    dependencies: {},
    stack: [],
    envFiles,
    heavy: [],
  },
});

export default defineCheck({
  id: 'secrets/env-file',
  requirements: ['SEC-1', 'SEC-3', 'SEC-5'],
  title: 'No environment file with values is committed',
  failing: 'Your secrets lie in the repository for everybody who can read it',
  severity: 'blocker',
  hurts: ['data', 'billing', 'cost'],
  why: 'Everybody with a copy of the code can use these keys. They read your data, send as you and spend your money.',
  learn: [
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
    'https://12factor.net/config',
  ],
  on: 'repo',
  reads: { files: repoFiles },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no such file', saw: saw([]), gives: 'pass' },
    {
      name: 'a file on this machine that git does not track',
      saw: saw([{ path: '.env', names: ['DATABASE_URL'], tracked: false }]),
      gives: 'pass',
    },
    {
      name: 'a committed .env with a database address',
      saw: saw([{ path: '.env', names: ['DATABASE_URL', 'STRIPE_SECRET_KEY'], tracked: true }]),
      gives: 'fail',
    },
    {
      name: 'a secret that its prefix puts into the browser',
      saw: saw([{ path: '.env', names: ['VITE_SUPABASE_SERVICE_ROLE_KEY'], tracked: true }]),
      gives: 'fail',
    },
    {
      name: 'a paid key that its prefix puts into the browser',
      saw: saw([{ path: '.env', names: ['VITE_OPENAI_API_KEY'], tracked: true }]),
      gives: 'fail',
    },
    {
      name: 'only values that every visitor may see',
      saw: saw([{ path: '.env', names: ['VITE_SUPABASE_URL', 'VITE_SUPABASE_PUBLISHABLE_KEY'], tracked: true }]),
      gives: { fail: 'low' },
    },
    {
      name: 'values for tests',
      saw: saw([{ path: 'apps/web/.env.test', names: ['DATABASE_URL'], tracked: true }]),
      gives: { fail: 'medium' },
    },
    { name: 'a folder without git', saw: saw([{ path: '.env', names: ['DATABASE_URL'], tracked: false }], false), gives: 'skip' },
  ],
  judge({ files: { envFiles, git } }) {
    if (!git) return { is: 'skip', because: 'This folder is no git checkout, so nothing in it is committed.' };
    const committed = envFiles.filter(({ tracked, names }) => tracked && names.length > 0);
    if (committed.length === 0) return { is: 'pass' };
    return committed.map(({ path, names }) => {
      const secret = names.filter(isSecret);
      const severity = secret.length === 0 ? ('low' as const) : TEST_FILE.test(path) ? ('medium' as const) : undefined;
      const file = plain(path, 300);
      const shown = list((secret.length > 0 ? secret : names).map((name) => plain(name, 60)));
      return {
        is: 'fail' as const,
        found:
          secret.length === 0
            ? `${file} is committed; it holds only public values so far (${shown}).`
            : `${file} is committed with values for ${shown}.`,
        ...(severity ? { severity } : {}),
        of: `${nameOf(path)} ${(secret.length > 0 ? secret.toSorted() : ['public']).join(' ')}`,
        at: [{ at: path }],
        fix: byHand(
          [
            ...(secret.length === 0
              ? []
              : [
                  `First make new keys at each provider and revoke the old ones: ${shown}. Whoever has a copy keeps the old values.`,
                  'Enter the new values in the settings of your hosting platform.',
                ]),
            `git rm --cached -- '${file.replaceAll("'", "'\\''")}' && printf '.env\\n.env.*\\n!.env.example\\n' >> .gitignore`,
            'Commit a .env.example with the names and no values.',
            ...(secret.length === 0 ? [] : ['Removing the file from history is tidy but comes last: new keys are what protects you.']),
          ],
          {
            prompt: {
              goal: `no file with real values is in the repository; ${file} stays on your machine only.`,
              change: `stop tracking ${file} (git rm --cached), add .env and .env.* except .env.example to .gitignore, and write .env.example with the same names and empty values.`,
              not: 'print the values, paste them into the code or this chat, delete the local file, or rewrite history before the keys are replaced.',
              see: `git ls-files shows no ${file}, and the app still starts from the platform's own variables.`,
            },
            verify: `git ls-files -- '${file.replaceAll("'", "'\\''")}'; launch-ready audit . --only secrets`,
            minutes: secret.length === 0 ? 10 : 30 + 10 * Math.min(secret.length, 12),
          },
        ),
      };
    });
  },
});

function isSecret(name: string): boolean {
  return namesSecret(name) || !(isPublicName(name) || HARMLESS.test(name));
}
