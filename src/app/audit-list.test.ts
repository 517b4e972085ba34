import { expect, test } from 'vitest';
import { startLab } from '../lab/index.ts';
import { testIo } from '../../test/io.ts';
import { manyProducts } from '../../test/many.ts';
import { auditList, type ListedAudit, readDomains } from './audit-list.ts';

test('a list is one domain a line; comments and empty lines say nothing', () => {
  expect(readDomains('# ours\nacme.com\r\n\n  app.acme.io   # the app\n', 'domains.txt')).toEqual([
    { line: 2, domain: 'acme.com' },
    { line: 4, domain: 'app.acme.io' },
  ]);
});

test.each([
  ['acme.com\n\nhttp//foo\n', 'domains.txt:3: "http//foo" is not a host name.'],
  ['acme.com beta.com\n', 'domains.txt:1: "acme.com beta.com" is not a host name.'],
  ['acme.com\n.\n', 'domains.txt:2: "." is not a host name.'],
  ['/etc\n', 'domains.txt:1: "/etc" is not a host name.'],
  ['co.uk\n', 'domains.txt:1: "co.uk" is an ending that many sites share, not the domain of one.'],
  ['{"schema":1}\n', 'domains.txt:1: "{"schema":1}" is not a host name.'],
  ['# nothing\n', 'domains.txt names no domain.'],
])('%j is no list: the line is named', (text, message) => {
  expect(() => readDomains(text, 'domains.txt')).toThrow(message);
});

test('every domain of a list is audited and told once, also where one does not exist', async () => {
  const { scenario, domains } = manyProducts(5);
  await using lab = await startLab(scenario);
  const { resolver, roots, ca, route } = lab;
  const io = testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route });
  const done: ListedAudit[] = [];
  const all = [...domains.slice(0, 2), 'gone.test', ...domains.slice(2)];
  await auditList(readDomains(all.join('\n'), 'domains.txt'), { io, input: {}, tell: (each) => done.push(each) });
  expect(done.map(({ domain }) => domain).toSorted()).toEqual(all.toSorted());
  const decisions = new Map(done.map((each) => [each.domain, 'report' in each ? each.report.decision : each.error.message]));
  expect(decisions.get('gone.test')).toBe('no-go');
  const others = done.map((each) => 'report' in each && each.domain !== 'gone.test' && each.report);
  expect(others.filter((report) => report && report.decision !== 'go').map((report) => report && report.because)).toEqual([]);
  expect(domains.filter((domain) => decisions.get(domain) !== 'go')).toEqual([]);
});

test('a profile that does not exist ends the list before the first domain', async () => {
  const told: ListedAudit[] = [];
  const work = auditList([{ line: 1, domain: 'acme.com' }], { io: testIo(), input: { profile: 'nope' }, tell: (each) => told.push(each) });
  await expect(work).rejects.toThrow('There is no profile named "nope"');
  expect(told).toEqual([]);
});
