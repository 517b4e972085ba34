import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configOf } from '../../test/watching.ts';
import { claimMessages, recipients, settle, waitOf } from './outbox.ts';
import { open, resolve, type Telling } from './raise.ts';
import { nextSlot, phaseOf } from './slots.ts';
import { openStore } from './store/open.ts';
import type { Sql } from './store/sql.ts';
import type { Incident, OutboxItem } from './types.ts';

const alerts = configOf({
  alerts: [
    { channel: 'webhook', to: '${A}' },
    { channel: 'webhook', to: '${B}' },
  ],
}).alerts;
const RETRYING = { retryMs: 1_000, retryMostMs: 8_000, giveUpMs: Number.POSITIVE_INFINITY };

/** What can happen, one after another: incidents open and end, workers take messages, deliver them, are refused, or die with them. */
const step = fc.oneof(
  fc.constant({ do: 'open' as const }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('claim' as const), worker: fc.constantFrom('a', 'b') }),
  fc.record({ do: fc.constantFrom('deliver' as const, 'refuse' as const, 'die' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 100, max: 90_000 }) }),
);

describe('the outbox (OBS-6)', () => {
  test('whatever happens: every message arrives in the end, DOWN before RESOLVED, and nothing is given out twice at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }), async (steps) => {
        await using store = await openStore(':memory:');
        const { database } = store;
        let now = 1_000_000;
        const telling = (sql: Sql): Telling => ({ sql, now, alerts, base: undefined, responseMs: 60_000, happened: [] });
        const incidents: Incident[] = [];
        let held: { worker: string; item: OutboxItem; until: number }[] = [];
        const arrived: { incident: number; to: string; kind: string }[] = [];
        const claim = async (worker: string): Promise<void> => {
          const items = await database.tx((sql) => claimMessages(sql, { worker, now, limit: 3 }));
          for (const item of items) {
            expect(held.some((other) => other.item.id === item.id && other.until > now)).toBe(false);
            held.push({ worker, item, until: now + 60_000 });
          }
        };
        const finish = async (which: number, how: 'deliver' | 'refuse' | 'die'): Promise<void> => {
          const [one] = held.splice(which % Math.max(1, held.length), 1);
          if (!one || how === 'die') return;
          const { item, worker } = one;
          if (how === 'deliver') arrived.push({ incident: item.incident, to: item.to, kind: item.kind });
          const delivery = how === 'deliver' ? ({ ok: true } as const) : ({ ok: false, says: 'busy' } as const);
          await database.tx((sql) => settle(sql, item, { worker, now, delivery, retrying: RETRYING, random: 0.5 }));
        };
        for (const each of steps) {
          now += 10;
          if (each.do === 'open') {
            const opening = {
              rule: 'down',
              subject: `host ${incidents.length}`,
              title: 'down',
              severity: 'critical',
              owner: null,
            } as const;
            incidents.push(
              await database.tx((sql) => open(telling(sql), { ...opening, cause: { kind: 'http', scope: 'host', says: 'x' } }, [])),
            );
          } else if (each.do === 'end') {
            const incident = incidents[each.which];
            if (incident && incident.resolved === null)
              incidents[each.which] = await database.tx((sql) => resolve(telling(sql), incident, { says: 'well' }));
          } else if (each.do === 'claim') await claim(each.worker);
          else if (each.do === 'wait') now += each.ms;
          else await finish(each.which, each.do);
        }
        // From now on everybody is well, and what a dead worker held comes back when its lease ends.
        for (let round = 0; (await store.undelivered()).length > 0; round += 1) {
          expect(round).toBeLessThan(100);
          now += 61_000;
          held = [];
          await claim('c');
          while (held.length > 0) await finish(0, 'deliver');
        }
        for (const incident of incidents) {
          for (const { to } of alerts) {
            const kinds = arrived.filter((message) => message.incident === incident.id && message.to === to).map(({ kind }) => kind);
            expect([...new Set(kinds)]).toEqual(incident.resolved === null ? ['DOWN'] : ['DOWN', 'RESOLVED']);
          }
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test('waits double, never pass the longest, and are spread so that many do not come back at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, random) => {
        const wait = waitOf(RETRYING, { attempts, random, least: 0 });
        const middle = Math.min(8_000, 1_000 * 2 ** (attempts - 1));
        expect(wait).toBeGreaterThanOrEqual(middle * 0.75 - 1);
        expect(wait).toBeLessThanOrEqual(middle * 1.25 + 1);
        expect(waitOf(RETRYING, { attempts, random, least: 30_000 })).toBe(30_000);
      }),
    );
  });

  test('goes to those who want it that loud and own it; an owner nobody can reach silences nothing', () => {
    const all = configOf({
      alerts: [
        { channel: 'email', to: 'ada@acme.test', owner: 'Ada' },
        { channel: 'email', to: 'bob@acme.test', owner: 'Bob', severity: 'warning' },
        { channel: 'slack', to: '${SLACK}', severity: 'info' },
      ],
    }).alerts;
    const who = (severity: 'critical' | 'warning' | 'info', owner: string | null): string[] =>
      recipients(all, { severity, owner }).map(({ to }) => to);
    expect(who('critical', null)).toEqual(['ada@acme.test', 'bob@acme.test', '${SLACK}']);
    expect(who('critical', 'Ada')).toEqual(['ada@acme.test', '${SLACK}']);
    expect(who('warning', 'Ada')).toEqual(['${SLACK}']);
    expect(who('info', 'Bob')).toEqual(['${SLACK}']);
    expect(recipients(all.slice(0, 1), { severity: 'critical', owner: 'Eve' }).map(({ to }) => to)).toEqual(['ada@acme.test']);
  });
});

test('slots are one interval apart, after now, and spread over the interval (OBS-2)', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1_000, max: 86_400_000 }), fc.nat(2_000_000_000), (id, intervalMs, now) => {
      const slot = nextSlot({ id, intervalMs }, now);
      expect(slot - now).toBeGreaterThan(0);
      expect(slot - now).toBeLessThanOrEqual(intervalMs);
      expect(nextSlot({ id, intervalMs }, slot)).toBe(slot + intervalMs);
    }),
  );
  const phases = Array.from({ length: 200 }, (_, i) => phaseOf({ id: `monitor ${i}`, intervalMs: 60_000 }));
  const busiest = Math.max(
    ...Array.from({ length: 60 }, (_, second) => phases.filter((phase) => Math.floor(phase / 1_000) === second).length),
  );
  expect(busiest).toBeLessThan(15);
});
