import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authority, http, https, openWeb, type Web } from '../../../test/web.ts';
import { isBlocked, isInsecure, readLoads } from '../../parsers/page-loads.ts';
import { measurePage } from './measure.ts';

const HERO_MS = 1_200;
let web: Web;

/** Everything that a page can ask for over http, and what only looks like it. */
const KINDS = `<base href="https://shop.test/"><link rel=stylesheet href="http://cdn.test/a.css"><link rel=icon href="http://cdn.test/i.ico">
  <link rel=preload as=font crossorigin href="http://cdn.test/f.woff2"><link rel=modulepreload href="http://cdn.test/m.js">
  <style>@import "http://cdn.test/b.css"; @font-face{font-family:F;src:url(http://cdn.test/g.woff2)} p{font-family:F;background:url(http://cdn.test/p.png)}</style>
  <script src="http://cdn.test/s.js"></script><script nomodule src="http://cdn.test/old.js"></script><script type="text/x" src="http://cdn.test/x"></script>
  <p style="border-image:url('http://cdn.test/q.png')">text</p><img src="http://cdn.test/1.png"><img src="//shop.test/2.png" srcset="http://cdn.test/3.png 1x">
  <picture><source srcset="http://cdn.test/4.png"><img src="https://shop.test/5.png"></picture><picture><img src="http://cdn.test/6.png"></picture>
  <video src="http://cdn.test/v.mp4" poster="http://cdn.test/v.png"></video><audio src="http://cdn.test/a.mp3"></audio><audio><source src="http://cdn.test/b.mp3"></audio>
  <iframe src="http://cdn.test/f"></iframe><object data="http://cdn.test/o"></object><embed src="http://cdn.test/e"><input type=image src="http://cdn.test/n.png">
  <template><img src="http://cdn.test/no1"></template><noscript><img src="http://cdn.test/no2"></noscript><!-- <img src="http://cdn.test/no3"> -->
  <a href="http://cdn.test/no4">a</a><link rel=canonical href="http://shop.test/kinds">`;

/** A picture of noise: browsers do not count a flat one as content. */
const picture = png(320, 200);

beforeAll(async () => {
  const shop = await https(['shop.test'], (request, response) => {
    const html = (body: string): void =>
      void response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Shop</title>${body}`);
    if (request.url === '/') return html('<h1>Hi</h1><img src="/hero.png" width="400" height="600">');
    if (request.url === '/mixed')
      return html('<h1>Hi</h1><script src="http://cdn.test/old.js"></script><img src="http://cdn.test/pixel.png">');
    if (request.url === '/loops') return html('<h1>Hi</h1><script>setInterval(() => location.reload(), 30)</script>');
    if (request.url === '/kinds') return html(KINDS);
    if (request.url === '/upgraded') return html(`<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests">${KINDS}`);
    if (request.url === '/throws')
      return html('<h1>Hi</h1><script>null.pay()</script><script>Promise.reject(new Error("no plan"))</script>');
    if (request.url === '/waits') return html('<script src="https://widget.test/w.js"></script><h1>Hi</h1>');
    if (request.url === '/hero.png')
      return void setTimeout(() => response.writeHead(200, { 'Content-Type': 'image/png' }).end(picture), HERO_MS);
    return void response.writeHead(404).end();
  });
  const widget = await https(
    ['widget.test'],
    (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end('let w;'),
  );
  const cdn = http((_request, response) => void response.writeHead(200, { 'Content-Type': 'image/png' }).end(picture));
  const old = http((_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>over http</h1>'));
  web = await openWeb(
    { '192.0.2.1:443': shop, '192.0.2.2:443': widget, '192.0.2.3:80': cdn, '192.0.2.4:80': old },
    ['shop.test A 192.0.2.1', 'widget.test A 192.0.2.2', 'cdn.test A 192.0.2.3', 'old.test A 192.0.2.4', 'inside.test A 127.0.0.1'],
    { ca: [(await authority()).root] },
  );
});
afterAll(() => web[Symbol.asyncDispose]());

const load = (url: string): ReturnType<typeof measurePage> => measurePage(web.io, { url, runs: 1, phone: false });

describe('a page in Chromium (PERF-12)', () => {
  test('the largest paint is never earlier than its picture came', async () => {
    const page = await load('https://shop.test/');
    expect(page.void).toBeUndefined();
    expect(page.lcp.ms).toBeGreaterThanOrEqual(HERO_MS);
    expect(page.load.ms).toBeGreaterThanOrEqual(HERO_MS);
    expect(page.bytes).toBeGreaterThan(picture.length);
    expect(page).toMatchObject({ mixed: [], blocking: [], runs: 1 });
    // The first byte is the HTTP client's and does not wait for the picture.
    expect(page.ttfbMs).toBeLessThan(HERO_MS);
  }, 60_000);

  test('mixed content is named, and what browsers block is told from what they mend (TLS-3)', async () => {
    const page = await load('https://shop.test/mixed');
    expect(page.mixed).toEqual([
      { url: 'http://cdn.test/old.js', active: true },
      { url: 'http://cdn.test/pixel.png', active: false },
    ]);
  }, 60_000);

  test('the markup alone tells the same (TLS-3)', async () => {
    const told = readLoads(KINDS, 'https://shop.test/kinds').loads.filter(({ url }) => isInsecure(url));
    const [{ mixed }, upgraded] = await Promise.all([load('https://shop.test/kinds'), load('https://shop.test/upgraded')]);
    expect(mixed).toEqual(told.map(({ url, as }) => ({ url: url.href, active: isBlocked(as) })).sort((a, b) => (a.url < b.url ? -1 : 1)));
    // The policy mends everything but embedded objects.
    expect(upgraded.mixed.map(({ url }) => url)).toEqual(
      told
        .filter(({ as }) => as === 'plugin')
        .map(({ url }) => url.href)
        .sort(),
    );
  }, 60_000);

  test('a foreign script that the page waits for is named (PERF-10)', async () => {
    expect((await load('https://shop.test/waits')).blocking).toEqual(['https://widget.test/w.js']);
  }, 60_000);

  test('what scripts throw and nobody catches is told', async () => {
    expect((await load('https://shop.test/throws')).errors).toEqual([
      'Error: no plan (shop.test/throws)',
      "TypeError: Cannot read properties of null (reading 'pay') (shop.test/throws)",
    ]);
  }, 60_000);

  test('a page that loads itself anew again and again is void, never fast', async () => {
    expect((await load('https://shop.test/loops')).void).toContain('loads itself anew');
  }, 60_000);

  test('http pages work too, and what cannot be opened says why', async () => {
    expect((await load('http://old.test/')).void).toBeUndefined();
    expect((await load('https://nobody.test/')).void).toContain('does not open');
    // Neither a page nor anything it asks for reaches private addresses.
    expect((await load('http://inside.test/')).void).toContain('private address');
  }, 60_000);
});

function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.of(0), randomBytes(width * 3)])));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
