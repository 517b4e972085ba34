import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPage } from './html.ts';
import { decodeEntities } from './html-entities.ts';
import { tagsIn } from './html-tokens.ts';

const names = (html: string): string[] => [...tagsIn(html)].map(({ name }) => name);

describe('tags', () => {
  test.each([
    ['<a href=x>', ['a']],
    ['<A\nHREF = "x"/>', ['a']],
    ['<!-- <b> --><i>', ['i']],
    ['<!--><b>', ['b']],
    ['<!-- never closed <b>', []],
    ['<!doctype html><p>', ['p']],
    ['</a><b>', ['b']],
    ['1 < 2 <b>', ['b']],
    ['<script>"<a href=x>"</script><b>', ['script', 'b']],
    ['<script>"</scriptx>"</SCRIPT ><b>', ['script', 'b']],
    ['<script>never closed <a>', ['script']],
    ['<title><b></title><i>', ['title', 'i']],
    ['<textarea><input type=password></textarea>', ['textarea']],
    ['<a title="<b>">', ['a']],
    ['<a', ['a']],
    ['<a href="never closed', ['a']],
    ['<', []],
    ['<?php echo "<a>" ?><b>', ['b']],
  ])('%s', (html, expected) => {
    expect(names(html)).toEqual(expected);
  });

  test('attributes: quotes of all kinds, the first of equals, references', () => {
    const [tag] = tagsIn(`<a HREF='/a?x=1&amp;y=2' href=/b data-x=1/ disabled title = "&#x27;&#39;&bogus;" =odd>`);
    expect(Object.fromEntries(tag?.attributes ?? [])).toMatchObject({
      href: '/a?x=1&y=2',
      'data-x': '1/',
      disabled: '',
      title: "''&bogus;",
    });
  });
});

test.each([
  ['<template><img></template><a>', ['img']],
  ['<template><template><img></template><b></template><a>', ['template', 'img', 'b']],
  ['<template shadowrootmode=open><img></template>', []],
  ['<noscript><img></noscript><a>', ['img']],
  ['<noscript><script>"</noscript>"</script><b></NOSCRIPT ><a>', ['script', 'b']],
  ['</template><a>', []],
  ['<template><img>', ['img']],
])('what browsers keep but never show is inert: %s', (html, inert) => {
  expect([...tagsIn(html)].filter((tag) => tag.inert).map(({ name }) => name)).toEqual(inert);
});

test('a page says its title, addresses and whether it asks for a password', () => {
  const page = readPage(`<html><head><title> Acme
    &mdash; home </title><title>two</title><base href="/x/"><meta name=Generator content="Astro v5"><meta http-equiv="Content-Security-Policy" content="script-src 'self'"><meta name=referrer content=origin><meta name=ROBOTS content="noindex"><link rel="Canonical" href="https://acme.com/"><link rel=canonicals href=/no><link rel="modulepreload" href=/m.js>
    <link rel=icon href=/i.png></head><body><svg><title>icon</title></svg><a href=" /a ">a</a><a>none</a><area href=/b>
    <form action=/go><input type=" PASSWORD "></form><script src=/s.js></script><script>inline()</script></body>`);
  expect(page).toEqual({
    title: 'Acme — home',
    base: '/x/',
    links: ['/a', '/b'],
    forms: ['/go'],
    scripts: ['/s.js'],
    styles: ['/m.js'],
    inline: ['inline()'],
    generators: ['Astro v5'],
    asksPassword: true,
    canonicals: ['https://acme.com/'],
    equivalents: [
      ['content-security-policy', "script-src 'self'"],
      ['referrer-policy', 'origin'],
      ['x-robots-tag', 'noindex'],
    ],
  });
});

test('a password field inside a script or a comment is none', () => {
  expect(readPage('<script>"<input type=password>"</script><!-- <input type=password> -->').asksPassword).toBe(false);
});

test('character references', () => {
  expect(decodeEntities('&lt;&#60;&#x3C;&amp;lt; &constructor; &#0; &#xD800; &#x110000; &')).toBe(
    '<<<&lt; &constructor; \ufffd \ufffd \ufffd &',
  );
});

test('letters beyond ASCII begin no tag, and move no end of a script', () => {
  expect(names('<\u212Aelvin><\u0130mg><A>')).toEqual(['a']);
  const [, script, link] = tagsIn('<P>\u0130\u0130</P><SCRIPT>"<\u0130>"</ScRiPt><A HREF=/x>');
  expect([script?.text, link?.attributes.get('href')]).toEqual(['"<\u0130>"', '/x']);
});

test('any text is read, and tags come in the order of their text', () => {
  const piece = fc.constantFrom('<', '>', '"', "'", '=', ' ', '/', '!', '--', 'a', 'script', 'title', '</', 'href', 'İ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      expect(readPage(pieces.join('')).links.length).toBeLessThan(60);
    }),
  );
});

test('two megabytes of hostile markup are read in a moment', () => {
  const started = performance.now();
  for (const piece of ['<', '<a ', '<a href="', '<!--', '<script>', '<script></scriptx', '</', '<a a=', '<title>', '< <', '<a/', "<a x='"])
    readPage(piece.repeat(2_000_000 / piece.length));
  expect(performance.now() - started).toBeLessThan(8_000);
});
