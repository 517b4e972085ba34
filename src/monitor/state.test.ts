import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Move, newState, shown, step, type Step } from './state.ts';
import type { MonitorState } from './types.ts';

/** Looks as letters: `+` well, `-` failed, `?` our own network failed, `s` well but slow. */
function play(looks: string, { confirmations = 2, from = newState(0) }: { confirmations?: number; from?: MonitorState } = {}) {
  const moves: string[] = [];
  const path: string[] = [];
  let last: Step = { state: from, moves: [], again: false };
  looks.split('').forEach((letter, at) => {
    const outcome = letter === '-' ? 'fail' : letter === '?' ? 'unknown' : 'ok';
    last = step(last.state, { at: at + 1, outcome, slow: letter === 's' }, { confirmations });
    moves.push(...last.moves);
    path.push(shown(last.state, at + 1));
  });
  return { ...last, moves, path };
}

describe('a monitor', () => {
  test.each<[string, string[], Move[]]>([
    ['+', ['up'], []],
    ['-', ['suspect'], []],
    ['--', ['suspect', 'down'], ['down']],
    ['+-+', ['up', 'suspect', 'up'], []],
    ['+--++', ['up', 'suspect', 'down', 'down', 'up'], ['down', 'recovered']],
    ['+--+-++', ['up', 'suspect', 'down', 'down', 'down', 'down', 'up'], ['down', 'recovered']],
    ['+???-', ['up', 'unknown', 'unknown', 'unknown', 'suspect'], []],
    ['+-?-', ['up', 'suspect', 'unknown', 'down'], ['down']],
    ['--?++', ['suspect', 'down', 'unknown', 'down', 'up'], ['down', 'recovered']],
    ['+ssss+', ['up', 'up', 'up', 'degraded', 'degraded', 'up'], ['degraded', 'fast-again']],
    ['ss+ss', ['up', 'up', 'up', 'up', 'up'], []],
  ])('that sees %s is %j (OBS-2)', (looks, path, moves) => {
    const seen = play(looks);
    expect([seen.path, seen.moves]).toEqual([path, moves]);
  });

  test('is looked at again at once while it is suspect, and while it comes back', () => {
    expect(play('-').again).toBe(true);
    expect(play('--').again).toBe(false);
    expect(play('--+').again).toBe(true);
    expect(play('+').again).toBe(false);
    expect(play('---', { confirmations: 4 })).toMatchObject({ again: true, moves: [] });
    expect(play('-', { confirmations: 1 }).moves).toEqual(['down']);
  });

  test('that comes and goes stays one outage until it has calmed down, and says so once', () => {
    const { moves, path } = play(`+${'--++'.repeat(6)}${'+'.repeat(30)}`);
    expect(moves.filter((move) => move === 'flapping')).toEqual(['flapping']);
    expect(moves.filter((move) => move === 'settled')).toEqual(['settled']);
    expect(moves.at(-1)).not.toBe('down');
    expect(moves.filter((move) => move === 'down').length).toBeLessThan(4);
    expect(path.at(-1)).toBe('up');
  });

  test('goes on being measured in maintenance but does not go down, and may come back', () => {
    const maintained = { ...newState(0), maintenanceUntil: 5 };
    expect(play('----', { from: maintained })).toMatchObject({ moves: [], path: Array.from({ length: 4 }, () => 'maintenance') });
    expect(play('------', { from: maintained })).toMatchObject({
      moves: ['down'],
      path: ['maintenance', 'maintenance', 'maintenance', 'maintenance', 'suspect', 'down'],
    });
    const down = { ...play('--').state, maintenanceUntil: 9 };
    expect(play('++', { from: down }).moves).toEqual(['recovered']);
  });
});

describe('whatever is seen', () => {
  const looks = fc.string({ unit: fc.constantFrom('+', '-', '?', 's'), maxLength: 200 });

  test('down and recovered alternate, beginning with down', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 5 }), (seen, confirmations) => {
        const told = play(seen, { confirmations }).moves.filter((move) => move === 'down' || move === 'recovered');
        expect(told).toEqual(told.map((_, i) => (i % 2 === 0 ? 'down' : 'recovered')));
      }),
    );
  });

  test('our own network moves nothing, wherever it fails', () => {
    fc.assert(
      fc.property(looks, (seen) => {
        expect(play(seen).moves).toEqual(play(seen.replaceAll('?', '')).moves);
      }),
    );
  });

  test('nothing is down before its failures are confirmed in a row, nor kept down past ten good looks', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 5 }), (seen, confirmations) => {
        const known = seen.replaceAll('?', '');
        const first = known.indexOf('-'.repeat(confirmations));
        expect(play(known, { confirmations }).moves.includes('down')).toBe(first !== -1);
        expect(play(`${known}${'+'.repeat(10)}`, { confirmations }).state.is).toBe('up');
      }),
    );
  });
});
