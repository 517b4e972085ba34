import { z } from 'zod';
import { EXIT_CODES } from '../core/decide.ts';
import { defineVerb } from '../core/verb.ts';
import { runSmoke } from '../deploy/smoke.ts';
import type { Smoke } from '../deploy/smoke-result.ts';
import { renderChecklist } from '../reports/checklist.ts';
import { openWorkspace, repoInput } from './workspace.ts';

const takes = z.strictObject({
  repo: repoInput,
  browser: z.boolean().optional().describe('Log in and open the checkout in Chromium as well'),
});

const DECISIONS = { pass: 'go', fail: 'no-go', unknown: 'cannot-tell' } as const;

/** `launch-ready smoke`: does what customers depend on work right now? */
export const smoke = defineVerb<z.output<typeof takes>, Smoke>({
  name: 'smoke',
  does: 'Try names, redirects, routes, webhooks, the login and your flows, several times in a row',
  stage: 'ship',
  touches: 'production',
  takes,
  gives: z.custom<Smoke>(),
  examples: ['launch-ready smoke', 'launch-ready smoke --browser', 'launch-ready smoke --json'],
  async run({ repo, browser = false }, io, tell) {
    const { config } = openWorkspace(repo);
    const say = (text: string): void => tell({ is: 'asking', text });
    const gave = await runSmoke(config, io, say);
    if (!browser) return gave;
    const { smokeInBrowser } = await import('../deploy/browser.ts');
    const tried = [...gave.tried, ...(await smokeInBrowser(config.smoke, io, say))];
    const state = tried.some((each) => each.state === 'fail')
      ? 'fail'
      : tried.some((each) => each.state === 'unknown')
        ? 'unknown'
        : gave.state;
    return { ...gave, tried, state };
  },
  shows: ({ state, tried }, page) => renderChecklist(DECISIONS[state], tried, page),
  exit: ({ state }) => EXIT_CODES[DECISIONS[state]],
});
