import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zoneWith } from '../../../test/edge/zone.ts';
import { saysSame, snapshot, textOf, type ZoneState } from './state.ts';
import { mergeText, planRecords, planRows } from './records.ts';
import { bodyOf, quoted, rowOf } from './row.ts';
import { rowValue } from './change-of.ts';
import { simulate } from './simulate.ts';

const after = (state: ZoneState, wish: Parameters<typeof planRecords>[1]): string[] =>
  planRecords(state, wish)
    .reduce(simulate, state)
    .records.map((row) => `${row.type} ${row.name} ${textOf(row)}`)
    .sort();

describe('records to add and remove', () => {
  test('one that goes and one that comes at the same place are one change', () => {
    const state = zoneWith(['TXT @ v=spf1 ~all', 'A app 192.0.2.1']);
    const changes = planRecords(state, {
      remove: [{ name: '@', type: 'TXT', data: 'v=spf1 ~all' }],
      add: [{ name: 'acme.com', type: 'TXT', data: 'v=spf1 -all' }],
    });
    expect(changes.map(({ at, risk }) => [at, risk])).toEqual([['zone acme.com dns TXT acme.com', 'mail']]);
    expect(changes[0]?.after).toMatchObject({ content: '"v=spf1 -all"', comment: 'launch-ready: fix' });
  });

  test('two SPF records become one (MAIL-9)', () => {
    const state = zoneWith(['TXT @ v=spf1 include:a.test ~all', 'TXT @ v=spf1 include:b.test ~all']);
    const remove = ['a', 'b'].map((name) => ({ name: '@', type: 'TXT', data: `v=spf1 include:${name}.test ~all` }));
    expect(after(state, { remove, add: [{ name: '@', type: 'TXT', data: 'v=spf1 include:a.test include:b.test ~all' }] })).toEqual([
      'TXT acme.com v=spf1 include:a.test include:b.test ~all',
    ]);
  });

  test('an alias gives way to addresses and addresses to an alias, and stays behind the edge', () => {
    const state = zoneWith(['CNAME www old.test', 'A app 192.0.2.1', 'A app 192.0.2.2']);
    state.records[0]!.proxied = true;
    expect(after(state, { add: [{ name: 'www', type: 'A', data: '192.0.2.9' }] })).toContain('A www.acme.com 192.0.2.9');
    const [change] = planRecords(state, { add: [{ name: 'www', type: 'A', data: '192.0.2.9' }] });
    expect(change?.after).toMatchObject({ proxied: true, ttl: 1 });
  });

  test('name servers of the zone itself are not ours to change, those of a part of it are', () => {
    const add = ['@', 'part'].map((name) => ({ name, type: 'NS', data: 'ns1.other.test' }));
    expect(planRecords(zoneWith([]), { add }).map(({ at }) => at)).toEqual(['zone acme.com dns NS part.acme.com']);
  });

  test('what is there already is no change, however it is written', () => {
    const state = zoneWith(['MX @ 10 mail.acme.com', 'CAA @ 0 issue "letsencrypt.org"', 'TXT x "a" "b"']);
    const add = [
      { name: '@', type: 'MX', data: '10 Mail.acme.com.' },
      { name: 'acme.com.', type: 'CAA', data: '0 issue letsencrypt.org' },
      { name: 'x', type: 'txt', data: 'ab' },
    ];
    expect(planRecords(state, { add })).toEqual([]);
  });

  test.each([
    ['MX', 'mail.acme.com'],
    ['CAA', 'letsencrypt.org'],
    ['SRV', '1 2 x'],
  ])('%s data that cannot be read says how it is written', (type, data) => {
    expect(() => rowOf({ name: '@', type, data }, 'acme.com')).toThrow('cannot be read');
  });

  test.each([
    ['v=spf1 a ~all', 'v=spf1 include:x.test -all', 'v=spf1 a include:x.test ~all'],
    ['v=spf1 A -all', 'v=spf1 a mx ~all', 'v=spf1 A mx -all'],
    ['v=spf1 a', 'v=spf1 mx ~all', 'v=spf1 a mx ~all'],
    ['v=DMARC1; p=none; rua=mailto:a@a.test', 'v=DMARC1; p=reject', 'v=DMARC1; p=reject; rua=mailto:a@a.test'],
  ])('%s and %s merge into one', (held, wanted, merged) => {
    expect(mergeText(held, wanted)).toBe(merged);
    expect(mergeText(merged, wanted)).toBe(merged);
  });

  test('the text of a TXT record survives quoting and cutting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (content) => {
        expect(textOf({ type: 'TXT', content: quoted(content) })).toBe(content);
      }),
    );
  });

  test('a second plan is empty, and every plan goes back to where it began', () => {
    const name = fc.constantFrom('@', 'a', 'b', 'www');
    const record = fc.oneof(
      fc.record({ name, type: fc.constant('A'), data: fc.constantFrom('192.0.2.1', '192.0.2.2') }),
      fc.record({ name, type: fc.constant('CNAME'), data: fc.constantFrom('x.test', 'y.test') }),
      fc.record({ name, type: fc.constant('TXT'), data: fc.constantFrom('v=spf1 a -all', 'v=spf1 mx ~all', 'hello', 'v=DMARC1; p=none') }),
      fc.record({ name, type: fc.constant('MX'), data: fc.constantFrom('10 m.test', '20 m.test') }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { maxLength: 6, selector: ({ name: at, type, data }) => `${at} ${type} ${data}` }),
        fc.array(record, { maxLength: 1 }),
        (held, add) => {
          const state = zoneWith(held.map((each) => `${each.type} ${each.name} ${each.data}`));
          const changes = planRecords(state, { add });
          const done = changes.reduce(simulate, state);
          expect(planRecords(done, { add })).toEqual([]);
          const back = changes
            .toReversed()
            .reduce((at, change) => simulate(at, { ...change, before: change.after, after: change.before }), done);
          expect(snapshot(back)).toBe(snapshot(state));
        },
      ),
    );
  });

  test('what is sent for CAA and SRV is their data', () => {
    expect(bodyOf(rowOf({ name: '@', type: 'CAA', data: '0 issue "letsencrypt.org"' }, 'acme.com'))).toMatchObject({
      data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' },
    });
    expect(bodyOf(rowOf({ name: '_sip._tcp', type: 'SRV', data: '10 5 5060 sip.acme.com.' }, 'acme.com'))).toMatchObject({
      data: { priority: 10, weight: 5, port: 5060, target: 'sip.acme.com' },
    });
  });

  test('removing a record that is not there is no change', () => {
    const state = zoneWith(['A app 192.0.2.1']);
    expect(planRows(state, { remove: [{ ...rowValue(state.records[0]!), content: '192.0.2.9' }] })).toEqual([]);
    expect(saysSame(state.records[0]!, rowValue(state.records[0]!))).toBe(true);
  });
});
