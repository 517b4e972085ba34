import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { FOR_ADMINS } from '../../src/parsers/code/reserved.ts';
import { readCodeFacts, RULES } from '../../src/parsers/code/rules.ts';
import { readCases } from '../read-cases.ts';
import { access } from './access.ts';
import { answers } from './answers.ts';
import { money } from './money.ts';
import type { Pair } from './pair.ts';
import { requests } from './requests.ts';
import { reserved } from './reserved.ts';
import { webhooks } from './webhooks.ts';

const PAIRS: readonly Pair[] = [...webhooks, ...money, ...requests, ...access, ...answers, ...reserved];

/** Rules about reads and waits, whose cases are tried beside them. */
const READS: ReadonlySet<string> = new Set(readCases.flatMap(({ finds }) => finds));

/** Whether a rule speaks of a code, and what it says besides. */
function speaks(rule: Pair['rule'], text: string, path: string): { found: boolean; others: string[] } {
  const facts = readCodeFacts(text, path);
  if (!facts) throw new Error(`${path} is not read`);
  const open = {
    'webhook-signature': facts.routes.some(({ webhook, signed }) => webhook && !signed),
    'unmetered-route': facts.routes.some((route) => route.spends.length > 0 && !route.authenticated && !route.limited && !route.signed),
    'open-admin': facts.routes.some(
      ({ reserved, authenticated, signed, ranked }) =>
        reserved !== undefined && !signed && (!authenticated || (reserved === FOR_ADMINS && !ranked)),
    ),
    'cron-secret': facts.routes.some(({ cron, authenticated, signed }) => cron && !authenticated && !signed),
  };
  const found = rule in open ? open[rule as keyof typeof open] : facts.facts.some((each) => each.rule === rule); // as: a key of it, as the line says
  return {
    found,
    others: facts.facts.filter((each) => each.rule !== rule && !READS.has(each.rule)).map((each) => `${each.rule}: ${each.what}`),
  };
}

describe('each rule speaks of the fault and is silent of its twin', () => {
  test.each(PAIRS.map((pair) => [`${pair.rule} · ${pair.name}`, pair] as const))('%s', (_name, { rule, path, unsafe, safe }) => {
    const broken = [unsafe, safe].flatMap((text) => (/\.[jt]sx?$/.test(path) ? parseSync(path, text, { lang: 'tsx' }).errors : []));
    expect(broken).toEqual([]);
    expect(speaks(rule, unsafe, path).found, 'the fault').toBe(true);
    expect(speaks(rule, safe, path), 'its twin').toEqual({ found: false, others: [] });
  });
});

test('every rule has its fault and its twin', () => {
  const tried = new Set<string>([...PAIRS.map(({ rule }) => rule), ...READS]);
  expect(Object.keys(RULES).filter((rule) => !tried.has(rule))).toEqual([]);
});
