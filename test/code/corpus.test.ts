import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { format } from 'oxfmt';
import { sampleCode } from '../../src/checks/sample-code.ts';
import slow from '../../src/checks/code/slow-webhook.ts';
import signature from '../../src/checks/code/webhook-signature.ts';
import { defaultConfig } from '../../src/core/config.ts';
import { judgeOne } from '../../src/core/judge.ts';
import { readCodeFacts, RULES } from '../../src/parsers/code/rules.ts';
import { readCases } from '../read-cases.ts';
import { access } from './access.ts';
import { answers } from './answers.ts';
import { money } from './money.ts';
import type { Pair } from './pair.ts';
import { requests } from './requests.ts';
import { webhooks } from './webhooks.ts';

const PAIRS: readonly Pair[] = [...webhooks, ...money, ...requests, ...access, ...answers];

/** Rules about reads and waits, whose cases are tried beside them. */
const READS: ReadonlySet<string> = new Set(readCases.flatMap(({ finds }) => finds));

/** Whether a rule speaks of a code, and what it says besides. */
function speaks(rule: Pair['rule'], text: string, path: string): { found: boolean; others: string[] } {
  const facts = readCodeFacts(text, path);
  if (!facts) throw new Error(`${path} is not read`);
  const open = {
    'webhook-signature': facts.routes.some(({ webhook, signed }) => webhook && !signed),
    'unmetered-route': facts.routes.some((route) => route.spends.length > 0 && !route.authenticated && !route.limited && !route.signed),
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

/** The same code, written otherwise. */
const WRITTEN: readonly (readonly [string, (text: string, path: string) => Promise<string>])[] = [
  ['with the line ends of Windows', async (text) => text.replaceAll('\n', '\r\n')],
  ['fifty lines further down', async (text) => `${'// -\n'.repeat(50)}${text}`],
  ['on one line', async (text) => text.replaceAll(/\n\s*/g, ' ')],
  ['as a formatter writes it', async (text, path) => (await format(path, text, { printWidth: 40, semi: false, useTabs: true })).code],
];

test.each(WRITTEN)('a fault stays the same fault %s', async (_name, write) => {
  for (const { rule, path, unsafe } of PAIRS.filter((pair) => /\.[jt]sx?$/.test(pair.path))) {
    const told = (text: string): string[] => {
      const { facts, routes } = readCodeFacts(text, path) ?? { facts: [], routes: [] };
      return [...facts.map((each) => each.rule).toSorted(), ...routes.map((each) => `${each.method} ${each.path}`)];
    };
    const written = await write(unsafe, path);
    expect(speaks(rule, written, path).found, `${rule} in ${unsafe}`).toBe(true);
    expect(told(written)).toEqual(told(unsafe));
  }
});

const PAY =
  "app.post('/webhooks/pay', async (req, res) => { await db.pay(req.body.id); await resend.emails.send({ to: req.body.to }); res.end(); });";
const TWO = `import express from 'express';\nconst app = express();\n${PAY}\n${PAY.replace('/pay', '/refund')}\n`;

const BENCH = {
  config: defaultConfig(),
  profile: { name: 'plain', title: 'Plain', about: '', bars: {} },
  now: new Date('2026-11-22T00:00:00Z'),
  sites: [],
  hosts: [],
};

test.each([...WRITTEN, ['in another file', async (text: string) => text] as const])(
  'two routes of one file are two findings, which stay the same %s',
  async (name, write) => {
    const idsOf = (text: string, file: string): string[] => {
      const routes = (readCodeFacts(text, file)?.routes ?? []).map((route) => ({ ...route, file }));
      const evidence = { ok: true as const, saw: sampleCode(routes).code, ms: 1, from: 'code' };
      const bench = { ...BENCH, evidence: () => evidence };
      return [signature, slow].flatMap((check) => judgeOne(check, { kind: 'repo', root: '.' }, bench)).map(({ id }) => id);
    };
    const ids = idsOf(TWO, 'src/server.ts');
    expect(new Set(ids).size).toBe(4);
    const file = name === 'in another file' ? 'apps/api/main.ts' : 'src/server.ts';
    expect(idsOf(await write(TWO, file), file)).toEqual(ids);
  },
);
