import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCheck, type Verdict } from './check.ts';
import { defaultConfig } from './config.ts';
import { decide } from './decide.ts';
import type { Finding } from './finding.ts';
import type { Fix } from './fix.ts';
import { judgeOne } from './judge.ts';

const bench = {
  config: defaultConfig(),
  profile: { name: 'plain', title: 'Plain', about: '', bars: {} },
  now: new Date('2026-11-22T00:00:00Z'),
  evidence: () => undefined,
  sites: [],
  hosts: [],
};

function judged(verdict: Partial<Extract<Verdict, { is: 'fail' }>>): Finding | undefined {
  const fix: Fix = { by: 'hand', steps: [], prompt: 'Mend it', verify: 'look', minutes: 5 };
  const check = defineCheck({
    id: 'tls/expiry',
    requirements: ['TLS-1'],
    title: 'Fine',
    failing: 'Broken',
    severity: 'high',
    hurts: ['billing', 'trust'],
    why: 'Customers leave.',
    learn: ['https://example.com/'],
    on: 'host',
    reads: {},
    options: z.object({}),
    since: '0.1.0',
    examples: [],
    judge: () => ({ is: 'fail', found: 'seen', fix, ...verdict }),
  });
  return judgeOne(check, { kind: 'host', host: 'blog.acme.com', port: 443 }, bench)[0];
}

test('a verdict may say that less is at stake, and never raises the severity', () => {
  expect(judged({})).toMatchObject({ severity: 'high', hurts: ['billing', 'trust'] });
  expect(judged({ severity: 'low', hurts: ['trust'] })).toMatchObject({ severity: 'low', hurts: ['trust'] });
  expect(judged({ severity: 'blocker' })).toMatchObject({ severity: 'high' });
});

test('a verdict that cannot be told names at most three checks', () => {
  const unknown = (check: Finding['check']): Finding => ({ ...judged({})!, check, state: 'unknown', severity: 'blocker' });
  expect(decide([unknown('tls/expiry'), unknown('tls/name')]).because).toBe('What decides could not be checked: tls/expiry, tls/name.');
  expect(decide([unknown('tls/expiry'), unknown('tls/name'), unknown('tls/chain'), unknown('dns/www')]).because).toBe(
    '4 checks that decide could not be made, among them tls/expiry and tls/name.',
  );
});
