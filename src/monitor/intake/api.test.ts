import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { localIo, until, watching } from '../../../test/watching.ts';
import type { Engine } from '../engine.ts';
import type { IntakeRequest } from './request.ts';

const event = (id: string, message = 'order 7 failed'): string =>
  `{"event_id":"${id}"}\n{"type":"event"}\n{"event_id":"${id}","message":"${message}"}\n`;
const idOf = (n: number): string => n.toString(16).padStart(32, '0');

/** Sends an envelope with the key in the query unless told otherwise. */
function sending(engine: Engine, more: Partial<IntakeRequest> & { text?: string }) {
  const { id, key } = engine.project;
  return engine.ingest({
    method: 'POST',
    path: `/api/${id}/envelope/`,
    query: new URLSearchParams({ sentry_key: key }),
    headers: {},
    body: Buffer.from(more.text ?? event(idOf(1))),
    ...more,
  });
}

describe('the intake', () => {
  test('takes the key from the query, the header or the DSN, and refuses two that differ (OBS-3)', async () => {
    await using watch = await watching({});
    const { engine } = watch;
    const { key, id } = engine.project;
    const none = new URLSearchParams();
    const header = { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=x/1, sentry_key=${key}` };
    const dsn = (secret: string): string => event(idOf(2)).replace('{"event_id"', `{"dsn":"https://${secret}@host/${id}","event_id"`);
    expect(await sending(engine, {})).toMatchObject({ status: 200, body: JSON.stringify({ id: idOf(1) }) });
    expect(await sending(engine, { query: none, headers: header })).toMatchObject({ status: 200 });
    expect(await sending(engine, { query: none, text: dsn(key) })).toMatchObject({ status: 200 });
    expect(await sending(engine, { query: none })).toMatchObject({ status: 401, headers: { 'X-Sentry-Error': 'there is no sentry_key' } });
    expect(await sending(engine, { text: dsn('0'.repeat(32)), query: none })).toMatchObject({ status: 403 });
    expect(await sending(engine, { query: new URLSearchParams({ sentry_key: 'beef' }), headers: header })).toMatchObject({ status: 403 });
    expect(await sending(engine, { path: '/api/999/envelope/' })).toMatchObject({ status: 404 });
    expect(await sending(engine, { path: `/api/${id}/store/`, text: `{"event_id":"${idOf(3)}","message":"old"}` })).toMatchObject({
      status: 200,
    });
    expect(await sending(engine, { method: 'OPTIONS' })).toMatchObject({ status: 204, headers: { 'Access-Control-Allow-Origin': '*' } });
    expect((await engine.status()).eventsAccepted).toBe(4);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync],
  ])('undoes %s, and stops a bomb', async (encoding, compress) => {
    await using watch = await watching({});
    const headers = { 'content-encoding': encoding };
    expect(await sending(watch.engine, { headers, body: compress(Buffer.from(event(idOf(1)))) })).toMatchObject({ status: 200 });
    expect(await sending(watch.engine, { headers, body: compress(Buffer.alloc(101 * 1024 * 1024, 0x20)) })).toMatchObject({ status: 413 });
    expect(await sending(watch.engine, { headers, body: Buffer.from('not compressed at all') })).toMatchObject({ status: 400 });
    expect(await sending(watch.engine, { headers: { 'content-encoding': 'snappy' } })).toMatchObject({ status: 415 });
  });

  test('answers what is malformed with 400, and counts what it does not keep instead of refusing it', async () => {
    await using watch = await watching({});
    const { engine, store } = watch;
    expect(await sending(engine, { text: 'no json' })).toMatchObject({ status: 400 });
    const text = `{}\n{"type":"replay_recording","length":4}\n\x00\n\n\x01\n{"type":"event"}\nno json\n{"type":"event"}\n{"message":"without id"}\n${event(idOf(5)).split('\n').slice(1).join('\n')}`;
    expect(await sending(engine, { text })).toMatchObject({ status: 200 });
    const report = `{}\n{"type":"client_report"}\n{"discarded_events":[{"reason":"ratelimit_backoff","category":"error","quantity":3}]}\n`;
    expect(await sending(engine, { text: report })).toMatchObject({ status: 200 });
    const now = Date.now();
    expect(await store.dropped({ from: now - 3_600_000, to: now + 1 })).toEqual([
      { category: 'error', reason: 'client: ratelimit_backoff', count: 3 },
      { category: 'event', reason: 'no JSON', count: 1 },
      { category: 'event', reason: 'no event_id', count: 1 },
      { category: 'replay_recording', reason: 'not kept here', count: 1 },
    ]);
    expect((await store.issues()).length).toBe(1);
  });

  test('understands transactions of SDKs 7 to 10, spans of 11, and check-ins (OBS-4)', async () => {
    await using watch = await watching({});
    const { engine, store } = watch;
    const now = Date.now() / 1000;
    const transaction = (name: string, source: string, code: number) => ({
      type: 'transaction',
      transaction: name,
      transaction_info: { source },
      start_timestamp: now - 1,
      timestamp: now - 0.8,
      release: 'r1',
      contexts: {
        trace: {
          op: 'http.server',
          status: code < 500 ? 'ok' : 'internal_error',
          data: { 'http.response.status_code': code },
        },
      },
    });
    const span = (name: string, path: string) => ({
      name,
      is_segment: true,
      start_timestamp: now - 1,
      end_timestamp: now - 0.9,
      status: 'ok',
      attributes: {
        'sentry.op': {
          value: 'http.server',
          type: 'string',
        },
        'url.path': {
          value: path,
          type: 'string',
        },
        'http.response.status_code': {
          value: 200,
          type: 'integer',
        },
      },
    });
    const items = [
      [{ type: 'transaction' }, transaction('GET /users/:id', 'route', 200)],
      [{ type: 'transaction' }, transaction('GET /users/17', 'url', 500)],
      [
        { type: 'span', item_count: 2, content_type: 'application/vnd.sentry.items.span.v2+json' },
        { version: 2, items: [span('GET', '/carts/0b9c7f52-1111-4222-8333-444455556666'), { ...span('child', '/x'), is_segment: false }] },
      ],
      [{ type: 'check_in' }, { check_in_id: 'a', monitor_slug: 'nightly', status: 'ok' }],
    ];
    const text = ['{}', ...items.flatMap((pair) => pair.map((part) => JSON.stringify(part)))].join('\n');
    expect(await sending(engine, { text })).toMatchObject({ status: 200 });
    const routes = await store.routes({ from: (now - 3_600) * 1000, to: (now + 60) * 1000 });
    expect(
      routes.map(({ route, requests, errors }) => [route, requests, errors]).toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['GET /carts/:id', 1, 0],
      ['GET /users/:id', 2, 1],
    ]);
    expect(Math.abs((routes.find(({ route }) => route === 'GET /users/:id')?.p95Ms ?? 0) - 200)).toBeLessThan(5);
  });

  test('makes deploy markers of its own API and of what sentry-cli sends, behind a token (OBS-5, OBS-9)', async () => {
    await using watch = await watching({});
    const { engine, store } = watch;
    const post = (path: string, json: object, authorized = true) =>
      engine.ingest({
        method: 'POST',
        path,
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.from(JSON.stringify(json)),
        authorized,
      });
    expect(await post('/api/markers', { release: '1.4.0' }, false)).toMatchObject({ status: 401 });
    expect(await post('/api/markers', { release: '1.4.0', by: 'Ada', url: 'javascript:alert(1)' })).toMatchObject({ status: 201 });
    expect(await post('/api/markers', {})).toMatchObject({ status: 400 });
    expect(await post('/api/0/organizations/acme/releases/', { version: 'app@1.5.0', projects: ['app'] })).toMatchObject({ status: 201 });
    expect(await post('/api/0/organizations/acme/releases/app%401.5.0/deploys/', { environment: 'staging', name: 'ci' })).toMatchObject({
      status: 201,
    });
    const now = Date.now();
    expect(
      (await store.markers({ from: now - 60_000, to: now + 60_000 }))
        .map(({ release, environment, source, by, url }) => [release, environment, source, by, url])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['1.4.0', 'production', 'api', 'Ada', null],
      ['app@1.5.0', 'staging', 'sentry', 'ci', null],
    ]);
  });

  test('counts 5xx, refused logins and request ids in log lines, and keeps no line (OBS-7, LOG-3)', async () => {
    await using watch = await watching({});
    const { engine, store } = watch;
    const lines = [
      { level: 'info', res: { statusCode: 200 }, req: { id: 'a1-8f14e45f' } },
      { status: 503, request_id: 'a2-8f14e45f', password: 'hunter2' },
      { 'http.response.status_code': 401, trace_id: 'a3-8f14e45f' },
      { statusCode: 403 },
    ].map((line) => JSON.stringify(line));
    const text = [...lines, '1.2.3.4 - - [25/Nov/2026:02:00:00 +0000] "GET / HTTP/1.1" 500 12', 'started', ''].join('\n');
    const answer = await engine.ingest({
      method: 'POST',
      path: '/api/logs',
      query: new URLSearchParams({ source: 'api' }),
      headers: {},
      body: Buffer.from(text),
      authorized: true,
    });
    expect(JSON.parse(answer.body)).toEqual({ lines: 6, serverErrors: 2, authFailures: 2, withId: 3 });
    const now = Date.now();
    expect(await store.logRates({ from: now - 120_000, to: now + 1 })).toMatchObject([
      { source: 'api', lines: 6, serverErrors: 2, authFailures: 2, withId: 3 },
    ]);
  });

  test('opens an incident when logins are refused again and again, and when errors spike (OBS-7)', async () => {
    await using watch = await watching(
      { alerts: [{ channel: 'webhook', to: 'https://hook.acme.test', severity: 'warning' }] },
      { io: localIo() },
    );
    const { engine, store } = watch;
    const refused = Array.from({ length: 30 }, () => '{"status":401}').join('\n');
    await engine.ingest({
      method: 'POST',
      path: '/api/logs',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(refused),
      authorized: true,
    });
    for (let i = 0; i < 12; i += 1) await sending(engine, { text: event(idOf(100 + i)) });
    await store.database.run("UPDATE duties SET done = 0 WHERE name = 'rules'");
    const open = await until(async () => {
      const found = await store.incidents({ open: true });
      return found.length === 2 ? found : null;
    });
    expect(
      open.map(({ rule, severity, cause }) => [rule, severity, cause.says]).toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['auth-failures', 'warning', 'Logins: 30 answers of app were 401 or 403 in 5 minutes, 0 are usual'],
      ['errors', 'critical', 'Errors: 12 in 5 minutes, 0 are usual. Most often: order 7 failed'],
    ]);
    expect(watch.troubles).toEqual([]);
  });

  test.each<[string, object]>([
    [
      'transaction',
      {
        type: 'transaction',
        transaction: 'POST /login',
        contexts: { trace: { op: 'http.server', data: { 'http.response.status_code': 401 } } },
      },
    ],
    [
      'span',
      {
        items: [
          {
            name: 'POST /login',
            is_segment: true,
            attributes: { 'sentry.op': { value: 'http.server' }, 'http.response.status_code': { value: 403 } },
          },
        ],
      },
    ],
  ])('hears of refused logins from each %s of an SDK as well (OBS-7)', async (type, item) => {
    await using watch = await watching({ alerts: [{ channel: 'webhook', to: 'https://hook.acme.test', severity: 'warning' }] });
    const { engine, store } = watch;
    const now = Date.now() / 1000;
    const times = { start_timestamp: now - 1, timestamp: now, end_timestamp: now };
    const whole = {
      ...times,
      ...item,
      ...('items' in item ? { items: (item.items as object[]).map((each) => ({ ...times, ...each })) } : {}),
    }; // as: above
    const text = [{}, ...Array.from({ length: 30 }, () => [{ type }, whole]).flat()].map((each) => JSON.stringify(each)).join('\n');
    expect((await sending(engine, { text })).status).toBe(200);
    await store.database.run("UPDATE duties SET done = 0 WHERE name = 'rules'");
    const found = await until(async () => (await store.incidents({ open: true })).find(({ rule }) => rule === 'auth-failures'));
    expect(found.cause.says).toBe('Logins: 30 answers of the app (traces) were 401 or 403 in 5 minutes, 0 are usual');
  });

  test('stores no planted secret, wherever it stands in what is sent (LOG-1)', async () => {
    await using watch = await watching({});
    const { engine, store } = watch;
    const token = ['sk', 'live', '51HqLyjWDarjtT1zdp7dcXYZabcdEFGH'].join('_');
    const json = {
      event_id: idOf(9),
      release: `app-${token}`,
      message: `charge failed with ${token}`,
      tags: { key: token, [token]: 'x' },
      extra: { password: 'hunter2-hunter2', deep: [{ authorization: `Bearer ${token}` }] },
      request: {
        url: `https://acme.test/?token=${token}`,
        headers: { Cookie: `session=${token}`, 'X-Api-Key': token },
        data: { card: '4242424242424242' },
        cookies: { session: token },
      },
      breadcrumbs: [{ message: `GET /?key=${token}` }],
      exception: {
        values: [
          { type: 'Error', value: token, stacktrace: { frames: [{ function: 'pay', filename: 'pay.js', in_app: true, vars: { token } }] } },
        ],
      },
    };
    await sending(engine, { text: `{"event_id":"${idOf(9)}"}\n{"type":"event"}\n${JSON.stringify(json)}\n` });
    await engine.marker({ release: `r-${token}`, environment: 'production', by: null, url: null, source: 'deploy' });
    const [issue] = await store.issues();
    const all = JSON.stringify([
      issue,
      await store.issue(issue!.id),
      await store.events(issue!.id),
      await store.markers({ from: 0, to: Date.now() + 1 }),
    ]);
    expect(all).not.toContain(token);
    expect(all).not.toContain('hunter2-hunter2');
    expect(all).not.toContain('4242424242424242');
    expect(all).toContain('charge failed');
  });
});
