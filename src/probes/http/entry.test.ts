import { expect, test } from 'vitest';
import { http, https, openWeb, tcp } from '../../../test/web.ts';
import { httpEntry } from './entry.ts';

const ZONE = ['acme.test A 192.0.2.1', 'www.acme.test A 192.0.2.1'];
const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
const SECRET = ['s3cr3t', 'Value', '0123456789', 'abcd'].join('');

test('both ways in are walked, and the headers are those of the host itself', async () => {
  const plain = http((_request, response) => response.writeHead(308, { Location: 'https://acme.test/' }).end());
  const secure = await https(['acme.test', 'www.acme.test'], (request, response) => {
    if (request.headers.host === 'www.acme.test') response.end('home');
    else
      response
        .writeHead(301, { Location: 'https://www.acme.test/', 'X-Own': 'apex', 'Set-Cookie': `sid=${SECRET}; Path=/; HttpOnly` })
        .end();
  });
  await using web = await openWeb({ '192.0.2.1:80': plain, '192.0.2.1:443': secure }, ZONE);
  const saw = httpEntry.sees.parse(await httpEntry.collect(HOST, web.io));
  expect(saw.http).toMatchObject({ ends: 'answered', final: 'https://www.acme.test/', status: 200 });
  expect(saw.https).toMatchObject({ ends: 'answered', final: 'https://www.acme.test/', status: 200 });
  expect(saw.http.hops).toHaveLength(3);
  expect(saw.headers).toContainEqual(['x-own', 'apex']);
  expect(saw.headers).toContainEqual(['set-cookie', 'sid=…abcd; Path=/; HttpOnly']);
  expect(JSON.stringify(saw)).not.toContain(SECRET);
});

test('a refused port 80 and a broken TLS port are values', async () => {
  const gone = tcp(() => undefined);
  await using web = await openWeb({ '192.0.2.1:80': gone, '192.0.2.1:443': http((_request, response) => response.end()) }, ZONE);
  await new Promise((resolve) => gone.close(resolve));
  const saw = await httpEntry.collect(HOST, web.io);
  expect(saw.http).toMatchObject({ ends: 'error', hops: [{ error: { code: 'ECONNREFUSED' } }] });
  expect(saw.https).toMatchObject({ ends: 'error', hops: [{ error: { message: 'acme.test does not speak TLS on this port' } }] });
  expect(saw.headers).toEqual([]);
});

test('a host without address is an error of its hop', async () => {
  await using web = await openWeb({}, ['acme.test TXT hello']);
  expect((await httpEntry.collect(HOST, web.io)).https).toMatchObject({ ends: 'error', hops: [{ error: { code: 'no-address' } }] });
});

test('a resolver that refuses is no evidence', async () => {
  await using web = await openWeb({}, []);
  await expect(httpEntry.collect(HOST, { ...web.io, resolver: [] })).rejects.toMatchObject({
    name: 'ProbeError',
    code: 'resolver-missing',
  });
});
