import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configSchema } from '../../src/core/config.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import type { Markup } from '../../src/reports/markup.ts';
import { findBrowser } from '../../src/probes/browser/find.ts';
import type { Env } from '../../src/server/kit.ts';
import { findAsset } from '../../src/server/assets.ts';
import { renderAuditForm, renderRunning } from '../../src/server/pages/audit.ts';
import { renderDashboard } from '../../src/server/pages/dashboard.ts';
import { renderIncident, renderIncidents } from '../../src/server/pages/incident.ts';
import { renderIssue, renderIssues } from '../../src/server/pages/issues.ts';
import { show } from '../../src/server/pages/layout.ts';
import { renderLogin, renderSetup } from '../../src/server/pages/login.ts';
import { renderMaintenance } from '../../src/server/pages/maintenance.ts';
import { renderSettings } from '../../src/server/pages/settings.ts';
import { renderStatus } from '../../src/server/pages/status.ts';
import { secureHeaders } from '../../src/server/secure.ts';
import { dashboardOf, HOSTILE, incidentOf, issueOf, NOW } from '../sample-watch.ts';
import { PASSWORD, serving } from '../serving.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CSRF = 'c'.repeat(43);

/** Every page, with nothing, with a product as it is, with far too much, and with what attackers write. */
const PAGES: Record<string, () => Markup> = Object.fromEntries(
  (
    [
      ['empty', 0, 'acme.test'],
      ['real', 4, 'Login page'],
      ['huge', 200, 'Dashboard of the coaches'],
      ['hostile', 13, HOSTILE],
    ] as const
  ).flatMap(([kind, n, text]): [string, () => Markup][] => {
    const shown = dashboardOf(n, text);
    const people = n === 0 ? [] : [text, 'Ada'];
    const kept = shown.watched.map((each, at) =>
      at % 3 === 0 ? { ...each, state: { ...each.state, maintenanceUntil: NOW + 3_600_000 } } : each,
    );
    const incident = incidentOf(text);
    const issue = {
      issue: issueOf(5, text),
      releases: n === 0 ? [] : Array.from({ length: n }, () => ({ release: text, events: 3, firstSeen: NOW, lastSeen: NOW })),
    };
    const payload = {
      exception: {
        values: [{ type: text, value: text, stacktrace: { frames: [{ function: text, filename: text, lineno: 1, in_app: true }, null] } }],
      },
      tags: { [text.slice(0, 20)]: text },
    };
    const events = Array.from({ length: Math.min(n, 20) }, (_, at) => ({
      id: `e${at}`,
      issue: 5,
      at: NOW,
      release: text,
      environment: text,
      payload,
    }));
    const finding = {
      id: 'abcdefabcdef',
      check: 'dns/caa',
      subject: `host ${text}`,
      severity: 'high',
      state: 'fail',
      title: text,
      found: text,
    } as const;
    const running = {
      id: 'a'.repeat(16),
      domain: text,
      started: NOW,
      events: [
        { n: 1, kind: 'asking', text },
        { n: 2, kind: 'found', finding },
      ] as const,
      over: Promise.resolve(),
    };
    const tokens = Array.from({ length: Math.min(n, 20) }, (_, at) => ({
      id: `${at}`.padStart(64, 'a'),
      token: { name: text, scopes: ['run', 'read'] as const, made: NOW, tail: 'wxyz' },
    }));
    const config = configSchema.parse({ alerts: n === 0 ? [] : [{ channel: 'email', to: text.slice(0, 100), owner: text }] });
    return [
      [`${kind} dashboard`, () => renderDashboard(shown)],
      [`${kind} incidents`, () => renderIncidents(shown.incidents, NOW)],
      [
        `${kind} incident`,
        () =>
          renderIncident(n === 0 ? { ...incidentOf('Login is down', false), events: [], deliveries: [] } : incident, {
            now: NOW,
            csrf: CSRF,
            people,
          }),
      ],
      [`${kind} issues`, () => renderIssues(shown.issues, { now: NOW, release: n === 0 ? undefined : text })],
      [`${kind} issue`, () => renderIssue(issue, { events, csrf: CSRF, people })],
      [`${kind} maintenance`, () => renderMaintenance({ watched: kept, now: NOW, csrf: CSRF, ...(n === 0 ? {} : { problem: text }) })],
      [
        `${kind} audit form`,
        () => renderAuditForm(shown.audit ? [shown.audit] : [], { csrf: CSRF, target: text, ...(n === 0 ? {} : { problem: text }) }),
      ],
      [`${kind} running audit`, () => renderRunning({ ...running, events: n === 0 ? [] : [...running.events] })],
      [`${kind} status`, () => renderStatus({ title: text, ...shown })],
      [
        `${kind} settings`,
        () =>
          renderSettings({
            csrf: CSRF,
            config,
            project: { id: 1, name: text, key: 'k'.repeat(32) },
            publicUrl: 'https://watch.acme.test',
            tokens,
            size: { bytes: 5e6, rows: { samples: 5 } },
            ...(n === 0 ? {} : { made: 'lr_x', tested: [{ channel: 'email', owner: text, ok: false, says: text }] }),
          }),
      ],
      [`${kind} login`, () => renderLogin(n === 0 ? {} : { problem: text })],
      [`${kind} setup`, () => renderSetup({ token: 't'.repeat(43), name: text, ...(n === 0 ? {} : { problem: text }) })],
    ];
  }),
);

