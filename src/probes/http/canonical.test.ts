import { expect, test } from 'vitest';
import { http, https, openWeb } from '../../../test/web.ts';
import { httpCanonical } from './canonical.ts';

const SITE = { kind: 'site', domain: 'acme.test' } as const;

test('the matrix: apex and www, http and https, home and a deep path', async () => {
  const plain = http((request, response) => response.writeHead(301, { Location: `https://${request.headers.host}${request.url}` }).end());
  const secure = await https(['acme.test', 'www.acme.test'], (request, response) => {
    // This redirect loses the path, as hand-written ones do.
    if (request.headers.host === 'www.acme.test') response.writeHead(302, { Location: 'https://acme.test/' }).end();
    else response.writeHead(request.url === '/' ? 200 : 404).end();
  });
  await using web = await openWeb({ '192.0.2.1:80': plain, '192.0.2.1:443': secure }, [
    'acme.test A 192.0.2.1',
    'www.acme.test A 192.0.2.1',
  ]);
  const saw = httpCanonical.sees.parse(await httpCanonical.collect(SITE, web.io));
  expect(saw.www).toBe(true);
  expect(saw.home.map(({ start, final, status }) => [start, final, status])).toEqual([
    ['http://acme.test/', 'https://acme.test/', 200],
    ['https://acme.test/', 'https://acme.test/', 200],
    ['http://www.acme.test/', 'https://acme.test/', 200],
    ['https://www.acme.test/', 'https://acme.test/', 200],
  ]);
  const deep = `https://acme.test${saw.deepPath}?${saw.deepQuery}`;
  expect(saw.deep.map(({ final }) => final)).toEqual([deep, deep, 'https://acme.test/', 'https://acme.test/']);
});

test('a session that is handed out on the way to another host', async () => {
  const session = `connect.sid=s%3A${'k7Qm2xV9'.repeat(3)}; Path=/; Secure; HttpOnly`;
  const secure = await https(['acme.test', 'www.acme.test', 'app.acme.test'], (request, response) => {
    const next = { 'www.acme.test': 'https://acme.test/', 'acme.test': 'https://app.acme.test/' }[String(request.headers.host)];
    response.setHeader('Set-Cookie', [session, 'theme=dark; Path=/']);
    response.writeHead(next ? 302 : 200, next ? { Location: next } : {}).end();
  });
  const hosts = ['acme.test', 'www.acme.test', 'app.acme.test'];
  await using web = await openWeb(
    { '192.0.2.1:443': secure },
    hosts.map((host) => `${host} A 192.0.2.1`),
  );
  const { handed } = httpCanonical.sees.parse(await httpCanonical.collect(SITE, web.io));
  const told = handed.map(({ at, to, cookie, anew }) => `${at} ${to} ${cookie.name} ${anew}`);
  expect([...new Set(told)].sort()).toEqual([
    'https://acme.test https://app.acme.test connect.sid true',
    'https://www.acme.test https://acme.test connect.sid true',
  ]);
});

test('without www the apex alone is walked', async () => {
  await using web = await openWeb({ '192.0.2.1:80': http((_request, response) => response.end()) }, ['acme.test A 192.0.2.1']);
  const saw = await httpCanonical.collect(SITE, web.io);
  expect(saw.www).toBe(false);
  expect(saw.home.map(({ start }) => start)).toEqual(['http://acme.test/', 'https://acme.test/']);
});

test('the wildcard of a platform makes no www', async () => {
  const home = http((_request, response) => response.end());
  await using web = await openWeb({ '192.0.2.1:80': home }, ['acme.vercel.app A 192.0.2.1', '*.acme.vercel.app A 192.0.2.1']);
  expect((await httpCanonical.collect({ kind: 'site', domain: 'acme.vercel.app' }, web.io)).www).toBe(false);
});

test('the wildcard of a domain of its own does, because visitors type www', async () => {
  const home = http((_request, response) => response.end());
  await using web = await openWeb({ '192.0.2.1:80': home }, ['acme.test A 192.0.2.1', '*.acme.test A 192.0.2.1']);
  expect((await httpCanonical.collect(SITE, web.io)).www).toBe(true);
});
