import type { Saw } from '../core/check.ts';
import type { httpBrowser } from '../probes/http/browser.ts';

export type Shown = Extract<Saw<{ browser: typeof httpBrowser }>['browser'], { is: 'shown' }>;

/** A page that a phone shows at once, for examples, with what an example changes. */
export function sampleShown(change: Partial<Shown> = {}): { browser: Shown } {
  return {
    browser: {
      is: 'shown',
      lcp: { ms: 1_200, low: 1_100, high: 1_300 },
      load: { ms: 1_500, low: 1_400, high: 1_700 },
      runs: 3,
      bytes: 90_000,
      requests: 12,
      blocking: [],
      mixed: [],
      errors: [],
      ...change,
    },
  };
}

/** A page that answers with a status and shows nothing of its own. */
export function sampleNotShown(status: number): { browser: { is: 'not-shown'; status: number } } {
  return { browser: { is: 'not-shown', status } };
}
