import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cssLoads } from './css-loads.ts';

test.each([
  ['@import "a.css";', ['style a.css']],
  ["@IMPORT url('a.css') layer(x) supports(display: grid) screen;@import url(b.css);", ['style a.css', 'style b.css']],
  ['a{color:red} @import "late.css";', []],
  ['@namespace svg url(http://www.w3.org/2000/svg); a{}', []],
  [
    '@font-face{font-family:"A";src:local("A"),url(a.woff2) format("woff2"),url( "b.woff" )} a{background:url(c.png)}',
    ['font a.woff2', 'font b.woff', 'image c.png'],
  ],
  ['a{background:url(a.png);mask:url("b.png")}', ['image a.png', 'image b.png']],
  ['/* url(a.png) @import "b.css"; */ a{}', []],
  ['a::before{content:"url(a.png)"} b{content:\'/* \'; background:url(c.png)}', ['image c.png']],
  [
    `a{background:url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>")}`,
    ["image data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"],
  ],
  [`a{background:url(data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'>)}`, ['image data:image/svg+xml;utf8,<svg']],
  ['@media print{a{background:url(a.png)}} b{background:url(b.png)}', ['image a.png', 'image b.png']],
  [String.raw`a{background:url(\68 ttp\3a //x.test/a\ b.png)}`, ['image http://x.test/a b.png']],
  ['a{background:url()} b{background:url("")}', []],
  ['a{background:url(never closed', ['image never']],
  ['@import "never closed', ['style never closed']],
])('%s', (css, expected) => {
  expect(cssLoads(css).map(({ as, address }) => `${as} ${address}`)).toEqual(expected);
});

test('any text is read, quickly and without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void cssLoads(text)));
  const pieces = fc.array(fc.constantFrom('url(', '"', "'", '/*', '*/', '@import', '\\', '(', ')', ' ', 'a', '{', '}'), { maxLength: 200 });
  fc.assert(fc.property(pieces, (parts) => void cssLoads(parts.join(''))));
  for (const piece of ['url(', '"\\', '/*', 'url(  ', '@import ', '\\\\']) {
    const started = performance.now();
    cssLoads(piece.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
