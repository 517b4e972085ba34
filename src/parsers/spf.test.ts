import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSpf, parseSpf } from './spf.ts';

describe('what counts as an SPF record (RFC 7208 section 4.5)', () => {
  test.each([
    ['v=spf1', true],
    ['v=spf1 -all', true],
    ['V=SPF1 -all', true],
    ['v=spf10 -all', false],
    ['v=spf1-all', false],
    [' v=spf1 -all', false],
    ['v=spf2.0/mfrom -all', false],
    ['', false],
  ])('%j: %s', (text, is) => expect(isSpf(text)).toBe(is));
});

describe('terms', () => {
  test.each([
    ['all', { mechanism: 'all', qualifier: '+', value: null, cost: 0 }],
    ['-ALL', { mechanism: 'all', qualifier: '-', cost: 0 }],
    ['~all', { qualifier: '~' }],
    ['?all', { qualifier: '?' }],
    ['a', { mechanism: 'a', value: null, cidr4: 32, cidr6: 128, cost: 1 }],
    ['a:Example.COM.', { mechanism: 'a', value: 'example.com' }],
    ['a/24', { mechanism: 'a', value: null, cidr4: 24, cidr6: 128 }],
    ['a//64', { mechanism: 'a', value: null, cidr4: 32, cidr6: 64 }],
    ['mx:example.org/28//96', { mechanism: 'mx', value: 'example.org', cidr4: 28, cidr6: 96, cost: 1 }],
    ['mx/0', { cidr4: 0 }],
    ['ptr', { mechanism: 'ptr', value: null, cost: 1 }],
    ['ptr:otherdomain.com', { mechanism: 'ptr', value: 'otherdomain.com' }],
    ['ip4:192.0.2.0/24', { mechanism: 'ip4', value: '192.0.2.0', cidr4: 24, cost: 0 }],
    ['ip4:192.0.2.1', { mechanism: 'ip4', cidr4: 32 }],
    ['ip6:2001:DB8::/32', { mechanism: 'ip6', value: '2001:db8::', cidr6: 32, cost: 0 }],
    ['ip6:::ffff:192.0.2.1/128', { mechanism: 'ip6', value: '::ffff:192.0.2.1' }],
    ['include:_spf.google.com', { mechanism: 'include', value: '_spf.google.com', cost: 1, macro: false }],
    ['exists:%{ir}.%{l1r+-}._spf.%{d}', { mechanism: 'exists', value: '%{ir}.%{l1r+-}._spf.%{d}', macro: true, cost: 1 }],
    ['exists:%{i}._spf.%{d2}', { macro: true }],
    ['redirect=_spf.example.com', { is: 'modifier', name: 'redirect', value: '_spf.example.com', cost: 1 }],
    ['exp=explain._spf.%{d}', { is: 'modifier', name: 'exp', cost: 0, macro: true }],
    ['moo.cow-far_out=man:dog/cat', { is: 'modifier', name: 'moo.cow-far_out', value: 'man:dog/cat', cost: 0 }],
    ['unknown=', { is: 'modifier', name: 'unknown', value: '' }],
  ])('%s', (text, expected) => {
    const spf = parseSpf(`v=spf1 ${text}`);
    expect(spf.problems).toEqual([]);
    expect(spf.terms[0]).toMatchObject({ text, ...expected });
  });

  test.each([
    'include',
    'include:',
    'include:localhost',
    'include:example.com/24',
    'include:example..com',
    'exists',
    'all:example.com',
    'all/8',
    'ip4',
    'ip4:192.0.2',
    'ip4:192.0.2.1/33',
    'ip4:192.0.2.1/024',
    'ip4:2001:db8::1',
    'ip6:192.0.2.1',
    'ip6:2001:db8::/129',
    'ip6:fe80::1%eth0',
    'ip:192.0.2.1',
    'a:',
    'a/33',
    'a//129',
    'a:example.com:8080',
    'a:museum',
    'a:111.222.33.44',
    'a:example.-com',
    'mx:%{d',
    'exists:%{z}.example.com',
    'exists:%{d0}.example.com',
    'exists:%{c}.example.com',
    'a:abc%',
    'ptr/24',
    'redirect=',
    'redirect=foo',
    '=value',
    '-redirect=example.com',
    'exists:exämple.com',
    '"v=spf1',
    '–all',
  ])('%s is refused, and receivers would give up', (text) => {
    const spf = parseSpf(`v=spf1 ${text}`);
    expect(spf.terms).toEqual([]);
    expect(spf.problems).toMatchObject([{ term: text, fatal: true }]);
  });

  test('several spaces separate like one, and a tab does not', () => {
    expect(parseSpf('v=spf1   a    -all ').terms).toHaveLength(2);
    expect(parseSpf('v=spf1 a\t-all').problems).toMatchObject([{ fatal: true }]);
  });

  test('redirect and exp may stand only once', () => {
    expect(parseSpf('v=spf1 redirect=a.example redirect=b.example').problems).toMatchObject([{ term: 'redirect=b.example', fatal: true }]);
    expect(parseSpf('v=spf1 exp=a.example exp=b.example -all').problems).toMatchObject([{ term: 'exp=b.example', fatal: true }]);
  });

  test('what stands after all is noted but breaks nothing', () => {
    const spf = parseSpf('v=spf1 -all include:example.com redirect=example.com exp=e.example.com');
    expect(spf.problems).toMatchObject([
      { term: 'include:example.com', fatal: false },
      { term: 'redirect=example.com', fatal: false },
    ]);
  });

  test('the worst case of lookups is the sum of the costs', () => {
    const spf = parseSpf('v=spf1 a mx ptr include:i.example exists:e.example ip4:192.0.2.1 exp=x.example redirect=r.example');
    expect(spf.terms.reduce((sum, term) => sum + term.cost, 0)).toBe(6);
  });
});

test('no text makes it throw or hang', () => {
  const piece = oneof(
    constantFrom(' ', 'a', 'ip4:', 'include:', '%{', '}', '//', '/', '=', ':', '.', '-', 'redirect=', 'exists:', '%{d1r.}'),
    string({ unit: 'binary' }),
  );
  assert(property(array(piece, { maxLength: 60 }), (pieces) => void parseSpf(`v=spf1 ${pieces.join('')}`)));
  const started = performance.now();
  parseSpf(`v=spf1 ${'%{d}.'.repeat(20_000)}`);
  parseSpf(`v=spf1 ${'/'.repeat(60_000)} a${'/1'.repeat(30_000)} include:${'a-'.repeat(30_000)}`);
  parseSpf(`v=spf1 ${'a '.repeat(30_000)}`);
  expect(performance.now() - started).toBeLessThan(1_000);
});
