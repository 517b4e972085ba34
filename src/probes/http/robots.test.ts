import { expect, test } from 'vitest';
import { https, openWeb } from '../../../test/web.ts';
import { httpRobots } from './robots.ts';

const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;

async function look(answer: Parameters<typeof https>[1]) {
  await using web = await openWeb({ '192.0.2.1:443': await https(['acme.test'], answer) }, ['acme.test A 192.0.2.1']);
  return httpRobots.sees.parse(await httpRobots.collect(HOST, web.io));
}

test('a robots.txt behind a redirect is read', async () => {
  const saw = await look((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(301, { Location: '/files/robots.txt' }).end();
    else response.writeHead(200, { 'Content-Type': 'text/plain' }).end('User-agent: *\nDisallow: /\n');
  });
  expect(saw).toEqual({ status: 200, allowed: false, rule: 'Disallow: /' });
});

test('a file that is missing forbids nothing, whatever the error page says', async () => {
  const saw = await look((_request, response) => response.writeHead(404).end('User-agent: *\nDisallow: /\n'));
  expect(saw).toEqual({ status: 404, allowed: true, rule: null });
});
