import type { RuleId } from '../../src/parsers/code/rules.ts';

/** A fault in code, and the same code without it. */
export interface Pair {
  /** The rule that must speak of one and be silent of the other; of routes, what the check of the same name judges. */
  rule: RuleId | 'webhook-signature' | 'unmetered-route' | 'cron-secret' | 'open-admin';
  path: string;
  name: string;
  unsafe: string;
  safe: string;
}
