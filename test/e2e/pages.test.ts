import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePack } from '../../src/handover/pack.ts';
import { renderHtml } from '../../src/reports/html.ts';
import { renderPackHtml } from '../../src/reports/pack-html.ts';
import { renderSprintHtml, type SprintOutcome } from '../../src/reports/sprint.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { makeApp } from '../../src/server/app.ts';
import { findAsset } from '../../src/server/assets.ts';
import type { Env } from '../../src/server/kit.ts';
import { show } from '../../src/server/pages/layout.ts';
import { missing } from '../../src/server/routes-pages.ts';
import { secureHeaders } from '../../src/server/secure.ts';
import { faultsOf, openChromium, openPage } from '../page-faults.ts';
import { emptyKnown, hostileKnown, sampleKnown } from '../sample-known.ts';
import { CSRF, KINDS, SERVER_PAGES } from '../sample-pages.ts';
import { emptyReport, goReport, hostileReport, hugeReport, sampleReport } from '../sample-report.ts';
import { HOSTILE, NOW } from '../sample-watch.ts';
import { PASSWORD, serving } from '../serving.ts';

/** Routes that are asked by GET and have no face. */
const FACELESS = [
  '/assets/:hash/:name',
  '/health',
  '/ready',
  '/robots.txt',
  '/metrics',
  '/events',
  '/incidents/:id{[0-9]{1,12}}/note.md',
  '/audits/live/:id{[0-9a-f]{16}}/events',
];

/** Pages that are files of their own. */
const FILES: Readonly<Record<string, () => string>> = {
  'a no-go report': () => renderHtml(sampleReport()),
  'a go report': () => renderHtml(goReport()),
  'an empty report': () => renderHtml(emptyReport()),
  'a hostile report': () => renderHtml(hostileReport()),
  'a huge report': () => renderHtml(hugeReport(300)),
  'a sprint': () => renderSprintHtml(sprintOf('Put the release before it back')),
  'a hostile sprint': () => renderSprintHtml({ ...sprintOf(HOSTILE), target: HOSTILE, before: hostileReport(), after: hostileReport() }),
  'a handover': () => renderPackHtml(writePack(sampleKnown())),
  'an empty handover': () => renderPackHtml(writePack(emptyKnown())),
  'a hostile handover': () => renderPackHtml(writePack(hostileKnown())),
};

function sprintOf(text: string): SprintOutcome {
  return {
    target: 'acme.com',
    before: sampleReport(),
    after: goReport(),
    stages: [
      { name: 'dns', title: 'Names and mail', state: 'done', says: text, open: [] },
      { name: 'keys', title: 'Keys that others may have', state: 'open', says: text, open: [text, 'Rotate STRIPE_SECRET_KEY'] },
      { name: 'edge', title: 'Edge', state: 'skipped', says: 'No zone is configured.', open: [] },
    ],
    changes: [text, 'Set the oldest TLS of acme.com to 1.2'],
    leftBehind: [{ thing: 'A handover', what: text }, { thing: 'Alerts' }],
  };
}

/** Every fault that is looked for. */
const FAULTY = `<title>Faulty</title><main><h1>Faulty</h1><img src="http://127.0.0.2:9/x.png"><p style="width:2000px;color:#aaa">Hardly seen</p>
  <script>console.error('no'); window.hit = 1; missing();</script></main>`;

let chromium: Awaited<ReturnType<typeof openChromium>>;
let page: Page;
let server: Server;
let base = '';

/** The pages of the server at their own addresses, with samples in the place of a store. */
beforeAll(async () => {
  const app = new Hono<Env>();
  // A file of its own brings its policy along.
  app.get('/files/:name', (c) => c.html(FILES[c.req.param('name')]?.() ?? FAULTY));
  app.use(secureHeaders({ publicUrl: 'http://127.0.0.1' }));
  app.get('/assets/:hash/:name', (c) => {
    const found = findAsset(c.req.param('hash'), c.req.param('name'));
    return found ? c.body(found.text, 200, { 'Content-Type': found.type }) : c.notFound();
  });
  // Streams that are open and tell nothing.
  for (const path of ['/events', '/audits/live/:id/events'])
    app.get(path, (c) => c.body(new ReadableStream(), 200, { 'Content-Type': 'text/event-stream' }));
  for (const [pattern, make] of Object.entries(SERVER_PAGES))
    app.get(pattern, (c) => {
      const [n, say] = KINDS[c.req.query('kind') as keyof typeof KINDS]; // as: the tests below ask for these
      const { out, ...frame } = make(n, say)[Number(c.req.query('n'))]!; // !: as many as they are
      if (!out) c.set('opened', { id: 'x', session: { name: 'Ada', csrf: CSRF, made: NOW, rotated: NOW } });
      return show(c, { title: pattern, ...frame });
    });
  app.notFound(missing);
  server = createAdaptorServer({ fetch: app.fetch }) as Server; // as: without http2 options it is a server of node:http
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as: a TCP server has no path
  chromium = await openChromium();
  page = await openPage(chromium.browser);
}, 60_000);
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  server?.closeAllConnections();
  server?.close();
});

