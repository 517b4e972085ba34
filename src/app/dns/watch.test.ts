import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { type Lab, startLab } from '../../lab/index.ts';
import { ownZone, records } from '../../lab/matrix/edit.ts';
import { cleanTwin } from '../../lab/matrix/world.ts';
import { dnsWatch, follow } from './watch.ts';

const NEW = '203.0.113.80';

/** Two name servers of which the second still has the old address of `shop`. */
async function migrating() {
  const world = cleanTwin('loomly.test');
  records(world, null, `shop 300 A ${NEW}`);
  ownZone(world).servers[1]!.instead = ['shop 300 A 203.0.113.9'];
  const lab = await startLab(world);
  const arrive = async (): Promise<void> => {
    delete ownZone(world).servers[1]!.instead;
    await lab.live.change({ zones: world.zones });
  };
  return { lab, arrive };
}

/** Follows `shop` with a clock that only moves by the waits, in minutes. */
async function following(
  lab: Lab,
  { minutes, between }: { minutes: number; between: (looks: number) => Promise<void> | void },
  signal?: AbortSignal,
) {
  let clock = Date.parse('2026-11-25T12:00:00Z');
  const lines: string[] = [];
  const { resolver, roots, ca, route } = lab;
  const io = testIo({ now: () => new Date(clock), resolver, roots, ca, route, ...(signal ? { signal } : {}) });
  const gave = await follow(io, {
    host: 'shop.loomly.test',
    until: clock + minutes * 60_000,
    async wait() {
      clock += 60_000;
      await between(lines.length);
      io.signal.throwIfAborted();
    },
    say: (line) => lines.push(line),
  });
  return { gave, lines };
}

describe('dns watch', () => {
  test('a change is followed until all name servers and resolvers have it (DNS-3)', async () => {
    const { lab, arrive } = await migrating();
    await using _ = lab;
    const { gave, lines } = await following(lab, { minutes: 60, between: (looks) => (looks === 2 ? arrive() : undefined) });
    expect(gave).toMatchObject({ agree: true, looks: 3, says: [{ answer: NEW, by: { length: 3 } }] });
    expect(lines.map((line) => line.includes('203.0.113.9:'))).toEqual([true, true, false]);
    expect(dnsWatch.exit?.(gave)).toBe(0);
  });

  test('when time is over, what still differs is told', async () => {
    const { lab } = await migrating();
    await using _ = lab;
    const { gave } = await following(lab, { minutes: 2, between: () => undefined });
    expect(gave).toMatchObject({ agree: false, looks: 3 });
    expect(gave.says.map(({ answer }) => answer).sort()).toEqual([NEW, '203.0.113.9']);
    expect(dnsWatch.exit?.(gave)).toBe(1);
    expect(dnsWatch.shows(gave, { width: 80, colour: false }, { host: gave.host, minutes: 2 })).toContain('203.0.113.9: ');
  });

  test('a person who stops it is told what still differs', async () => {
    const { lab } = await migrating();
    await using _ = lab;
    const stop = new AbortController();
    const { gave } = await following(lab, { minutes: 60, between: () => stop.abort(new Error('enough')) }, stop.signal);
    expect(gave).toMatchObject({ agree: false, looks: 1, says: { length: 2 } });
    expect(dnsWatch.exit?.(gave)).toBe(1);
  });
});
