import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { http, openWeb } from '../../../test/web.ts';
import { httpPage } from './page.ts';

const VALUE = ['s:', 'Abc123', 'def456', 'ghi789', '.sig'].join('');

async function look(handler: RequestListener, path = '/'): Promise<ReturnType<typeof httpPage.sees.parse>> {
  await using web = await openWeb({ '192.0.2.1:80': http(handler) }, ['acme.test A 192.0.2.1']);
  return httpPage.sees.parse(await httpPage.collect({ kind: 'url', url: `http://acme.test${path}`, for: 'page' }, web.io));
}

test('a page: where redirects ended, headers, cookies by meaning, and its body', async () => {
  const html = '<title>Sign&nbsp;in &amp; go</title><form><input TYPE = password></form>';
  const saw = await look((request, response) => {
    if (request.url === '/') return response.writeHead(302, { Location: '/login' }).end();
    response.setHeader('Set-Cookie', [
      `connect.sid=${encodeURIComponent(VALUE)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600`,
      'theme=dark; Domain=.acme.test; Secure',
    ]);
    return response.writeHead(200, { 'Content-Type': 'Text/HTML; charset=utf-8', 'Content-Encoding': 'gzip' }).end(gzipSync(html));
  });
  expect(saw).toMatchObject({
    url: 'http://acme.test/login',
    redirects: 1,
    status: 200,
    cookies: [
      {
        name: 'connect.sid',
        session: 'Express',
        shape: 'token',
        httpOnly: true,
        secure: false,
        sameSite: 'lax',
        maxAge: 3600,
        path: '/',
        domain: null,
      },
      { name: 'theme', session: null, shape: 'word', secure: true, sameSite: 'absent', domain: 'acme.test', maxAge: null },
    ],
    body: {
      type: 'text/html',
      encoding: 'gzip',
      title: 'Sign in & go',
      asksPassword: true,
      trace: null,
      truncated: false,
      bytes: html.length,
    },
  });
  expect(saw.body.wireBytes).toBe(gzipSync(html).length);
  expect(JSON.stringify(saw)).not.toContain(VALUE.slice(2, 12));
  expect(saw.totalMs).toBeGreaterThanOrEqual(saw.firstByteMs);
});

test('a redirect to another owner ends at our own last answer', async () => {
  const saw = await look((_request, response) => response.writeHead(302, { Location: 'https://accounts.example.com/signin' }).end());
  expect(saw).toMatchObject({ url: 'http://acme.test/', redirects: 0, status: 302 });
});

test('a stack trace on an error page is shown, secrets masked', async () => {
  const saw = await look((_request, response) =>
    response
      .writeHead(500, { 'Content-Type': 'text/html' })
      .end('<pre>Error: no<br> &nbsp; at load (/app/server/load.js:10:5)<br> &nbsp; at /app/index.js:3:1</pre>'),
  );
  expect(saw.body.trace).toBe('at load (/app/server/load.js:10:5)');
});

test('a page that does not answer is no evidence', async () => {
  await expect(look((request) => request.socket.destroy())).rejects.toMatchObject({ name: 'ProbeError', code: 'ECONNRESET' });
});
