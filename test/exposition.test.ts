import { expect, test } from 'vitest';
import { readExposition } from './exposition.ts';

const HEAD = '# HELP a A thing.\n# TYPE a gauge\n';

test('the strict reader of metrics takes what the format allows', () => {
  const [one] = readExposition(`${HEAD}a 1\na{b="x\\\\\\"\\n",c=""} -2.5e3\na{b="y",} +Inf 1700000000000\n`);
  expect(one).toMatchObject({
    type: 'gauge',
    help: 'A thing.',
    samples: [{ value: 1 }, { labels: { b: 'x\\"\n', c: '' }, value: -2500 }, {}],
  });
});

test.each([
  ['no final line feed', `${HEAD}a 1`],
  ['a series twice', `${HEAD}a{b="1",c="2"} 1\na{c="2",b="1"} 2\n`],
  ['a label twice', `${HEAD}a{b="1",b="2"} 1\n`],
  ['a raw quote', `${HEAD}a{b="x"y"} 1\n`],
  ['a wrong escape', `${HEAD}a{b="\\t"} 1\n`],
  ['a wrong label', `${HEAD}a{b-c="1"} 1\n`],
  ['labels that run together', `${HEAD}a{b="1"c="2"} 1\n`],
  ['no value', `${HEAD}a \n`],
  ['a value that is none', `${HEAD}a undefined\n`],
  ['a sample before its type', 'a 1\n'],
  ['a sample of another metric', `${HEAD}b 1\n`],
  ['a type twice', `${HEAD}a 1\n${HEAD}a 2\n`],
  ['an unknown type', '# HELP a A.\n# TYPE a number\na 1\n'],
  ['no help', '# TYPE a gauge\na 1\n'],
  ['a counter without _total', '# HELP a A.\n# TYPE a counter\na 1\n'],
  ['a counter below zero', '# HELP a_total A.\n# TYPE a_total counter\na_total -1\n'],
  ['milliseconds', '# HELP a_ms A.\n# TYPE a_ms gauge\na_ms 1\n'],
  ['a metric without samples', HEAD],
  ['a carriage return', `${HEAD}a 1\r\n`],
])('the strict reader of metrics refuses %s', (_, text) => expect(() => readExposition(text)).toThrow());
