import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import type { Finding } from '../../src/core/finding.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { header, route, site } from '../../src/lab/matrix/edit.ts';
import { cleanTwin } from '../../src/lab/matrix/world.ts';
import { page } from '../../src/lab/scenarios/pages.ts';
import { CLOUDFLARE_DNS, VERCEL } from '../../src/lab/scenarios/world.ts';
import { testIo } from '../io.ts';

/** How long the foreign script keeps the home page white: beyond what is wished for, within what is allowed. */
const WIDGET_MS = 2_600;
const [HOME, LOGIN] = ['https://hazelpage.test/', 'https://hazelpage.test/login'];
const SEEN = ['app/console-errors', 'performance/largest-paint', 'performance/render-blocking', 'tls/mixed-loads'];

let lab: Lab;
const empty = mkdtempSync(join(tmpdir(), 'no-browser-'));

/** A home page that only a browser shows to be broken, and a login that is well. */
beforeAll(async () => {
  const world = cleanTwin('hazelpage.test');
  header(world, '', '/', 'Content-Security-Policy', "default-src * 'unsafe-inline'");
  const home = route(world, '', '/');
  home.body = home
    .body!.replace('</head>', '<script src="https://widget.test/w.js"></script></head>')
    .replace(
      '</body>',
      '<a href="/login">Log in</a><script>fetch("http://" + location.host + "/items").catch(() => 0); plans.show()</script></body>',
    );
  site(world, '').https!.unshift({ path: '/login', body: page({ title: 'Log in', body: '<h1>Log in</h1>', nonce: true }) });
  world.zones.push({ name: 'widget.test', servers: [...CLOUDFLARE_DNS], records: [`@ 300 A ${VERCEL}`] });
  world.sites.push({
    hosts: ['widget.test'],
    addresses: [VERCEL],
    https: [{ path: '*', delayMs: WIDGET_MS, headers: { 'Content-Type': 'text/javascript' }, body: 'let widget;' }],
  });
  lab = await startLab(world);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  rmSync(empty, { recursive: true });
});

/** What the checks in a browser say, `check subject: state`, and the findings themselves. */
async function look(browser: boolean, env: Record<string, string> = {}): Promise<{ said: string[]; findings: Finding[] }> {
  const { domain, resolver, roots, ca, route } = lab;
  const io = testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route, env });
  const takes = audit.takes.parse({ target: domain, only: ['tls', 'performance', 'app'], ...(browser ? { browser } : {}) });
  const { report } = await audit.run(takes, io, () => {});
  const findings = report.findings.filter(
    ({ check, subject }) => SEEN.includes(check) && [`url ${HOME}`, `url ${LOGIN}`].includes(subject),
  );
  return { findings, said: findings.map(({ check, subject, state }) => `${check} ${subject}: ${state}`).sort() };
}

test(
  'a browser sees what no markup shows, and a page that is well stays clean (TLS-3, PERF-10, PERF-12)',
  { timeout: 180_000 },
  async () => {
    const { said, findings } = await look(true);
    expect(said).toEqual(SEEN.flatMap((check) => [`${check} url ${HOME}: fail`, `${check} url ${LOGIN}: pass`]));
    const found = (check: string): Finding => findings.find((each) => each.check === check && each.state === 'fail')!;
    expect(found('tls/mixed-loads')).toMatchObject({
      severity: 'high',
      found: expect.stringContaining('blocked http://hazelpage.test/items') as unknown,
    });
    expect(found('app/console-errors').found).toContain('plans is not defined');
    expect(found('performance/render-blocking').found).toContain('https://widget.test/w.js');
    // Seen late, and not beyond what is allowed: a machine that is busy may be later.
    const paint = found('performance/largest-paint');
    expect(Number(/comes after ([\d.]+) s/.exec(paint.found)?.[1])).toBeGreaterThanOrEqual(WIDGET_MS / 1_000);
  },
);

test('without Chromium nothing is known, and the report says why', async () => {
  const { said, findings } = await look(true, { PATH: empty });
  expect(said).toEqual(SEEN.flatMap((check) => [`${check} url ${HOME}: unknown`, `${check} url ${LOGIN}: unknown`]));
  expect(new Set(findings.map(({ found }) => found))).toEqual(
    new Set(['Chromium is not installed on this machine: apt install chromium, or Google Chrome']),
  );
});

test('nothing is loaded in a browser unless that was asked for', async () => {
  expect((await look(false)).said).toEqual([]);
});
