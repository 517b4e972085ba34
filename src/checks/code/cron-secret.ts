import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { sampleCode, sampleRoute } from '../sample-code.ts';

const job = { webhook: false, cron: true, signed: false, path: '/api/cron/digest', file: 'app/api/cron/digest/route.ts' };
const spends = [{ what: 'mail (resend.emails.send)', line: 9 }];

export default defineCheck({
  id: 'code/cron-secret',
  requirements: ['SEC-10', 'EDG-12'],
  title: 'Only your clock starts scheduled jobs',
  failing: 'Anybody can start your scheduled jobs, as often as he likes',
  severity: 'high',
  hurts: ['cost', 'email', 'data'],
  why: 'The address of a job is easy to guess. Whoever opens it sends your mails again or runs up your bill.',
  learn: ['https://vercel.com/docs/cron-jobs/manage-cron-jobs#securing-cron-jobs'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no job at all', saw: sampleCode([sampleRoute()]), gives: 'skip' },
    { name: 'a job that compares a secret', saw: sampleCode([sampleRoute({ ...job, authenticated: true })]), gives: 'pass' },
    { name: 'a job for everybody', saw: sampleCode([sampleRoute(job)]), gives: { fail: 'medium' } },
    { name: 'a job for everybody that sends mail', saw: sampleCode([sampleRoute({ ...job, spends })]), gives: { fail: 'high' } },
  ],
  judge({ code }) {
    const { routes } = code;
    const jobs = routes.filter(({ cron }) => cron);
    if (jobs.length === 0) return { is: 'skip', because: 'The code has no route that a clock calls.' };
    const open = jobs.filter(({ authenticated, signed }) => !authenticated && !signed);
    if (open.length === 0) return passOf(code);
    return [...Map.groupBy(open, ({ file, path }) => `${file}\n${path}`).values()].map(([route, ...more]) => {
      const { file, line, path } = route!; // !: a group has a member
      const [where, shown] = [`${plain(file, 160)}:${line}`, plain(path, 100)];
      const costs = [route!, ...more].some(({ spends: calls }) => calls.length > 0);
      return {
        is: 'fail' as const,
        found: `${shown} (${where}) runs a job for whoever asks.`,
        ...(costs ? {} : { severity: 'medium' as const }),
        of: path,
        at: [{ at: file, line }],
        fix: byHand(
          [
            'Make a long random secret and keep it in an environment variable, `CRON_SECRET` on Vercel.',
            'Compare it with the Authorization header before anything else, and answer 401 otherwise.',
            'Give the secret to whatever calls the job.',
          ],
          {
            prompt: {
              goal: `${shown} runs for our own clock alone.`,
              change: `in ${where}, answer 401 first unless the Authorization header is exactly "Bearer " and the variable CRON_SECRET, and unless that variable is set.`,
              not: 'look at the user agent or the address of whoever calls, which anybody can imitate.',
              see: `opening ${shown} in a browser gives 401, and the next run of the clock works.`,
            },
            verify: 'launch-ready audit . --only code',
            minutes: 20,
          },
        ),
      };
    });
  },
});
