import { assert, integer, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextRun, parseCrontab } from './crontab.ts';

const next = (text: string, after: string, zone = 'UTC'): string | null => {
  const read = parseCrontab(text);
  if (!read.ok) throw new Error(read.problem);
  const at = nextRun(read.value, Date.parse(after), zone);
  return at === null ? null : new Date(at).toISOString().replace(':00.000Z', 'Z');
};

describe('a crontab', () => {
  // crontab(5) and its examples.
  test.each([
    ['* * * * *', '2026-11-25T06:30Z', '2026-11-25T06:31Z'],
    ['5 0 * * *', '2026-11-25T06:30Z', '2026-11-26T00:05Z'],
    ['15 14 1 * *', '2026-11-25T06:30Z', '2026-12-01T14:15Z'],
    ['0 22 * * 1-5', '2026-11-27T22:00Z', '2026-11-30T22:00Z'],
    ['23 0-23/2 * * *', '2026-11-25T06:30Z', '2026-11-25T08:23Z'],
    ['5 4 * * sun', '2026-11-25T06:30Z', '2026-11-29T04:05Z'],
    ['5 4 * * 7', '2026-11-25T06:30Z', '2026-11-29T04:05Z'],
    ['30 4 1,15 * 5', '2026-11-25T06:30Z', '2026-11-27T04:30Z'],
    ['0 0 13 * fri', '2026-11-28T00:00Z', '2026-12-04T00:00Z'],
    ['*/15 9-17 * jan,feb mon', '2026-11-25T06:30Z', '2027-01-04T09:00Z'],
    ['10/20 * * * *', '2026-11-25T06:31Z', '2026-11-25T06:50Z'],
    ['@daily', '2026-11-25T06:30Z', '2026-11-26T00:00Z'],
    ['@hourly', '2026-11-25T06:30Z', '2026-11-25T07:00Z'],
    ['0 0 29 2 *', '2026-11-25T06:30Z', '2028-02-29T00:00Z'],
    ['0 0 30 2 *', '2026-11-25T06:30Z', null],
  ])('%s runs after %s at %s', (text, after, wanted) => expect(next(text, after)).toBe(wanted));

  test.each([
    ['0 3 * * *', '2026-11-25T06:30Z', 'Europe/Berlin', '2026-11-26T02:00Z'],
    ['30 2 * * *', '2026-03-28T12:00Z', 'Europe/Berlin', '2026-03-29T01:30Z'],
    ['30 2 * * *', '2026-10-24T12:00Z', 'Europe/Berlin', '2026-10-25T00:30Z'],
    ['0 0 * * *', '2026-11-25T06:30Z', 'America/New_York', '2026-11-26T05:00Z'],
    ['30 9 * * *', '2026-11-25T06:30Z', 'Asia/Kolkata', '2026-11-26T04:00Z'],
    ['0 9 * * *', '2026-11-25T06:30Z', 'Nowhere/Atlantis', '2026-11-25T09:00Z'],
  ])('%s after %s in %s runs at %s', (text, after, zone, wanted) => expect(next(text, after, zone)).toBe(wanted));

  test.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    '@reboot',
    '__proto__',
    'constructor',
    'a b c d e',
    ', * * * *',
  ])('%j is none', (text) => expect(parseCrontab(text).ok).toBe(false));

  test('never throws, never hangs, on any text; what it finds lies ahead, on a minute that was named', () => {
    assert(property(string({ maxLength: 300, unit: 'binary' }), (text) => void parseCrontab(text)));
    assert(
      property(integer({ min: 0, max: 59 }), integer({ min: 0, max: 23 }), integer({ min: 1e12, max: 2e12 }), (minute, hour, after) => {
        const read = parseCrontab(`${minute} ${hour} * * *`);
        const at = read.ok ? nextRun(read.value, after, 'UTC') : null;
        expect(at).toBeGreaterThan(after);
        expect(at! - after).toBeLessThanOrEqual(86_400_000);
        expect([new Date(at!).getUTCHours(), new Date(at!).getUTCMinutes()]).toEqual([hour, minute]);
      }),
    );
  });
});
