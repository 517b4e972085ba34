import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { https, openWeb } from '../../../test/web.ts';
import { httpHealth } from './health.ts';

const HOST = { kind: 'host', host: 'app.acme.test', port: 443 } as const;
const PAGE = { 'Content-Type': 'text/html; charset=utf-8' };

async function look(handler: RequestListener): Promise<ReturnType<typeof httpHealth.sees.parse>> {
  await using web = await openWeb({ '192.0.2.1:443': await https(['app.acme.test'], handler) }, ['app.acme.test A 192.0.2.1']);
  return httpHealth.sees.parse(await httpHealth.collect(HOST, web.io));
}

test('the first path that answers for itself is found', async () => {
  const saw = await look((request, response) => {
    if (request.url === '/healthz') response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok","db":{"ok":true}}');
    else response.writeHead(404, PAGE).end('<h1>Not found</h1>');
  });
  expect(saw.found).toEqual({
    path: '/healthz',
    status: 200,
    type: 'application/json',
    says: '{"status":"ok","db":{"ok":true}}',
    keys: ['status', 'db', 'db.ok'],
  });
  expect(saw.tried).toHaveLength(4);
});

test('a single-page app that answers 200 to every path has no health route, even when its page differs each time', async () => {
  let count = 0;
  const saw = await look((request, response) =>
    response.writeHead(200, PAGE).end(`<script nonce="${(count += 1)}x${Math.random()}">${request.url}</script>`),
  );
  expect(saw.found).toBeNull();
  expect(saw.tried.every(({ isFallback }) => isFallback)).toBe(true);
});

test('an API that answers every path with the same JSON has no health route', async () => {
  const saw = await look((request, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ path: request.url, at: Date.now() })),
  );
  expect(saw.found).toBeNull();
});

test('a page of its own is a health route where other paths are not found (Rails /up)', async () => {
  const saw = await look((request, response) =>
    response.writeHead(request.url === '/up' ? 200 : 404, PAGE).end('<body style="background:green"></body>'),
  );
  expect(saw.found).toMatchObject({ path: '/up', status: 200, type: 'text/html', keys: [] });
});

test('503 is a health route that says no', async () => {
  const saw = await look((request, response) => response.writeHead(request.url === '/api/health' ? 503 : 404).end('down'));
  expect(saw.found).toMatchObject({ path: '/api/health', status: 503, says: 'down' });
});

test('secrets in the answer are masked before it is cut', async () => {
  const password = ['hunter', 'two', '22'].join('');
  const url = `postgres://app:${password}@db.internal:5432/app`;
  const saw = await look((request, response) =>
    response
      .writeHead(request.url === '/health' ? 200 : 404, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ pad: 'x'.repeat(360), url })),
  );
  expect(saw.found?.says).not.toContain(password);
  expect(saw.found?.keys).toEqual(['pad', 'url']);
});
