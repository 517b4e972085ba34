import { describe, expect, test } from 'vitest';
import { judgeExample } from '../core/example.ts';
import type { Probe } from '../core/probe.ts';
import { checks } from './index.ts';

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test('says what it needs to say (AUD-3, AUD-4)', () => {
    expect(id).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(check.failing.length).toBeLessThan(80);
    expect(check.failing).not.toMatch(/\.$/);
    expect(check.why.length).toBeGreaterThan(40);
    expect(check.examples.some((example) => example.gives === 'pass')).toBe(true);
    expect(check.examples.some((example) => example.gives === 'fail' || typeof example.gives === 'object')).toBe(true);
  });

  test.each(check.examples.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    for (const [name, probe] of Object.entries(check.reads as Record<string, Pick<Probe, 'sees'>>)) {
      expect(probe.sees.safeParse(example.saw[name]).error, `evidence "${name}" fits its probe's schema`).toBeUndefined();
    }
    const verdicts = judgeExample(check, example);
    const failures = verdicts.filter((verdict) => verdict.is === 'fail');
    for (const failure of failures) {
      expect(failure.found.length).toBeGreaterThan(10);
      expect(failure.fix.prompt.length).toBeGreaterThan(40);
      expect(failure.fix.verify.length).toBeGreaterThan(5);
      expect(failure.fix.minutes).toBeGreaterThan(0);
    }
    const given = verdicts.map((verdict) => (verdict.is === 'fail' ? `fail ${verdict.severity ?? check.severity}` : verdict.is));
    const wanted =
      typeof example.gives === 'object'
        ? `fail ${example.gives.fail}`
        : example.gives === 'fail'
          ? `fail ${check.severity}`
          : example.gives;
    // Of several verdicts one must be what the example says; a pass or a skip must stand alone.
    expect(failures.length > 0 ? given.filter((each) => each === wanted).slice(0, 1) : [...new Set(given)]).toEqual([wanted]);
  });
});
