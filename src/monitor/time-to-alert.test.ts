import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSlot } from './slots.ts';
import { newState, step } from './state.ts';

const INTERVAL = 60_000;
/** What a look may take at most, and what passes before a failed one is done again (see look.ts and start.ts). */
const LOOK = 15_000;
const AGAIN = 3_000;

/** From the moment a target goes silent to the message in the outbox, ms, when each failing look takes `lookMs`. */
function timeToAlert(id: string, { from, lookMs, confirmations }: { from: number; lookMs: number; confirmations: number }): number {
  let state = newState(0);
  let at = nextSlot({ id, intervalMs: INTERVAL }, from);
  for (;;) {
    const end = at + lookMs;
    const seen = step(state, { at, outcome: 'fail', slow: false }, { confirmations });
    if (seen.moves.includes('down')) return end - from;
    state = seen.state;
    at = seen.again ? end + AGAIN : nextSlot({ id, intervalMs: INTERVAL }, end);
  }
}

test('whenever it breaks, and however long it takes to fail, somebody is told within five minutes (OBS-2)', () => {
  const breaks = { from: fc.nat(100_000_000), lookMs: fc.integer({ min: 1, max: LOOK }), confirmations: fc.integer({ min: 1, max: 10 }) };
  fc.assert(
    fc.property(fc.uuid(), fc.record(breaks), (id, at) => {
      const took = timeToAlert(id, at);
      expect(took).toBeLessThanOrEqual(INTERVAL + at.confirmations * (LOOK + AGAIN)); // 96 s for the usual two
      expect(took).toBeLessThanOrEqual(5 * 60_000);
    }),
  );
});