/** An address that a pattern of Hono fits. */
const pathOf = (pattern: string): string =>
  pattern
    .replace(/:id\{\[0-9a-f\].*?\}\}/, 'a'.repeat(16))
    .replace(/:id\{.*?\}\}/, '7')
    .replace(/:token/, 't'.repeat(43));

/** Every page once: some are the same for all products. */
const seen = new Set<string>();
const ADDRESSES = Object.entries(SERVER_PAGES).flatMap(([pattern, make]) =>
  Object.entries(KINDS).flatMap(([kind, [n, say]]) =>
    make(n, say).flatMap(({ body }, at) => {
      if (seen.has(body.markup)) return [];
      seen.add(body.markup);
      return [{ name: `${kind} ${pattern} ${at}`, path: `${pathOf(pattern)}?kind=${kind}&n=${at}`, axe: kind !== 'huge' }];
    }),
  ),
);
const LIST = [
  ...Object.keys(FILES).map((name) => ({ name, path: `/files/${encodeURIComponent(name)}`, axe: !name.includes('huge') })),
  ...ADDRESSES,
  { name: 'no such page', path: '/nothing', axe: true },
];

test.each(LIST)('nothing is wrong, wide and narrow, in light and dark, with $name', async ({ name, path, axe }) => {
  const faults = await faultsOf(page, { url: `${base}${path}`, axe });
  // The browser itself tells of the status.
  expect(faults.filter((each) => name !== 'no such page' || !each.includes('404'))).toEqual([]);
});

test('every route with a face is in the list', async () => {
  await using running = await serving();
  const asked = makeApp(running.serving.kit).routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/'));
  expect([...new Set(asked.map(({ path }) => path))].toSorted()).toEqual([...Object.keys(SERVER_PAGES), ...FACELESS].toSorted());
});

test('a page with every fault has each of them named', async () => {
  const faults = (await faultsOf(page, { url: `${base}/files/faulty`, axe: true })).join('\n');
  for (const each of [
    'asks http://127.0.0.2:9/x.png',
    'says no',
    'throws missing',
    'image-alt',
    'in light: color-contrast',
    'in dark: color-contrast',
    'wide at 320 px',
    'runs a script',
  ])
    expect(faults).toContain(each);
});

test.each([
  ['/files/a%20no-go%20report', /NO-GO/],
  ['/files/a%20handover', /^\d+ of \d+ facts known$/],
  ['/?kind=real&n=0', /^[■▲●✓?]?(\d+ DOWN|ALL UP|UNKNOWN)$/],
])('the verdict is the largest text of %s', async (path, verdict) => {
  await page.goto(`${base}${path}`);
  const largest = await page.evaluate(
    '[...document.querySelectorAll("body *")].filter((each) => each.textContent.trim().length > 1).map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent.trim()]).sort((a, b) => b[0] - a[0])[0][1]',
  );
  expect(largest).toMatch(verdict);
});

test('every link within a page leads to something on it', async () => {
  for (const { path } of LIST) {
    await page.goto(`${base}${path}`);
    const lost = await page.evaluate(
      '[...document.querySelectorAll("a[href^=\\"#\\"]")].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash)',
    );
    expect({ path, lost }).toEqual({ path, lost: [] });
  }
}, 60_000);

test.each(Object.keys(SERVER_PAGES))('the keyboard reaches every link, button and field of %s', { timeout: 60_000 }, async (pattern) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${base}${pathOf(pattern)}?kind=real&n=0`);
  const wanted = await page.evaluate<number>(`(() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
    window.left = new Set(all.filter((each) => each.checkVisibility() && !each.disabled));
    document.addEventListener('focusin', ({ target }) => window.left.delete(target));
    if (document.activeElement !== document.body) document.activeElement.blur();
    return window.left.size;
  })()`);
  for (let step = 0; step < wanted + 3; step += 1) await page.keyboard.press('Tab');
  expect(await page.evaluate('[...window.left].map((each) => each.outerHTML.slice(0, 100))')).toEqual([]);
});

test.each([true, false])(
  'the audit page fills the same frame until the report is there, scripts %s (AUD-13)',
  { timeout: 60_000 },
  async (javaScriptEnabled) => {
    await using running = await serving({
      scenario: scenarios.find(({ name }) => name === 'first-site')!,
      config: { monitor: { daily_audit: false } },
    });
    await running.owner();
    const context = await chromium.browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
    await using _ = { [Symbol.asyncDispose]: () => context.close() };
    const person = await context.newPage();
    const said: string[] = [];
    person.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await person.goto(`${running.serving.url}/audit`);
    await person.fill('input[name=password]', PASSWORD);
    await person.click('button.do');
    await person.waitForURL('**/audit');
    await person.fill('input[name=target]', running.lab!.domain);
    await person.click('text=Audit it');
    await person.waitForURL('**/audits/live/*');
    await person.waitForSelector('#frame h1.verdict:is(.pass, .blocker, .unknown)', { timeout: 30_000 });
    expect(await person.textContent('#frame h1.verdict')).toMatch(/GO|CANNOT TELL/);
    expect(await person.locator('#ship, #soon, #later').count()).toBeGreaterThan(0);
    expect(said).toEqual([]);
    expect(running.trouble).toEqual([]);
  },
);
