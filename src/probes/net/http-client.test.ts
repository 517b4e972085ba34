import { keepAlive } from './http-agent.ts';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { authority, http, https, openWeb, raw, tcp, type Web } from '../../../test/web.ts';
import type { Server } from 'node:net';
import { type Ask, type Answer, request, type Silence } from './http-client.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

/** One request to a server that stands at acme.test:80. */
async function ask(server: Server, options: Partial<Ask> = {}): Promise<Answer | Silence> {
  await using web: Web = await openWeb({ '192.0.2.1:80': server }, ['acme.test A 192.0.2.1']);
  return await request(web.io, { url: 'http://acme.test/', ...options });
}

/** Writes until the other side has had enough. */
function forever(socket: import('node:net').Socket, bytes: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

test('headers keep their order and duplicates, and names are lower case', async () => {
  const reply = await ask(raw(`${HEAD}Set-Cookie: a=1\r\nX-One: 1\r\nset-cookie: b=2\r\nContent-Length: 2\r\n\r\nhi`));
  expect(reply).toMatchObject({
    is: 'answer',
    status: 200,
    headers: [
      ['content-type', 'text/plain'],
      ['set-cookie', 'a=1'],
      ['x-one', '1'],
      ['set-cookie', 'b=2'],
      ['content-length', '2'],
    ],
    body: { wireBytes: 2, truncated: false },
  });
});

test('we say who we are and ask politely', async () => {
  let seen: Record<string, unknown> = {};
  await ask(
    http((incoming, response) => {
      seen = { ...incoming.headers };
      response.end();
    }),
  );
  expect(seen['user-agent']).toMatch(/^LaunchReady\/[\d.]+ \(\+https:\/\//);
  expect(seen['host']).toBe('acme.test');
});

test('a tarpit that accepts and says nothing ends at the limit', async () => {
  expect(
    await ask(
      tcp(() => undefined),
      { limits: { ms: 150 } },
    ),
  ).toMatchObject({ is: 'silence', code: 'timeout' });
});

test('headers that drip in, a byte at a time, do not extend the limit', async () => {
  const drip = tcp((socket) => {
    const timer = setInterval(() => socket.write('x'), 10);
    socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    socket.on('close', () => clearInterval(timer));
  });
  expect(await ask(drip, { limits: { ms: 200 } })).toMatchObject({ code: 'timeout' });
});

test('a body that drips in does not extend the limit', async () => {
  const drip = tcp((socket) => {
    const timer = setInterval(() => socket.write('1\r\nx\r\n'), 10);
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    socket.on('close', () => clearInterval(timer));
  });
  expect(await ask(drip, { limits: { ms: 200 } })).toMatchObject({ code: 'timeout' });
});

test('5 MB of header end as too large', async () => {
  const reply = await ask(raw(`${HEAD}X-Big: `, (socket) => forever(socket, 'a'.repeat(65_536))));
  expect(reply).toMatchObject({ is: 'silence', code: 'too-large' });
});

test('10,000 cookies end as too large', async () => {
  const cookies = Array.from({ length: 10_000 }, (_, i) => `Set-Cookie: cookie${i}=value\r\n`).join('');
  expect(await ask(raw(`${HEAD}${cookies}\r\n`))).toMatchObject({ is: 'silence', code: 'too-large' });
});

test('a chunked body without end is cut at the limit', async () => {
  const reply = await ask(raw(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, (socket) => forever(socket, `1000\r\n${'x'.repeat(4096)}\r\n`)));
  expect(reply).toMatchObject({ is: 'answer', body: { wireBytes: 2 * 1024 * 1024, truncated: true } });
});

test('a gzip bomb is cut long before its 30 MB', async () => {
  const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
  const reply = await ask(http((_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb)));
  expect(reply).toMatchObject({ is: 'answer', body: { truncated: true } });
  expect(reply.is === 'answer' && reply.body.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test.each([
  ['a status line that is none', 'HTTPS/9 maybe\r\n\r\n'],
  ['an SMTP banner', '220 mail.acme.test ESMTP\r\n'],
  ['a status that is no number', 'HTTP/1.1 two-hundred OK\r\n\r\n'],
  ['bytes', Buffer.from([0, 255, 1, 254, 13, 10])],
  ['a TLS alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 40])],
])('%s is malformed', async (_name, bytes) => {
  expect(await ask(raw(bytes, (socket) => socket.end()))).toMatchObject({ is: 'silence', code: 'malformed' });
});

test('an early close is a reset', async () => {
  expect(await ask(tcp((socket) => socket.once('data', () => socket.destroy())))).toMatchObject({ is: 'silence', code: 'ECONNRESET' });
});

test.each(['http', 'https'])('a server that resets at once, over %s, is silence every time', async (scheme) => {
  const reset = (): ReturnType<typeof tcp> => tcp((socket) => socket.resetAndDestroy());
  await using web = await openWeb({ '192.0.2.1:80': reset(), '192.0.2.1:443': reset() }, ['acme.test A 192.0.2.1']);
  const replies = await Promise.all(Array.from({ length: 60 }, () => request(web.io, { url: `${scheme}://acme.test/` })));
  const codes = new Set(replies.map((reply) => (reply.is === 'silence' ? reply.code : 'answer')));
  expect([...codes].filter((code) => code !== 'ECONNRESET' && code !== 'EPIPE')).toEqual([]);
});

test('a reset in the middle of the body is told', async () => {
  const reply = await ask(raw(`${HEAD}Content-Length: 1000\r\n\r\npart`, (socket) => socket.resetAndDestroy()));
  expect(reply).toMatchObject({ is: 'silence', code: 'ECONNRESET' });
});

test.each([
  ['terminal codes', 'X-Evil: a\u001b[31m\u0007b'],
  ['NUL', 'X-Evil: a\u0000b'],
  ['a bare CR', 'X-Evil: one\rSet-Cookie: forged=1'],
  ['a bare LF', 'X-Evil: one\nX-Two: 2'],
  ['C1 controls', 'X-Evil: a\u009b31mb'],
])('%s in headers never come through', async (_name, line) => {
  const reply = await ask(raw(Buffer.from(`${HEAD}${line}\r\nContent-Length: 0\r\n\r\n`, 'latin1')));
  const shown = reply.is === 'answer' ? reply.headers.flat().join('') : reply.message;
  // oxlint-disable-next-line no-control-regex -- these are what must not come through
  expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(reply.is === 'answer' ? 'answer' : reply.code).toMatch(/^(answer|malformed)$/);
});

test('a protocol switch that nobody asked for is malformed', async () => {
  expect(await ask(raw('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'))).toMatchObject({
    is: 'silence',
    code: 'malformed',
  });
});

test('early hints are passed over', async () => {
  expect(await ask(raw(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${HEAD}Content-Length: 0\r\n\r\n`))).toMatchObject({
    is: 'answer',
    status: 200,
  });
});

test('plain http on the TLS port is told as no TLS', async () => {
  await using web = await openWeb({ '192.0.2.1:443': raw(HEAD) }, ['acme.test A 192.0.2.1']);
  expect(await request(web.io, { url: 'https://acme.test/' })).toMatchObject({
    is: 'silence',
    message: 'acme.test does not speak TLS on this port',
  });
});

test('a certificate nobody trusts does not stop the request', async () => {
  const server = await https(['other.test'], (_request, response) => response.end('hello'));
  await using web = await openWeb({ '192.0.2.1:443': server }, ['acme.test A 192.0.2.1'], { ca: [(await authority()).root] });
  const reply = await request(web.io, { url: 'https://acme.test/' });
  expect(reply.is === 'answer' && reply.body.bytes.toString()).toBe('hello');
});

test('a host name that DNS cannot hold is silence and no crash', async () => {
  await using web = await openWeb({}, []);
  for (const host of [`${'a'.repeat(64)}.acme.test`, `${'a.'.repeat(130)}test`, 'a..b.test', '-.test']) {
    expect(await request(web.io, { url: `http://${host}/` })).toMatchObject({ is: 'silence' });
  }
});

test('a host gets at most six requests at a time', async () => {
  let [now, most] = [0, 0];
  const waiting: (() => void)[] = [];
  const server = http((_request, response) => {
    now += 1;
    most = Math.max(most, now);
    waiting.push(() => {
      now -= 1;
      response.end();
    });
    // Answers wait until as many have come as ever may.
    if (waiting.length >= 6 || most >= 6) for (const go of waiting.splice(0)) go();
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ['acme.test A 192.0.2.1']);
  await Promise.all(Array.from({ length: 12 }, () => request(web.io, { url: 'http://acme.test/', limits: { ms: 3_000 } })));
  expect(most).toBe(6);
});

test('an event stream is answered by its headers, because its body has no end', async () => {
  const server = http((_request, response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n'));
  await using web = await openWeb({ '192.0.2.1:80': server }, ['acme.test A 192.0.2.1']);
  using line = keepAlive(web.io, 'http://acme.test/');
  for (const agent of [undefined, line.agent, line.agent]) {
    const reply = await request(web.io, { url: 'http://acme.test/', limits: { ms: 2_000 }, ...(agent ? { agent } : {}) });
    expect(reply).toMatchObject({ is: 'answer', status: 200, body: { wireBytes: 0, truncated: true } });
  }
});

test('cancelling rejects and closes the connection', async () => {
  const stop = new AbortController();
  const closed = Promise.withResolvers<void>();
  const server = tcp((socket) => {
    socket.once('data', () => stop.abort());
    socket.once('close', () => closed.resolve());
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ['acme.test A 192.0.2.1'], { signal: stop.signal });
  await expect(request(web.io, { url: 'http://acme.test/' })).rejects.toThrow(/abort/i);
  await closed.promise;
});
