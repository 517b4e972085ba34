import { describe, expect, test } from 'vitest';
import { bodyOf, listen, localIo, until, watching } from '../../test/watching.ts';
import { signatureOf } from './channels/webhook.ts';
import type { AlertMessage } from './types.ts';

interface Hooked {
  id: string;
  type: string;
  data: AlertMessage;
  isSigned: boolean;
}

/** A receiver of webhooks that remembers what it took. */
async function sink(secret: string, refuses: () => boolean = () => false) {
  const got: Hooked[] = [];
  const listening = await listen(async (request, response) => {
    const body = await bodyOf(request);
    if (refuses()) {
      response.writeHead(503).end();
      return;
    }
    const [id, at] = [String(request.headers['webhook-id']), Number(request.headers['webhook-timestamp'])];
    const isSigned = request.headers['webhook-signature'] === signatureOf({ secret, id, at, body });
    got.push({ id, ...(JSON.parse(body) as Pick<Hooked, 'type' | 'data'>), isSigned });
    response.writeHead(200).end();
  });
  return { got, url: listening.url, [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose]() };
}

describe('a monitor', () => {
  test('that fails is confirmed, told once, and told again when it is well (OBS-1, OBS-2, OBS-6)', async () => {
    let status = 200;
    await using site = await listen((_, response) => void response.writeHead(status).end('hello'));
    await using hook = await sink('secret-of-hook');
    await using watch = await watching(
      {
        routes: [{ name: 'home page', url: `${site.url}/`, kind: 'home' }],
        alerts: [{ channel: 'webhook', to: '${HOOK}', owner: 'Ada' }],
        monitor: { interval_s: 1, webhook_secret: '${HOOK_SECRET}', url: 'https://watch.acme.test' },
      },
      { io: localIo({ env: { HOOK: hook.url, HOOK_SECRET: 'secret-of-hook' } }) },
    );
    const { store, engine } = watch;
    await until(async () => (await store.monitors())[0]?.shown === 'up');
    status = 500;
    const [down] = await until(() => (hook.got.length === 1 ? hook.got : null));
    expect(down).toMatchObject({ type: 'incident.down', isSigned: true });
    expect(down?.data).toMatchObject({
      kind: 'DOWN',
      severity: 'critical',
      title: 'home page is down',
      owner: 'Ada',
      url: 'https://watch.acme.test/incidents/1',
    });
    const found = await store.incident(1);
    expect(found?.incident.cause).toMatchObject({ kind: 'http', scope: 'host' });
    expect(found?.events.map(({ kind }) => kind).slice(0, 2)).toEqual(['opened', 'look']);
    expect(found?.events[1]?.facts).toMatchObject({ status: 500, tcpMs: expect.any(Number), ttfbMs: expect.any(Number) });
    await engine.ackIncident(1, 'Ada');
    await engine.addNote(1, { by: 'Ada', text: 'the database is full' });
    status = 200;
    const after = await until(() => (hook.got.length === 2 ? hook.got : null));
    expect(after.map(({ data }) => data.kind)).toEqual(['DOWN', 'RESOLVED']);
    const note = await until(async () => {
      const text = await engine.incidentNote(1);
      return text?.includes('RESOLVED by webhook: delivered') ? text : null;
    });
    expect(note).toContain('# Incident 1: home page is down');
    expect(note).toContain('First answer: Ada after');
    expect(note).toContain('the database is full (Ada)');
    expect(watch.troubles).toEqual([]);
  });
});

