import type { Url } from '../../core/vocabulary.ts';

/** How a provider's key is replaced, and what a stranger does with the old one until then. */
export interface Guide {
  /** As findings and `providers.ts` name it. */
  provider: string;
  /** Where keys are made and revoked. */
  console: Url;
  /** What one key opens: how far the damage reaches. */
  opens: string;
  /** `two`: old and new work side by side. `grace`: the old one lives on for a while. `one`: the new one ends the old one at once. */
  keys: 'two' | 'grace' | 'one';
  /** What does not work meanwhile, where the steps are followed. */
  breaks: string;
  /** In the order that has no gap, or the smallest there is. */
  steps: readonly [string, string, ...string[]];
  /** How it is seen that the old one is refused; left out where `--verify` can ask the provider. */
  proof?: string;
}

/** The step between the new key and the end of the old one. */
export const ENTER = 'Enter the new value on your hosting platform, deploy, and see that the app works.';

/** What most guides say: with two keys nothing stops. */
export const NOTHING = 'Nothing: both keys work until you revoke the old one.';
