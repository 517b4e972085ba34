import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { authority, http, https, openWeb } from '../../../test/web.ts';
import { likenessOf } from './likeness.ts';
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

test('where a page says it belongs is told as whole addresses, and a nonce changes nothing of its likeness', async () => {
  let count = 0;
  const page = (): Promise<Awaited<ReturnType<typeof look>>> =>
    look((_request, response) => {
      const nonce = Buffer.from(`nonce number ${(count += 1)}`).toString('base64');
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end(`<title>Acme</title><link rel=canonical href="/home?ref=${count}"><script nonce="${nonce}">go()</script>`);
    });
  const [one, two] = [await page(), await page()];
  expect(one.body.canonicals).toEqual(['http://acme.test/home']);
  expect(count).toBe(2);
  expect(likenessOf('<p>a</p>')).not.toBe(likenessOf('<p>b</p>'));
  expect(likenessOf('<script nonce="c29tZXRoaW5n">')).toBe(likenessOf('<script nonce="c29tZXRoaW5nIG5ldw==">'));
  expect(two.body.canonicals).toEqual(one.body.canonicals);
});

test('the status of each redirect is told, also of one that leaves the site', async () => {
  const saw = await look((request, response) => {
    if (request.url === '/') response.writeHead(301, { Location: '/in' }).end();
    else response.writeHead(302, { Location: 'https://accounts.example.com/' }).end();
  });
  expect(saw).toMatchObject({ redirects: 1, via: [301, 302] });
});

test('likeness is told in a moment, whatever the text is', () => {
  for (const text of ['-a'.repeat(1_000_000), 'value="'.repeat(200_000), `nonce${' '.repeat(1_000_000)}`, "content='".repeat(200_000)]) {
    const started = performance.now();
    likenessOf(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});

test('an https page says what it asks for over http, and whose scripts it loads', async () => {
  const html = `<head><script src="https://widget.test/w.js?key=1"></script><script defer src="https://cdn.test/v@1.2.3/v.js" integrity="sha384-x"></script>
    <script src="/own.js"></script></head><img src="http://acme.test/a.png?token=1"><img src="http://acme.test/a.png?token=2">
    <form action="http://acme.test/go"></form>`;
  const page: RequestListener = (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
  const foreign = [
    { address: 'https://widget.test/w.js', blocking: true, pinned: false },
    { address: 'https://cdn.test/v@1.2.3/v.js', blocking: false, pinned: true },
  ];
  // Over http nothing is mixed.
  expect((await look(page)).body).toMatchObject({ insecure: [], foreign });
  const secure = await https(['acme.test'], page);
  await using web = await openWeb({ '192.0.2.1:443': secure }, ['acme.test A 192.0.2.1'], { ca: [(await authority()).root] });
  const saw = await httpPage.collect({ kind: 'url', url: 'https://acme.test/', for: 'home' }, web.io);
  const insecure = [
    { address: 'http://acme.test/a.png', as: 'image' },
    { address: 'http://acme.test/go', as: 'form' },
  ];
  expect(saw.body).toMatchObject({ insecure, foreign });
});
