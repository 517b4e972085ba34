import { describe, expect, test } from 'vitest';
import { type Context, type Verdict } from '../core/check.ts';
import { defaultConfig } from '../core/config.ts';
import type { Probe } from '../core/probe.ts';
import type { Subject } from '../core/subject.ts';
import { checks } from './index.ts';

const SUBJECTS: Partial<Record<Subject['kind'], Subject>> = {
  site: { kind: 'site', domain: 'acme.com' },
  host: { kind: 'host', host: 'acme.com', port: 443 },
  url: { kind: 'url', url: 'https://acme.com/', for: 'home' },
  repo: { kind: 'repo', root: '.' },
};

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test('says what it needs to say', () => {
    expect(id).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(check.failing.length).toBeLessThan(80);
    expect(check.failing).not.toMatch(/\.$/);
    expect(check.why.length).toBeGreaterThan(40);
    expect(check.examples.some((example) => example.gives === 'pass')).toBe(true);
    expect(check.examples.some((example) => example.gives === 'fail' || typeof example.gives === 'object')).toBe(true);
  });

  test.each(check.examples.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    for (const [name, probe] of Object.entries(check.reads as Record<string, Probe>)) {
      expect(probe.sees.safeParse(example.saw[name]).error, `evidence "${name}" fits its probe's schema`).toBeUndefined();
    }
    const context: Context = {
      subject: example.subject ?? SUBJECTS[check.on]!,
      options: check.options.parse(example.options ?? {}),
      now: new Date(example.now ?? '2026-11-22T00:00:00Z'),
      config: { ...defaultConfig(), ...example.config },
    };
    const judged: Verdict | readonly Verdict[] = check.judge(example.saw, context);
    const verdicts = Array.isArray(judged) ? (judged as readonly Verdict[]) : [judged as Verdict];
    const failures = verdicts.filter((verdict) => verdict.is === 'fail');
    for (const failure of failures) {
      expect(failure.found.length).toBeGreaterThan(10);
      expect(failure.fix.prompt.length).toBeGreaterThan(40);
      expect(failure.fix.verify.length).toBeGreaterThan(5);
      expect(failure.fix.minutes).toBeGreaterThan(0);
    }
    if (typeof example.gives === 'object') {
      expect(failures.map((failure) => failure.severity ?? check.severity)).toContain(example.gives.fail);
    } else if (example.gives === 'fail') {
      expect(failures.length).toBeGreaterThan(0);
      expect(failures.some((failure) => failure.severity === undefined || failure.severity === check.severity)).toBe(true);
    } else {
      expect(verdicts.map((verdict) => verdict.is)).toEqual(verdicts.map(() => example.gives));
    }
  });
});
