import { type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { listen } from '../../../test/watching.ts';
import { testIo } from '../../../test/io.ts';
import { configSchema, type Config } from '../../core/config.ts';
import type { Io } from '../../core/io.ts';
import { startLab } from '../../lab/index.ts';
import type { Scenario } from '../../lab/scenario.ts';
import messy from '../../lab/scenarios/ai-built-mess/index.ts';
import { repairedSites } from '../../lab/scenarios/ai-built-mess/repaired.ts';
import healthy from '../../lab/scenarios/healthy.ts';
import { renderPerfReport } from '../../load/report.ts';
import type { PerfRun } from '../../load/result.ts';
import { lookAtCaching } from './caching.ts';
import { perfReport } from './report.ts';

const quiet = (): void => {};
const PASSWORD = ['open', 'sesame'].join('-');

async function inLab<T>(scenario: Scenario, work: (io: Io, domain: string) => Promise<T>): Promise<T> {
  await using lab = await startLab(scenario);
  const { resolver, roots, ca, route, domain } = lab;
  return await work(testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route }), domain);
}

const reported = (scenario: Scenario): ReturnType<typeof perfReport.run> =>
  inLab(scenario, (io, target) => perfReport.run(perfReport.takes.parse({ target, repo: 'test/golden' }), io, quiet));

describe('perf report in the lab (CACHE-2)', () => {
  test('tells ai-built-mess what to send where', async () => {
    const { markdown } = await reported(messy);
    await expect(markdown).toMatchFileSnapshot('../../../test/golden/perf-report-mess.txt');
  }, 60_000);

  test.each([
    ['healthy', healthy],
    ['repaired', { ...messy, sites: repairedSites }],
  ])(
    'has nothing to change in %s',
    async (_, scenario) => {
      const { markdown, caching } = await reported(scenario);
      expect(caching?.advice.filter(({ is }) => is !== 'keep')).toEqual([]);
      expect(markdown).toContain('Nothing to change at ');
      expect(markdown).toContain('Not measured: run `launch-ready perf database`.');
    },
    60_000,
  );
});

/** A shop behind a login, as Express, Next.js and Cloudflare would serve it. */
function shop(request: IncomingMessage, response: ServerResponse): void {
  const name = request.headers.cookie?.includes('sid=7') === true ? 'Ada' : null;
  const json = (value: unknown, headers: Record<string, string> = {}): void =>
    void response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));
  switch (request.url ?? '/') {
    case '/login':
      if (request.method === 'POST') return void response.writeHead(303, { Location: '/', 'Set-Cookie': 'sid=7; HttpOnly' }).end();
      return void response.writeHead(200, { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' }).end('<form></form>');
    case '/api/plans':
      return json([{ name: 'Solo' }], { 'X-Powered-By': 'Next.js', 'CF-Ray': '8f1c2d3e4a5b6c7d-FRA' });
    case '/api/coaches':
      return json(['Maren'], { 'X-Powered-By': 'Express', 'Cache-Control': 'no-cache' });
    case '/api/me':
      return json({ name }, { 'X-Vercel-Id': 'fra1::x', 'Vercel-CDN-Cache-Control': 'max-age=60' });
    case '/account':
      if (name === null) return void response.writeHead(302, { Location: '/login' }).end();
      return void response
        .writeHead(200, { 'Content-Type': 'text/html', 'CF-Ray': '8f1c2d3e4a5b6c7d-FRA', 'Cache-Control': 'max-age=60' })
        .end(name);
    default:
      response.writeHead(404).end();
  }
}

describe('caching of a product behind a login (CACHE-2)', () => {
  const at = (origin: string): Config =>
    configSchema.parse({
      routes: [
        { name: 'plans', url: `${origin}/api/plans`, kind: 'api' },
        { name: 'coaches', url: `${origin}/api/coaches`, kind: 'api' },
        { name: 'me', url: `${origin}/api/me`, kind: 'api' },
        { name: 'account', url: `${origin}/account`, kind: 'dashboard' },
        { name: 'gone', url: `${origin}/gone`, kind: 'page' },
        { name: 'paid', url: `${origin}/hook`, kind: 'webhook' },
      ],
      perf: { login: { page: `${origin}/login`, fields: { email: 'test@acme.test', password: '${PASSWORD}' } } },
    });
  const look = (origin: string, env: Record<string, string>, latest?: PerfRun): ReturnType<typeof lookAtCaching> =>
    lookAtCaching(
      testIo({ allowPrivate: true, env }),
      { target: { name: 'shop', hosts: [], urls: [], config: at(origin) }, profile: { name: 'p', title: '', about: '', bars: {} }, latest },
      quiet,
    );

  test('what customers and strangers get alike is kept at the edge, with the rule for each stack; what is personal is not', async () => {
    await using server = await listen(shop);
    const origin = server.url.replace(/\/$/, '');
    const slow = { routes: [{ url: `${origin}/api/coaches`, verdict: 'fail', measured: { p95: { ms: 700 } }, lines: { targetMs: 300 } }] };
    const caching = await look(origin, { PASSWORD }, slow as unknown as PerfRun); // as: nothing else of it is read
    const host = new URL(origin).host;
    await expect(renderPerfReport({ caching }).replaceAll(host, 'shop.test')).toMatchFileSnapshot(
      '../../../test/golden/perf-report-shop.txt',
    );
    expect(JSON.stringify(caching)).not.toContain(PASSWORD);
    expect(caching.advice.map(({ is }) => is)).toEqual(['set', 'set', 'set', 'set']);
  });

  test('without the customer nothing is advised to be kept, and the report says so', async () => {
    await using server = await listen(shop);
    const caching = await look(server.url.replace(/\/$/, ''), {});
    expect(caching.advice.map(({ value }) => value ?? '').filter((value) => value.includes('public'))).toEqual([]);
    expect(caching.nobodyIn).toContain('PASSWORD');
    expect(renderPerfReport({ caching })).toContain('No customer was logged in');
  });
});
