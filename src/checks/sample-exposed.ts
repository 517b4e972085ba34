import type { Saw } from '../core/check.ts';
import type { httpBundle } from '../probes/http/bundle.ts';
import type { Exposed } from './exposure.ts';

type Bundle = Saw<{ bundle: typeof httpBundle }>['bundle'];

/** Evidence of a host on which nothing lies open, for examples, with what an example changes. */
export function sampleExposed(change: Partial<Exposed> = {}): { exposed: Exposed } {
  return {
    exposed: {
      elsewhere: 'missing',
      asked: 24,
      broken: null,
      served: [['server', 'nginx']],
      dotenv: [],
      git: [],
      dumps: [],
      listings: [],
      rules: [],
      apis: [],
      debug: [],
      admins: [],
      projects: [],
      ...change,
    },
  };
}

/** A single-page app, for examples: every path answers 200 with the home page, and nothing lies open. */
export const ANY_PATH_IS_A_PAGE = sampleExposed({ elsewhere: 'page' });

/** A host that answers everything with a refusal, for examples. */
export const REFUSES = sampleExposed({ elsewhere: 'refused', asked: 2 });

/** Evidence of scripts that give nothing away, for examples, with what an example changes. */
export function sampleBundle(change: Partial<Bundle> = {}): Bundle {
  return { found: [], scripts: 3, bytes: 400_000, truncated: false, strays: [], maps: [], ...change };
}
