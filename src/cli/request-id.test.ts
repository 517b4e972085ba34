import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import * as fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { requestId, requestIdHeaders, requestIdMixin, runWithRequestId, takeRequestId, withRequestId } from './request-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function serving(listener: RequestListener): Promise<AsyncDisposable & { url: string; port: number }> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: it listens on TCP
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a server answers to bytes that no client would send. */
async function raw(port: number, headers: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n\r\n`, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe('taking an id from outside (LOG-3)', () => {
  test.each([
    ['a UUID', { 'x-request-id': '643af4e3-975a-4cc7-9e7a-1eda11539d90' }, '643af4e3-975a-4cc7-9e7a-1eda11539d90'],
    ['a ULID', { 'x-request-id': '01JD8X3V9Z5T6K7M8N9P0Q1R2S' }, '01JD8X3V9Z5T6K7M8N9P0Q1R2S'],
    ['the trace of a traceparent', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
    ['the trace of a later version', { traceparent: `cc-${TRACE}-00f067aa0ba902b7-01-what.comes` }, TRACE],
    ['the id before the trace', { 'x-request-id': 'abcd1234', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, 'abcd1234'],
    ['the trace where the id is none', { 'x-request-id': 'a b', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
  ])('keeps %s', (_, headers, id) => {
    expect(takeRequestId(headers)).toBe(id);
    expect(takeRequestId(new Headers(headers))).toBe(id);
  });

  test.each([
    ['nothing', undefined],
    ['an empty id', ''],
    ['a number that says nothing', '1'],
    ['lines', 'abcd1234\nlevel=error forged'],
    ['a line at the end', 'abcd1234\n'],
    ['10 kB', 'a'.repeat(10_240)],
    ['colours', '\u001B[31mabcd1234\u001B[0m'],
    ['several headers', ['abcd1234', 'efgh5678']],
    ['several headers that were joined', 'abcd1234, efgh5678'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['letters that only look like it', 'аbcd1234'],
  ])('replaces %s', (_, given) => {
    const [one, other] = [takeRequestId({ 'x-request-id': given }), takeRequestId({ 'x-request-id': given })];
    expect(one).toMatch(UUID);
    expect(other).not.toBe(one);
    const headers = { 'x-request-id': given };
    expect(takeRequestId(headers)).toBe(takeRequestId(headers));
  });

  test.each(['', TRACE, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${TRACE}-${'0'.repeat(16)}-01`, `ff-${TRACE}-00f067aa0ba902b7-01`])(
    'replaces the traceparent "%s"',
    (traceparent) => expect(takeRequestId({ traceparent })).toMatch(UUID),
  );
  test.each([`00-${TRACE}-00f067aa0ba902b7-01-more`, `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`])(
    'replaces the traceparent "%s", which its version does not have',
    (traceparent) => expect(takeRequestId({ traceparent })).toMatch(UUID),
  );

  test('whatever comes, the id is short, plain and fit for a header', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\w.-]{0,80}$/),
      fc.array(fc.string()),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(value, value, (given, traceparent) => {
        const id = takeRequestId({ 'x-request-id': given, traceparent });
        expect(id).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
        expect(new Headers({ 'x-request-id': id }).get('x-request-id')).toBe(id);
        expect(takeRequestId({ 'x-request-id': id })).toBe(id);
      }),
    );
  });

  test('a real server replaces what no client would send', async () => {
    await using server = await serving((request, response) => withRequestId(request, response, () => response.end(requestId())));
    for (const hostile of [
      `X-Request-Id: ${'a'.repeat(10_240)}`,
      'X-Request-Id: abcd1234\r\nX-Request-Id: efgh5678',
      'X-Request-Id: abcd1234\tforged',
      'X-Request-Id: abcd1234\u00E9',
    ]) {
      const answer = await raw(server.port, hostile);
      const [, id = '', body = ''] = /^x-request-id: (.*)\r\n[^]*\r\n\r\n(?:[0-9a-f]+\r\n)?([0-9a-f-]*)/m.exec(answer) ?? [];
      expect(id).toMatch(UUID);
      expect(body).toBe(id);
    }
    expect(await raw(server.port, 'X-Request-Id: abcd1234')).toContain('x-request-id: abcd1234\r\n');
  });
});

describe('the id of the request that is being answered (LOG-3)', () => {
  test('outside of a request there is none', () => {
    expect([requestId(), requestIdHeaders(), requestIdMixin()]).toEqual([undefined, {}, {}]);
    expect(runWithRequestId('abcd1234', () => [requestId(), requestIdHeaders(), requestIdMixin()])).toEqual([
      'abcd1234',
      { 'x-request-id': 'abcd1234' },
      { requestId: 'abcd1234' },
    ]);
    expect(requestId()).toBeUndefined();
  });

  test('it holds in whatever listens to the body and to the end, and requests at the same time do not mix', async () => {
    const ended: [string | undefined, string | undefined][] = [];
    const answer = async (request: IncomingMessage): Promise<string> => {
      const seen = new Set<string | undefined>();
      await new Promise<void>((done) => {
        request.on('data', () => seen.add(requestId()));
        request.on('end', () => done(void seen.add(requestId())));
      });
      await later(Math.random() * 20);
      seen.add(requestId());
      return [...seen].join(' ');
    };
    await using server = await serving((request, response) =>
      withRequestId(request, response, () => {
        const id = requestId();
        response.on('finish', () => ended.push([id, requestId()]));
        void answer(request).then((seen) => response.end(seen));
      }),
    );
    const ids = Array.from({ length: 100 }, (_, at) => `request-${at}`);
    const answers = await Promise.all(
      ids.map(async (id) => {
        const response = await fetch(server.url, { method: 'POST', body: 'x'.repeat(200_000), headers: { 'x-request-id': id } });
        return [response.headers.get('x-request-id'), await response.text()];
      }),
    );
    expect(answers).toEqual(ids.map((id) => [id, id]));
    expect(ended).toHaveLength(ids.length);
    expect(ended.filter(([own, seen]) => own === undefined || own !== seen)).toEqual([]);
  });

  test('it holds in Hono and whatever else answers a Request', async () => {
    const app = new Hono();
    app.use((c, next) => {
      const id = takeRequestId(c.req.raw.headers);
      c.header('x-request-id', id);
      return runWithRequestId(id, next);
    });
    app.get('/', async (c) => {
      await later(1);
      return c.json(requestIdHeaders());
    });
    const answer = await app.request('/', { headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } });
    expect([answer.headers.get('x-request-id'), await answer.json()]).toEqual([TRACE, { 'x-request-id': TRACE }]);
  });
});
