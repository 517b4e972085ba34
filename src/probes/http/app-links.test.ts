import { expect, test } from 'vitest';
import { https, openWeb } from '../../../test/web.ts';
import { httpAppLinks } from './app-links.ts';

const APPLE = '/.well-known/apple-app-site-association';

test('apex and www are asked for both files, and what lies behind a redirect is read', async () => {
  const asked: string[] = [];
  const secure = await https(['acme.test', 'www.acme.test'], (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    if (request.headers.host === 'www.acme.test') response.writeHead(308, { Location: `https://acme.test${request.url}` }).end();
    else if (request.url === APPLE)
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"webcredentials":{"apps":["ABCDE12345.test.acme"]}}');
    else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Acme</title>');
  });
  await using web = await openWeb({ '192.0.2.1:443': secure }, ['acme.test A 192.0.2.1', 'www.acme.test A 192.0.2.1']);
  const { files } = httpAppLinks.sees.parse(await httpAppLinks.collect({ kind: 'site', domain: 'acme.test' }, web.io));
  expect(files.map(({ host, file, hops, type, reading }) => [host, file, hops.length, type, reading.is])).toEqual([
    ['acme.test', 'apple', 1, 'application/json', 'sound'],
    ['acme.test', 'android', 1, 'text/html', 'absent'],
    ['www.acme.test', 'apple', 2, 'application/json', 'sound'],
    ['www.acme.test', 'android', 2, 'text/html', 'absent'],
  ]);
  expect(asked).toHaveLength(4);
});

test('a host that does not answer has no files', async () => {
  await using web = await openWeb({}, ['acme.test A 192.0.2.1']);
  const { files } = await httpAppLinks.collect({ kind: 'site', domain: 'acme.test' }, web.io);
  expect(files.map(({ reading }) => reading.is)).toEqual(['absent', 'absent']);
});