describe('an engine', () => {
  test('says nothing about targets while its own network is down, and tells when it knows again (OBS-8)', async () => {
    await using canary = await listen((_, response) => void response.end());
    const at = new URL(canary.url).host;
    let site = await listen((_, response) => void response.end());
    const { port } = new URL(site.url);
    await using watch = await watching({
      routes: [{ name: 'home', url: `${site.url}/`, kind: 'home' }],
      monitor: { interval_s: 1, canaries: [at] },
    });
    const { store, engine } = watch;
    const shown = async () => (await store.monitors())[0]?.shown;
    // The canary answers, so a failure is a failure; only then may its silence count.
    await until(async () => (await shown()) === 'up');
    await site[Symbol.asyncDispose]();
    await until(async () => (await shown()) === 'down');
    expect((await engine.status()).network).toBe('ok');
    site = await listen((_, response) => void response.end(), Number(port));
    await until(async () => (await shown()) === 'up');
    await canary[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await until(async () => (await shown()) === 'unknown');
    expect((await store.incidents({ open: true })).length).toBe(0);
    expect((await store.incidents()).length).toBe(1);
    expect((await engine.status()).network).toBe('failing');
  });

  test('tells what happens to live pages, runs audits, and tests its alerts', async () => {
    await using hook = await sink('s');
    await using site = await listen((_, response) => void response.end());
    await using watch = await watching(
      {
        domain: 'acme.test',
        routes: [{ name: 'home', url: `${site.url}/`, kind: 'home' }],
        alerts: [{ channel: 'webhook', to: '${HOOK}', owner: 'Ada' }],
        monitor: { interval_s: 1, webhook_secret: '${S}' },
      },
      { io: localIo({ env: { HOOK: hook.url, S: 's' } }), audit: async () => ({ decision: 'go', counts: {}, report: { findings: [] } }) },
    );
    const { engine, store } = watch;
    const seen = new Set<string>();
    using _ = engine.subscribe(({ kind }) => seen.add(kind));
    await engine.marker({ release: '1', environment: 'production', by: null, url: null, source: 'deploy' });
    await engine.auditNow('acme.test');
    await until(() => ['sample', 'marker', 'audit'].every((kind) => seen.has(kind)));
    expect((await store.audits()).length).toBeGreaterThan(0);
    expect(await engine.testAlerts()).toEqual([{ channel: 'webhook', owner: 'Ada', ok: true, says: 'delivered' }]);
    expect(hook.got[0]).toMatchObject({ type: 'incident.test', isSigned: true });
    const status = await engine.status();
    expect(status).toMatchObject({ late: [], undelivered: 0, network: 'untested' });
    expect(status.looks).toBeGreaterThan(0);
  });

  test('reminds, once, when nobody has answered in time (INC-1)', async () => {
    await using hook = await sink('s');
    await using site = await listen((_, response) => void response.writeHead(500).end());
    let ahead = 0;
    await using watch = await watching(
      {
        routes: [{ name: 'home', url: `${site.url}/`, kind: 'home' }],
        alerts: [{ channel: 'webhook', to: '${HOOK}' }],
        monitor: { interval_s: 1 },
      },
      { io: localIo({ env: { HOOK: hook.url }, now: () => new Date(Date.now() + ahead) }) },
    );
    await until(() => hook.got.length === 1);
    ahead = 16 * 60_000;
    await until(() => hook.got.length === 2);
    ahead += 60_000;
    await until(
      async () =>
        ((await watch.store.database.get<{ done: number }>("SELECT done FROM duties WHERE name = 'overdue'"))?.done ?? 0) >
        Date.now() + 16.5 * 60_000,
    );
    expect(hook.got.map(({ data }) => data.kind)).toEqual(['DOWN', 'OVERDUE']);
  });

  test('keeps no address that is a secret', async () => {
    const secret = ['https://hooks.slack.com', 'services', 'T000', 'B000', 'x'.repeat(24)].join('/');
    await expect(watching({ alerts: [{ channel: 'slack', to: secret }] })).rejects.toThrow('holds a secret address');
  });
});

test('errors of the app that name its database say why its page is down (OBS-8)', async () => {
  let isUp = true;
  await using site = await listen((_, response) => void response.writeHead(isUp ? 200 : 500).end());
  await using watch = await watching({ routes: [{ name: 'orders', url: `${site.url}/orders`, kind: 'page' }], monitor: { interval_s: 1 } });
  const { engine, store } = watch;
  await until(async () => (await store.monitors())[0]?.shown === 'up');
  const id = 'd'.repeat(32);
  const value = 'connect ECONNREFUSED 10.0.3.7:5432';
  const event = { event_id: id, exception: { values: [{ type: 'Error', value }] } };
  const body = Buffer.from([{ event_id: id }, { type: 'event' }, event].map((each) => JSON.stringify(each)).join('\n'));
  const { project } = engine;
  const query = new URLSearchParams({ sentry_key: project.key });
  const answer = await engine.ingest({ method: 'POST', path: `/api/${project.id}/envelope/`, query, headers: {}, body });
  expect(answer.status).toBe(200);
  isUp = false;
  const incident = await until(async () => (await store.incidents({ open: true }))[0]);
  expect(incident.cause).toMatchObject({ kind: 'database', scope: 'host' });
  expect(incident.cause.says).toContain('cannot use PostgreSQL');
});
