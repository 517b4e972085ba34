import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStep } from './ladder.ts';

const RUNGS = ['none', 'quarantine in test', 'quarantine', 'reject'];

const rungOf = (p: string, testing: boolean): number => {
  if (p === 'reject') return testing ? 2 : 3;
  if (p === 'quarantine') return testing ? 1 : 2;
  return 0;
};

test('a policy is raised by one step at most, without pct, and only when nearly all of your own mail passes (MAIL-3)', () => {
  const fares = fc.record({
    p: fc.constantFrom('none', 'quarantine', 'reject', ''),
    testing: fc.boolean(),
    weeks: fc.nat({ max: 5 }),
    messages: fc.nat({ max: 2_000 }),
    failing: fc.nat({ max: 2_000 }),
  });
  fc.assert(
    fc.property(fares, ({ p, testing, weeks, messages, failing }) => {
      const lost = Math.min(failing, messages);
      const step = nextStep({
        domain: 'acme.test',
        policy: { p, testing },
        weeks,
        yours: { messages, failing: lost, senders: [{ name: 'Resend', failing: lost }] },
      });
      const data = step.is === 'raise' ? step.record.data : '';
      const [, to = p, test = ''] = /p=(\w+);(?: (t=y);)?/.exec(data) ?? [];
      const rise = rungOf(to, step.is === 'raise' ? test !== '' : testing) - rungOf(p, testing);
      expect(RUNGS[rungOf(to, test !== '')]).toBeDefined();
      expect(rise).toBe(step.is === 'raise' ? 1 : 0);
      expect(data).not.toMatch(/pct|ri=|rf=/);
      expect(step.is !== 'raise' || (messages >= 20 && weeks > 0 && lost / messages <= 0.02)).toBe(true);
    }),
  );
});