let browser: Browser;
let server: Server;
let base = '';

beforeAll(async () => {
  const app = new Hono<Env>();
  app.use(secureHeaders({ publicUrl: 'http://127.0.0.1' }));
  app.get('/assets/:hash/:name', (c) => {
    const found = findAsset(c.req.param('hash'), c.req.param('name'));
    return found ? c.body(found.text, 200, { 'Content-Type': found.type }) : c.notFound();
  });
  app.get('/page/:name', (c) => {
    c.set('opened', { id: 'x', session: { name: 'Ada', csrf: CSRF, made: NOW, rotated: NOW } });
    return show(c, { title: c.req.param('name'), islands: ['chart'], body: PAGES[c.req.param('name')]!() });
  });
  server = createAdaptorServer({ fetch: app.fetch }) as Server; // as: without http2 options it is a server of node:http
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as: a TCP server has no path
  const executablePath = await findBrowser({ env: {} });
  expect(executablePath, 'npm test installs Chromium').toBeDefined();
  browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function violations(page: Page): Promise<unknown> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression:
      'axe.run({ resultTypes: ["violations"] }).then((found) => JSON.stringify(found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)))',
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return JSON.parse(String(result.value));
}

describe('every page', () => {
  test.each(Object.keys(PAGES))(
    '%s: axe finds nothing in light and dark, no sideways scroll from 320 px on, nothing foreign is asked, no script of a stranger runs',
    async (name) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
      await using _ = { [Symbol.asyncDispose]: () => context.close() };
      const page = await context.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(`${base}/page/${encodeURIComponent(name)}`);
      expect(await violations(page)).toEqual([]);
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect({ width, scrolls: (await page.evaluate<number>('document.documentElement.scrollWidth')) > width }).toEqual({
          width,
          scrolls: false,
        });
      }
      await page.setViewportSize({ width: 360, height: 900 });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('window.hit')).toBeUndefined();
      expect(await page.evaluate('document.querySelectorAll("main img, main script").length')).toBe(0);
      expect(asked.filter((url) => !url.startsWith(base) && !url.startsWith('data:'))).toEqual([]);
      expect(said).toEqual([]);
    },
  );
});

test('the status is the largest text of the dashboard, and the keyboard reaches every link, button and field', async () => {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await using _ = { [Symbol.asyncDispose]: () => context.close() };
  const page = await context.newPage();
  await page.goto(`${base}/page/real%20dashboard`);
  const largest = await page.evaluate(
    '[...document.querySelectorAll("body *")].filter((each) => each.textContent.trim().length > 1).map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent.trim()]).sort((a, b) => b[0] - a[0])[0][1]',
  );
  expect(largest).toMatch(/^[■▲●✓?]?(\d+ DOWN|ALL UP|UNKNOWN)$/);
  for (const name of ['real dashboard', 'real settings', 'real incident', 'real issue', 'real maintenance']) {
    await page.goto(`${base}/page/${encodeURIComponent(name)}`);
    const wanted = await page.evaluate<number>(
      '[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((each) => each.checkVisibility()).length',
    );
    const reached = new Set<string>();
    for (let step = 0; step <= wanted + 2; step += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate<string>(
          '(() => { const all = [...document.querySelectorAll("*")]; return document.activeElement === document.body ? "body" : String(all.indexOf(document.activeElement)); })()',
        ),
      );
    }
    reached.delete('body');
    expect({ name, reached: reached.size >= wanted }).toEqual({ name, reached: true });
  }
});

describe('the audit page', () => {
  test.each([true, false])(
    'fills the same frame until the report is there, scripts %s (AUD-13)',
    async (javaScriptEnabled) => {
      await using running = await serving({
        scenario: scenarios.find(({ name }) => name === 'first-site')!,
        config: { monitor: { daily_audit: false } },
      });
      await running.owner();
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
      await using _ = { [Symbol.asyncDispose]: () => context.close() };
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      await page.goto(`${running.serving.url}/audit`);
      await page.fill('input[name=password]', PASSWORD);
      await page.click('button.do');
      await page.waitForURL('**/audit');
      await page.fill('input[name=target]', running.lab!.domain);
      await page.click('text=Audit it');
      await page.waitForURL('**/audits/live/*');
      await page.waitForSelector('#frame h1.verdict:is(.pass, .blocker, .unknown)', { timeout: 30_000 });
      expect(await page.textContent('#frame h1.verdict')).toMatch(/GO|CANNOT TELL/);
      expect(await page.locator('#ship, #soon, #later').count()).toBeGreaterThan(0);
      expect(said).toEqual([]);
      expect(running.trouble).toEqual([]);
    },
    60_000,
  );
});
