import { expect, test } from 'vitest';
import { http, openWeb, raw, tcp } from '../../../test/web.ts';
import { conclusive, walk } from './http-walk.ts';

const ZONE = [
  'acme.test A 192.0.2.1',
  'www.acme.test A 192.0.2.1',
  'inside.acme.test A 10.0.0.7',
  'gone.acme.test A 192.0.2.9',
  'other.test A 192.0.2.1',
];
const SITE = { site: 'acme.test' };

/** A server that redirects each path as the table says and answers 200 elsewhere. */
function redirects(table: Readonly<Record<string, string>>): ReturnType<typeof http> {
  return http((request, response) => {
    const to = table[request.url ?? ''];
    if (to === undefined) response.end('here');
    else response.writeHead(301, { Location: to }).end();
  });
}

test('redirects inside the site are followed, relative ones too', async () => {
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': 'http://www.acme.test/a', '/a': '../b?x=1#part' }) }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked).toMatchObject({ ends: 'answered', final: 'http://www.acme.test/b?x=1', status: 200 });
  expect(walked.hops.map(({ url, status }) => [url, status])).toEqual([
    ['http://acme.test/', 301],
    ['http://www.acme.test/a', 301],
    ['http://www.acme.test/b?x=1', 200],
  ]);
});

test('a URL that comes twice is a loop', async () => {
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': '/a', '/a': '/' }) }, ZONE);
  expect(await walk(web.io, 'http://acme.test/', SITE)).toMatchObject({ ends: 'loop', final: 'http://acme.test/' });
});

test('a page that sets a cookie and redirects to itself is no loop', async () => {
  const server = http((request, response) => {
    if (request.headers.cookie === 'seen=1') response.end('welcome');
    else response.writeHead(302, { Location: '/', 'Set-Cookie': ['seen=1; Path=/', 'bad\u00e9=\u00ff'] }).end();
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  expect(await walk(web.io, 'http://acme.test/', SITE)).toMatchObject({ ends: 'answered', status: 200 });
});

test('endless redirects end after ten requests', async () => {
  let count = 0;
  const server = http((_request, response) => response.writeHead(302, { Location: `/${(count += 1)}` }).end());
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked.ends).toBe('too-many');
  expect(count).toBe(10);
});

test.each([
  'http://127.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://localhost:3000/',
  'http://other.test/',
  'javascript:alert(1)',
  'http://acme.test.evil.test/',
])('a redirect to %s leaves the site and is not asked', async (to) => {
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': to }) }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked).toMatchObject({ ends: 'left', final: to, status: 301 });
  expect(web.connections).toEqual({ '192.0.2.1:80': 1 });
});

test('a redirect to a name of the site that leads to a private address is refused', async () => {
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': 'http://inside.acme.test/' }) }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked).toMatchObject({ ends: 'error', final: 'http://inside.acme.test/', status: null });
  expect(walked.hops[1]?.error?.code).toBe('private-address');
});

test.each(['http://', 'http://[::bad/', '', 'http://a b/'])('a Location that is no URL (%j) ends the walk where it stands', async (to) => {
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': to }) }, ZONE);
  expect(await walk(web.io, 'http://acme.test/', SITE)).toMatchObject({ ends: 'answered', status: 301, hops: [{ location: null }] });
});

test('a Location whose host is a secret ends the walk, because redaction would leave no URL of it', async () => {
  const host = `${['sk', 'ant', 'abcdefghijklmnop1234'].join('-')}.acme.test`;
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': `http://${host}/` }) }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked).toMatchObject({ ends: 'answered', final: 'http://acme.test/', hops: [{ location: null }] });
});

test('a site below a platform suffix does not include its neighbours', async () => {
  const zone = ['shop.vercel.app A 192.0.2.1', 'evil.vercel.app A 192.0.2.1'];
  await using web = await openWeb({ '192.0.2.1:80': redirects({ '/': 'http://evil.vercel.app/' }) }, zone);
  expect(await walk(web.io, 'http://shop.vercel.app/', { site: 'shop.vercel.app' })).toMatchObject({ ends: 'left' });
});

test('answers that cannot be read are errors of their hop', async () => {
  await using web = await openWeb({ '192.0.2.1:80': raw('nonsense\r\n\r\n') }, ZONE);
  const walked = await walk(web.io, 'http://acme.test/', SITE);
  expect(walked).toMatchObject({ ends: 'error', hops: [{ error: { code: 'malformed' } }] });
  expect(conclusive(walked)).toBe(walked);
});

test('silence over https tells nothing; silence over http may be a firewall', async () => {
  const mute = (): ReturnType<typeof tcp> => tcp(() => undefined);
  await using web = await openWeb({ '192.0.2.1:80': mute(), '192.0.2.1:443': mute() }, ZONE);
  const limits = { ms: 100, bodyBytes: 0 };
  const http = await walk(web.io, 'http://acme.test/', { ...SITE, limits });
  const https = await walk(web.io, 'https://acme.test/', { ...SITE, limits });
  expect(conclusive(http).hops[0]?.error?.code).toBe('timeout');
  expect(() => conclusive(https)).toThrow(/did not answer/);
});
