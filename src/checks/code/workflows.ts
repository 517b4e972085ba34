import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { DANGERS, type DangerId } from '../../parsers/setup/workflow.ts';
import { repoSetup } from '../../probes/repo/setup.ts';
import { nameOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleSetup } from '../sample-setup.ts';

const at = (danger: DangerId, what: string) => sampleSetup({ workflows: [{ file: '.github/workflows/ci.yml', line: 12, danger, what }] });

/** What to do instead of each; from GitHub's "Secure use reference", read 2026-11. */
const INSTEAD = {
  'strangers-code': 'Use the trigger pull_request for whatever builds or tests the change; keep secrets in a workflow of their own.',
  'script-injection': 'Hand the words over as an environment variable (`env:`) and quote it in the script.',
  'branch-injection': 'Hand the words over as an environment variable (`env:`) and quote it in the script.',
  'secret-printed': 'Hand the secret to the program by its environment or standard input, print nothing, and renew the secret.',
  'secrets-inherited': 'Name the secrets that the other workflow needs, one by one, in place of `secrets: inherit`.',
  'own-runner': 'Run pull requests on GitHub’s machines, or keep your own for private repositories.',
  'write-all': 'Set `permissions: contents: read` and give single jobs what they need.',
  'moving-action': 'Name the commit of the action (40 characters) with its version in a comment.',
} as const satisfies Record<DangerId, string>;

export default defineCheck({
  id: 'code/workflows',
  requirements: ['SEC-1', 'SEC-2'],
  title: 'Your pipelines keep their secrets and run your code alone',
  failing: 'Strangers can run code in your pipelines or read their secrets',
  severity: 'high',
  hurts: ['data', 'billing', 'trust'],
  why: 'A pipeline holds the keys of your production. Whoever can make it run their words can read those keys and change what you release.',
  learn: [
    'https://docs.github.com/actions/reference/security/secure-use',
    'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
  ],
  on: 'repo',
  reads: { setup: repoSetup },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'workflows that keep to themselves', saw: sampleSetup(), gives: 'pass' },
    {
      name: 'the code of a stranger, run with secrets',
      saw: at('strangers-code', '${{ github.event.pull_request.head.sha }}'),
      gives: 'fail',
    },
    { name: 'a title in a script', saw: at('script-injection', 'github.event.issue.title'), gives: 'fail' },
    { name: 'a branch name in a script', saw: at('branch-injection', 'github.head_ref'), gives: { fail: 'medium' } },
    { name: 'an action by its branch', saw: at('moving-action', 'acme/deploy@main'), gives: { fail: 'low' } },
  ],
  judge({ setup: { workflows } }) {
    if (workflows.length === 0) return { is: 'pass' };
    const kinds = [...Map.groupBy(workflows, ({ file, danger }) => `${file}\n${danger}`).values()];
    return kinds.map((found): Verdict => {
      const { file, danger } = found[0]!; // !: a group has a member
      const { severity, says } = DANGERS[danger];
      const where = plain(file, 120);
      const told = list(
        found.map(({ line, what }) => `line ${line}: ${plain(what, 60)}`),
        3,
      );
      return {
        is: 'fail',
        found: `${where} ${says} (${told}).`,
        ...(severity === 'high' ? {} : { severity }),
        of: `${nameOf(file)} ${danger}`,
        at: [{ at: file }, ...found.map(({ line }) => ({ at: file, line }))],
        fix: byHand([INSTEAD[danger]], {
          goal: `the workflow ${where} runs no words and no code of strangers with secrets.`,
          not: 'print secrets to see whether they are set, or drop the checks that the workflow makes.',
          verify: 'launch-ready audit . --only code',
          shows: 'shows no finding about workflows.',
          minutes: 20,
        }),
      };
    });
  },
});
