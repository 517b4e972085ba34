import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExposition } from '../../test/exposition.ts';
import { HOSTILE } from '../../test/sample-watch.ts';
import { serving, type TestServer, type Visitor } from '../../test/serving.ts';
import { bodyOf, listen, until } from '../../test/watching.ts';
import { leaksIn, PLANTS } from '../../test/plants.ts';
import { createToken } from './access/api-token.ts';

let server: TestServer;
let ada: Visitor;
let site: Awaited<ReturnType<typeof listen>>;
let hook: Awaited<ReturnType<typeof listen>>;
const hooked: { headers: Record<string, unknown>; body: string }[] = [];
let status = 200;

beforeAll(async () => {
  site = await listen((_, response) => void response.writeHead(status).end('hello'));
  hook = await listen((request, response) => {
    void bodyOf(request).then((body) => {
      hooked.push({ headers: request.headers, body });
      response.writeHead(200).end();
    });
  });
  server = await serving({
    io: { allowPrivate: true, env: { HOOK: `${hook.url}/${PLANTS.stripe}`, HOOK_SECRET: PLANTS.github } },
    config: {
      domain: 'acme.test',
      routes: [{ name: 'login "page"\\', url: `${site.url}/admin-8731/login`, kind: 'login' }],
      alerts: [{ channel: 'webhook', to: '${HOOK}', owner: 'Ada' }],
      monitor: { interval_s: 1, webhook_secret: '${HOOK_SECRET}', status_title: 'Acme', daily_audit: false },
    },
    plan: {},
  });
  ada = await server.owner();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
});

const at = (path: string): URL => new URL(path, server.serving.url);
const key = (): string => server.serving.kit.engine.project.key;

/** One error as a Sentry SDK frames it. */
function envelope(event: object, id: string): string {
  return [
    JSON.stringify({ event_id: id }),
    JSON.stringify({ type: 'event' }),
    JSON.stringify({ event_id: id, platform: 'javascript', ...event }),
  ].join('\n');
}

const sent = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(at(`/api/1/envelope/?sentry_key=${key()}&sentry_version=7`), {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });

