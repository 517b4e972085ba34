import { expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { sieve } from './sieve.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const PASSWORD = alnum(28, 7);

const CODE = `import a from 'a';\n\nexport const pay = { key: '${STRIPE}', list: [1, 2] };\nconst password = '${PASSWORD}';\n`;

/** The same file after whatever happens to files. */
const FORMS: Record<string, string> = {
  'as it is': CODE,
  prettier: `import a from "a";\n\nexport const pay = {\n  key: "${STRIPE}",\n  list: [1, 2],\n};\nconst password =\n  "${PASSWORD}";\n`,
  minified: `import a from"a";export const pay={key:"${STRIPE}",list:[1,2]};const password="${PASSWORD}";`,
  CRLF: CODE.replaceAll('\n', '\r\n'),
  'fifty lines further down': `${'// a line\n'.repeat(50)}${CODE}`,
  'in a source map': JSON.stringify({ version: 3, sources: ['a.ts'], sourcesContent: [CODE] }),
  'in base64': Buffer.from(CODE).toString('base64'),
  'in a bundle, escaped': `push([1,${JSON.stringify(JSON.stringify({ code: CODE }))}])`,
};

test('no formatting and no move changes the id of a secret, and another key has another id', () => {
  const ids = (text: string, at: string): string[] => {
    const box = sieve(NOW);
    box.pour({ bytes: Buffer.from(text), at, exposure: 'head' });
    return box
      .told('salt')
      .found.map(({ id, rule }) => `${rule} ${id}`)
      .toSorted();
  };
  const first = ids(CODE, 'src/a.ts');
  expect(first).toHaveLength(2);
  for (const [name, text] of Object.entries(FORMS)) expect([name, ids(text, `moved/${name}.txt`)]).toEqual([name, first]);
  expect(ids(CODE.replace(STRIPE, `${STRIPE.slice(0, -4)}zz99`), 'src/a.ts')).not.toEqual(first);
});
