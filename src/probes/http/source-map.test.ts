import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMap, scriptMap } from './source-map.ts';

const map = (over: object): string => JSON.stringify({ version: 3, sources: ['../src/main.tsx'], names: [], mappings: 'AAAA', ...over });

test.each([
  ['own code', map({ sourcesContent: ['x'] }), { sources: 1, names: ['../src/main.tsx'], server: [], content: true }],
  ['names alone', map({}), { sources: 1, names: ['../src/main.tsx'], server: [], content: false }],
  [
    'code of the server',
    map({ sources: ['../src/server/pay.ts'], sourcesContent: ['x'] }),
    { sources: 1, names: ['../src/server/pay.ts'], server: ['../src/server/pay.ts'], content: true },
  ],
  [
    'a client of an API is no server',
    map({ sources: ['../src/api/client.ts'] }),
    { sources: 1, names: ['../src/api/client.ts'], server: [], content: false },
  ],
  ['libraries alone', map({ sources: ['../node_modules/react/index.js'] }), null],
  ['an error', '{"error":"not found"}', null],
  ['a page', '<!doctype html><title>App</title>', null],
  [
    'one that was cut',
    map({ sourcesContent: ['x'.repeat(50)] }).replace(/("sources":\[.*?\]).*$/, '$1,"sourcesContent":["xxx'),
    { sources: 1, names: ['../src/main.tsx'], server: [], content: true },
  ],
])('a source map: %s', (_, text, wanted) => {
  expect(readMap(text)).toEqual(wanted);
});

test.each([
  ['https://acme.test/a/x.js', 'f()\n//# sourceMappingURL=x.js.map\n', 'https://acme.test/a/x.js.map'],
  ['https://acme.test/a/x.js', 'f()', 'https://acme.test/a/x.js.map'],
  ['https://acme.test/a/x.js', 'f()\n//# sourceMappingURL=https://maps.example/x.map', undefined],
  ['https://acme.test/a/x.js', 'f()\n//# sourceMappingURL=data:application/json;base64,e30=', undefined],
  ['https://www.acme.test/a/x.js', 'f()', undefined],
  ['https://acme.test/', '<p>//# sourceMappingURL=x.map', undefined],
])('the map of %s with %j', (at, text, wanted) => {
  expect(scriptMap({ at, bytes: Buffer.from(text) }, 'acme.test')?.url.href).toBe(wanted);
});

test('never throws, whatever the text', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readMap(text)));
});
