import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { allTrees, editRecord, GOOGLE_SPF, spfSaw, treeOf } from './spf-tree.ts';

test('the worst case counts every include down to the last', () => {
  const tree = treeOf(spfSaw([], GOOGLE_SPF), 'acme.com', 'v=spf1 a mx include:_spf.google.com ~all');
  expect(tree.cost).toBe(6);
  expect(allTrees(tree)).toHaveLength(5);
});

test('an include that comes twice costs twice', () => {
  expect(treeOf(spfSaw([], GOOGLE_SPF), 'acme.com', 'v=spf1 include:_spf.google.com include:_spf.google.com ~all').cost).toBe(8);
});

test('redirect counts only where there is no all', () => {
  expect(treeOf(spfSaw([]), 'acme.com', 'v=spf1 redirect=_spf.acme.com').cost).toBe(1);
  expect(treeOf(spfSaw([]), 'acme.com', 'v=spf1 redirect=_spf.acme.com -all').cost).toBe(0);
});

test('includes that multiply are cut, not followed forever', () => {
  const names = Array.from({ length: 40 }, (_, i) => [`n${i}.example`, `v=spf1 ${`include:n${i + 1}.example `.repeat(30)}~all`] as const);
  const tree = treeOf(spfSaw([], Object.fromEntries(names)), 'acme.com', 'v=spf1 include:n0.example ~all');
  expect(tree.cost).toBeGreaterThan(10);
  expect(tree.cost).toBeLessThanOrEqual(300);
});

test.each([
  ['v=spf1 ~all include:a.example', 'v=spf1 include:a.example ~all'],
  ['v=spf1 mx mx -all', 'v=spf1 mx -all'],
  ['v=spf1 mx', 'v=spf1 mx ~all'],
  ['v=spf1 redirect=a.example', 'v=spf1 redirect=a.example'],
])('%s is put in order', (before, after) => {
  expect(editRecord(before, (word) => word)).toBe(after);
});

test('without its last sender a record does not refuse all mail', () => {
  expect(editRecord('v=spf1 ip4:0.0.0.0/0 -all', () => null)).toBe('v=spf1 ~all');
  expect(editRecord('v=spf1 -all', (word) => word)).toBe('v=spf1 -all');
});

test('any record gives a tree', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('a', 'include:b.example', 'redirect=b.example', 'all', '?all', 'exists:%{i}.x.example'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const record = `v=spf1 ${words.join(' ')}`;
      expect(treeOf(spfSaw([record], { 'b.example': record }), 'acme.com', record).cost).toBeLessThanOrEqual(300);
    }),
  );
});
