import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCheck, type Verdict } from './check.ts';
import { type Config, defaultConfig } from './config.ts';
import { decide } from './decide.ts';
import type { Finding } from './finding.ts';
import type { Fix } from './fix.ts';
import { judgeOne } from './judge.ts';
import type { Subject } from './subject.ts';

const bench = {
  config: defaultConfig(),
  profile: { name: 'plain', title: 'Plain', about: '', bars: {} },
  now: new Date('2026-11-22T00:00:00Z'),
  evidence: () => undefined,
  sites: [],
  hosts: [],
};

type Failure = Partial<Extract<Verdict, { is: 'fail' }>>;

const judged = (verdict: Failure): Finding | undefined => judgedAll([verdict])[0];

function judgedAll(
  verdicts: readonly Failure[],
  { on = 'host', ignore = [] }: { on?: 'host' | 'repo'; ignore?: Config['ignore'] } = {},
): Finding[] {
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
    on,
    reads: {},
    options: z.object({}),
    since: '0.1.0',
    examples: [],
    judge: () => verdicts.map((verdict) => ({ is: 'fail', found: 'seen', fix, ...verdict })),
  });
  const subject: Subject = on === 'repo' ? { kind: 'repo', root: '.' } : { kind: 'host', host: 'blog.acme.com', port: 443 };
  return judgeOne(check, subject, { ...bench, config: { ...bench.config, ignore } });
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

test('each verdict has an id of its own, which no line changes, nor a file where the thing has a name', () => {
  const ids = (verdicts: readonly Failure[]): string[] => judgedAll(verdicts).map(({ id }) => id);
  const [file, moved] = ['a.ts', 'lib/b.ts'].map((at) => [{ at, line: 3 }]);
  expect(ids([{ at: file! }])).toEqual(ids([{ at: [{ at: 'a.ts', line: 53 }] }]));
  expect(ids([{ at: file!, of: 'POST /pay' }])).toEqual(ids([{ at: moved!, of: 'POST /pay' }]));
  expect(new Set(ids([{ of: 'POST /pay' }, { of: 'POST /mail' }, { of: 'POST /pay' }, {}, {}])).size).toBe(5);
});

test('in a repository no path makes an id', () => {
  const inRepo = (at: string): string[] =>
    judgedAll([{ at: [{ at, line: 3 }] }, { at: [{ at: `${at}x` }] }], { on: 'repo' }).map(({ id }) => id);
  expect(inRepo('apps/shop/package.json')).toEqual(inRepo('package.json'));
  expect(new Set(inRepo('package.json')).size).toBe(2);
});

test('one finding of a check may be accepted by its id, and the others stay', () => {
  const verdicts: Failure[] = [{ of: 'POST /pay' }, { of: 'POST /mail' }];
  const [first] = judgedAll(verdicts);
  const accepted = { check: 'tls/expiry', id: first!.id, reason: 'agreed until the move', until: '2027-01-31' };
  expect(judgedAll(verdicts, { ignore: [accepted] }).map(({ ignored }) => ignored !== undefined)).toEqual([true, false]);
});