describe('what machines ask', () => {
  test('health names the release and nothing else, ready asks the store', async () => {
    const health = await fetch(at('/health'));
    expect(await health.json()).toEqual({ status: 'ok', release: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const ready = await fetch(at('/ready'));
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('errors of browsers come in across origins, and stand on the issues page by release, as text alone (OBS-3)', async () => {
    const preflight = await fetch(at('/api/1/envelope/'), {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBeLessThan(300);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const frames = [{ function: HOSTILE, filename: HOSTILE, lineno: 3, in_app: true }];
    const event = {
      release: `shop@1.0.0`,
      exception: { values: [{ type: 'TypeError', value: `${HOSTILE} ${PLANTS.aws}`, stacktrace: { frames } }] },
      tags: { page: HOSTILE },
    };
    const answer = await sent(envelope(event, 'a'.repeat(32)), { origin: 'https://shop.example' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({ id: 'a'.repeat(32) });
    const list = await (await ada.get('/issues')).text();
    expect(list).toContain('shop@1.0.0');
    const id = /href="\/issues\/(\d+)"/.exec(list)![1]!;
    const page = await (await ada.get(`/issues/${id}`)).text();
    for (const text of [list, page]) {
      expect(text).not.toMatch(/<img|<script>window/);
      expect(text).toContain('&lt;img src=x');
      expect(text).not.toContain('\u202e');
      expect(leaksIn(text)).toEqual([]);
    }
    await ada.get(`/issues/${id}`);
    expect((await ada.send(`/issues/${id}/resolve`)).status).toBe(303);
    expect(await (await ada.get(`/issues/${id}`)).text()).toContain('RESOLVED');
  });

  test('what the real SDKs for Node and the browser send stands on the issues page with its release (OBS-3)', async () => {
    const page = await (await ada.get('/settings')).text();
    const dsn = /<pre>(http:\/\/[0-9a-f]{32}@127\.0\.0\.1:\d+\/1)<\/pre>/.exec(page)![1]!;
    const password = ['hunter', '2-very-', 'secret'].join('');
    const app = spawn(process.execPath, [resolve('test/sentry-app.ts'), dsn, password, 'founder@acme.test'], { stdio: 'ignore' });
    expect((await once(app, 'close'))[0]).toBe(0);
    const issues = await until(async () => {
      const text = await (await ada.get('/issues')).text();
      return text.includes('the button does nothing') && text.includes('cannot pay order') ? text : null;
    });
    expect(issues).toContain('app@1.4.0');
    expect(issues).toContain('web@2.0.0');
    const id = /href="\/issues\/(\d+)">Error: cannot pay/.exec(issues)![1]!;
    const issue = await (await ada.get(`/issues/${id}`)).text();
    expect(issue).toContain('TypeError: the card is null');
    expect(issues + issue).not.toMatch(/2-very-|founder@acme/);
    expect(await (await ada.get('/')).text()).toContain('GET /orders/:id');
  });

  test('a wrong key stores nothing, and says so', async () => {
    const wrong = await fetch(at(`/api/1/envelope/?sentry_key=${'0'.repeat(32)}&sentry_version=7`), {
      method: 'POST',
      body: envelope({ message: 'x' }, 'b'.repeat(32)),
    });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect(wrong.status).toBeLessThan(500);
  });

  test('a release that sentry-cli announces and a marker of the API stand on the dashboard (OBS-5, OBS-9)', async () => {
    const bearer = await createToken(server.serving.kit.store, { name: 'ci', scopes: ['send'], now: Date.now() });
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const post = (path: string, body: object): Promise<Response> =>
      fetch(at(path), { method: 'POST', headers, body: JSON.stringify(body) });
    expect(
      (
        await post('/api/0/organizations/acme/releases/shop@2.0.0/deploys/', {
          environment: 'production',
          dateFinished: new Date().toISOString(),
        })
      ).status,
    ).toBeLessThan(300);
    expect((await post('/api/markers', { release: 'shop@2.0.1', environment: 'production' })).status).toBeLessThan(300);
    expect((await fetch(at('/api/0/organizations/acme/releases/x/deploys/'), { method: 'POST', body: '{}' })).status).toBe(401);
    await until(async () => (await server.serving.kit.store.monitors())[0]?.shown === 'up');
    const page = await (await ada.get('/')).text();
    expect(page).toContain('shop@2.0.0');
    expect(page).toContain('shop@2.0.1');
    expect(page).toContain('class="deploy"');
  });

  test('/metrics passes a strict reader of its format, whatever names strangers give, and counts the jobs that fail (OBS-4)', async () => {
    const bearer = await createToken(server.serving.kit.store, { name: 'prometheus', scopes: ['metrics'], now: Date.now() });
    const failing = await fetch(at(`/api/1/cron/nightly/${key()}/?status=error`), { method: 'POST' });
    expect(failing.status).toBe(200);
    await until(async () => (await server.serving.kit.store.monitors())[0]?.last);
    const answer = await fetch(at('/metrics'), { headers: { authorization: `Bearer ${bearer}` } });
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = new Map(readExposition(await answer.text()).map((metric) => [metric.name, metric.samples]));
    expect(metrics.get('launch_ready_monitor_up')).toMatchObject([{ labels: { monitor: 'login "page"\\' } }]);
    expect(metrics.get('launch_ready_job_failed_runs')).toMatchObject([{ labels: { project: '1', job: 'nightly' }, value: 1 }]);
    expect(metrics.get('launch_ready_job_healthy')).toMatchObject([{ value: 0 }]);
    await until(async () => (await server.serving.kit.store.incidents({ open: true })).length === 1);
    expect((await fetch(at(`/api/1/cron/nightly/${key()}/`))).status).toBe(200);
    const page = await until(async () => {
      const text = await (await ada.get('/')).text();
      return (await server.serving.kit.store.incidents({ open: true })).length === 0 && text;
    }, 40_000);
    expect(page).toContain('1 well, 1 failed, 0 missed in the last day');
  }, 60_000);

  test('the status page is public and cacheable, and says nothing that helps an attacker', async () => {
    const answer = await fetch(at('/status'));
    expect(answer.headers.get('cache-control')).toBe('public, max-age=30');
    expect(answer.headers.getSetCookie()).toEqual([]);
    const text = await answer.text();
    expect(text).toContain('login &quot;page&quot;');
    expect(text).not.toMatch(/admin-8731|127\.0\.0\.1|http-[45]|Ada|<script/);
  });

  test('a test of the alerts from the settings page reaches the webhook, signed, and shows no secret (OBS-6)', async () => {
    await ada.get('/settings');
    const page = await (await ada.send('/settings/test-alerts')).text();
    expect(page).toContain('webhook (Ada): delivered');
    expect(hooked.length).toBeGreaterThan(0);
    expect(hooked[0]!.headers['webhook-signature']).toMatch(/^v1,/);
    expect(leaksIn(page)).toEqual([]);
    expect(page).toContain('${HOOK}');
  });

  test('an incident is acknowledged, noted and exported, and its times are there to be met (INC-1, INC-2)', async () => {
    status = 500;
    const [incident] = await until(async () => {
      const open = await server.serving.kit.store.incidents({ open: true });
      return open.length > 0 ? open : null;
    });
    const path = `/incidents/${incident!.id}`;
    const page = await (await ada.get(path)).text();
    expect(page).toContain('First response by');
    expect(page).toContain('What customers meet:');
    expect(await (await ada.get('/')).text()).toContain('1 DOWN');
    expect((await ada.send(`${path}/ack`)).status).toBe(303);
    expect((await ada.send(`${path}/notes`, { text: `Rolled back. key ${PLANTS.stripe} ${HOSTILE}` })).status).toBe(303);
    const after = await (await ada.get(path)).text();
    expect(after).toMatch(/At work on it<\/dt>\s*<dd>Ada</);
    expect(after).not.toContain('<img src=x');
    const note = await ada.get(`${path}/note.md`);
    expect(note.headers.get('content-type')).toContain('text/markdown');
    const markdown = await note.text();
    expect(markdown).toContain('Rolled back');
    expect([...leaksIn(after), ...leaksIn(markdown)]).toEqual([]);
    status = 200;
    await until(async () => (await server.serving.kit.store.incidents({ open: true })).length === 0);
  });

  test('live pages hear of what happens', async () => {
    const stop = new AbortController();
    const stream = await fetch(at('/events'), { headers: { cookie: ada.cookie }, signal: stop.signal });
    let text = '';
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('event: news')) break;
    }
    stop.abort();
    expect(text).toMatch(/event: news\ndata: \{"kind":"\w+"\}/);
    expect((await fetch(at('/events'), { redirect: 'manual' })).status).toBe(401);
  });

  test('nothing went wrong meanwhile', () => expect(server.trouble).toEqual([]));
});
