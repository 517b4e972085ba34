import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBlocked, isForeign, isInsecure, readLoads } from './page-loads.ts';

const AT = 'https://acme.test/shop/';
/** What a page asks for over http, each with what browsers do about it. */
const insecure = (html: string): string[] =>
  readLoads(html, AT)
    .loads.filter(({ url }) => isInsecure(url))
    .map(({ url, as }) => `${as}${isBlocked(as) ? ' blocked' : ''} ${url.href}`);

describe('what is asked over http', () => {
  test.each([
    ['<script src=http://x.test/a.js></script>', ['script blocked http://x.test/a.js']],
    ['<script src=" http://x.test/a.js"></script>', ['script blocked http://x.test/a.js']],
    ['<script type=module src=HTTP://X.test/a.js></script>', ['script blocked http://x.test/a.js']],
    ['<script type="text/template" src=http://x.test/a></script><script nomodule src=http://x.test/b></script>', []],
    ['<script>var a = "http://x.test/a.js"; document.write(\'<img src="http://x.test/i.png">\')</script>', []],
    ['<link rel="stylesheet" href=http://x.test/a.css>', ['style blocked http://x.test/a.css']],
    ['<link rel="preload" as=image href=http://x.test/i.png>', ['image http://x.test/i.png']],
    ['<link rel="preload" as=font href=http://x.test/f>', ['font blocked http://x.test/f']],
    ['<link rel="shortcut icon" href=http://x.test/i.ico>', ['file blocked http://x.test/i.ico']],
    ['<link rel=canonical href=http://acme.test/><link rel=preconnect href=http://x.test><a href=http://x.test/>x</a>', []],
    ['<iframe src=http://x.test/f></iframe>', ['frame blocked http://x.test/f']],
    [
      '<object data=http://x.test/o></object><embed src=http://x.test/e>',
      ['plugin blocked http://x.test/o', 'plugin blocked http://x.test/e'],
    ],
    ['<img src=http://x.test/i.png>', ['image http://x.test/i.png']],
    // A picture by srcset or in a picture element is not mended (HTML, update the image data: the initiator is "imageset").
    [
      '<img src=http://x.test/1 srcset="http://x.test/1,x 1x, http://x.test/2 2x,http://x.test/3">',
      [
        'image-set blocked http://x.test/1',
        'image-set blocked http://x.test/1,x',
        'image-set blocked http://x.test/2',
        'image-set blocked http://x.test/3',
      ],
    ],
    [
      '<picture><source srcset="http://x.test/w"><img src=http://x.test/i></picture><img src=http://x.test/after>',
      ['image-set blocked http://x.test/w', 'image-set blocked http://x.test/i', 'image http://x.test/after'],
    ],
    [
      '<video src=http://x.test/v poster=http://x.test/p><source src=http://x.test/s><track src=http://x.test/t></video>',
      ['media http://x.test/v', 'image http://x.test/p', 'media http://x.test/s', 'file blocked http://x.test/t'],
    ],
    [
      '<style>@import "http://x.test/i.css"; a{background:url(http://x.test/b.png)}</style>',
      ['style blocked http://x.test/i.css', 'image http://x.test/b.png'],
    ],
    [`<p style="background: url('http://x.test/b.png')">`, ['image http://x.test/b.png']],
    [
      '<form action=http://x.test/go></form><button formaction=http://x.test/b>',
      ['form blocked http://x.test/go', 'form blocked http://x.test/b'],
    ],
    ['<form method=dialog action=http://x.test/go></form><form action=""></form>', []],
    ['<base href=http://acme.test/><script src=/a.js></script>', ['script blocked http://acme.test/a.js']],
    ['<template><base href=http://acme.test/></template><script src=/a.js></script>', []],
    ['<script src=//x.test/a.js></script><img src="data:image/svg+xml,http://x.test/"><img src=/http://x.test/i.png>', []],
    ['<template><img src=http://x.test/i></template><noscript><img src=http://x.test/i></noscript><!-- <img src=http://x.test/i> -->', []],
    ['<img src=http://localhost:3000/i><img src=http://127.0.0.1/i><img src=http://[::1]/i>', []],
    ['<img src="http://[">', []],
  ])('%s', (html, expected) => {
    expect(insecure(html)).toEqual(expected);
  });
});

describe('scripts', () => {
  const scripts = (html: string): string[] =>
    readLoads(html, AT).scripts.map(
      ({ url, blocking, pinned }) => `${url.pathname}${blocking ? ' blocking' : ''}${pinned ? ' pinned' : ''}`,
    );
  test.each([
    ['<head><script src=/a.js></script></head>', ['/a.js blocking']],
    [
      '<script async src=/a.js></script><script defer src=/b.js></script><script type=module src=/c.js></script>',
      ['/a.js', '/b.js', '/c.js'],
    ],
    ['<script async blocking="render" src=/a.js></script>', ['/a.js blocking']],
    ['<head><script src=/a.js integrity=sha384-x></script></head><body><script src=/b.js></script>', ['/a.js blocking pinned', '/b.js']],
    ['<title>x</title><p>The head ended before.</p><script src=/a.js></script>', ['/a.js']],
    ['<noscript><p>No</p></noscript><script src=/a.js></script>', ['/a.js blocking']],
  ])('%s', (html, expected) => {
    expect(scripts(html)).toEqual(expected);
  });

  test('are foreign where another domain than the page’s own serves them', () => {
    const foreign = (address: string): boolean => isForeign(new URL(address, AT), AT);
    expect(['https://cdn.acme.test/a.js', '/a.js', 'data:text/javascript,1'].filter(foreign)).toEqual([]);
    expect(foreign('https://widget.test/a.js')).toBe(true);
  });
});

test('any text is read without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readLoads(text, AT)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readLoads(`<img srcset="${text}">`, AT)));
});
