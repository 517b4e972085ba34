import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { authority, https, openWeb } from '../../../test/web.ts';
import { httpStyles } from './styles.ts';

async function look(handler: RequestListener): Promise<ReturnType<typeof httpStyles.sees.parse>> {
  await using web = await openWeb({ '192.0.2.1:443': await https(['acme.test'], handler) }, ['acme.test A 192.0.2.1'], {
    ca: [(await authority()).root],
  });
  return httpStyles.sees.parse(await httpStyles.collect({ kind: 'host', host: 'acme.test', port: 443 }, web.io));
}

const css = { 'Content-Type': 'text/css' };

test('stylesheets of the site are read with what they import, each once', async () => {
  const asked: string[] = [];
  const saw = await look((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/') {
      const links = ['/app.css?v=1', '/old.css', 'https://fonts.test/css', '/gone.css'].map(
        (href) => `<link rel=stylesheet href="${href}">`,
      );
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end(links.join(''));
    }
    if (request.url === '/app.css?v=1')
      return response.writeHead(200, css).end('@import "/more.css"; @import "app.css?v=1"; @import url(http://fonts.test/css?key=1); a{}');
    if (request.url === '/more.css')
      return response.writeHead(200, css).end('a{background:url(http://acme.test/a.png)} b{background:url(b.png)}');
    if (request.url === '/old.css') return response.writeHead(301, { Location: 'http://cdn.acme.org/old.css' }).end();
    return response.writeHead(404, css).end('a{background:url(http://acme.test/never.png)}');
  });
  expect(saw).toEqual({
    sheets: [
      { address: 'https://acme.test/app.css', insecure: [{ address: 'http://fonts.test/css', as: 'style' }], leads: null },
      { address: 'https://acme.test/old.css', insecure: [], leads: 'http://cdn.acme.org/old.css' },
      { address: 'https://acme.test/gone.css', insecure: [], leads: null },
      { address: 'https://acme.test/more.css', insecure: [{ address: 'http://acme.test/a.png', as: 'image' }], leads: null },
    ],
    truncated: false,
  });
  expect(asked).toHaveLength(5);
});

test('no more than a few are read, however many there are', async () => {
  const saw = await look((request, response) => {
    if (request.url !== '/') return response.writeHead(200, css).end();
    const links = Array.from({ length: 50 }, (_, at) => `<link rel=stylesheet href=/${at}.css>`);
    return response.writeHead(200, { 'Content-Type': 'text/html' }).end(links.join(''));
  });
  expect(saw.sheets).toHaveLength(6);
  expect(saw.truncated).toBe(true);
});

test('a home page that cannot be had is an error, and one that is no page has no stylesheets', async () => {
  await expect(look((request) => request.socket.destroy())).rejects.toThrow();
  expect((await look((_request, response) => response.end('{}'))).sheets).toEqual([]);
});
