import { expect, test } from 'vitest';
import { http, openWeb } from '../../../test/web.ts';
import { httpCors } from './cors.ts';

const URL_SUBJECT = { kind: 'url', url: 'http://api.acme.test/api/me', for: 'api' } as const;
const ZONE = ['api.acme.test A 192.0.2.1'];

test('each kind of foreign origin is tried once, and what it may do is told', async () => {
  const server = http((request, response) => {
    const { origin = '' } = request.headers;
    if (origin.endsWith('acme.test'))
      response
        .setHeader('Access-Control-Allow-Origin', origin)
        .setHeader('Access-Control-Allow-Credentials', 'true')
        .setHeader('Vary', 'Accept, origin');
    response.end('{}');
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const { answers } = httpCors.sees.parse(await httpCors.collect(URL_SUBJECT, web.io));
  expect(
    answers.map(({ kind, origin, allowOrigin, allowCredentials, varyOrigin }) => [
      kind,
      origin,
      allowOrigin !== null,
      allowCredentials,
      varyOrigin,
    ]),
  ).toEqual([
    ['stranger', 'https://attacker.example.com', false, false, false],
    ['null', 'null', false, false, false],
    ['prefix', 'https://acme.test.example.com', false, false, false],
    ['suffix', 'https://exampleacme.test', true, true, true],
    ['http', 'http://acme.test', true, true, true],
    ['subdomain', 'https://launch-ready-check.acme.test', true, true, true],
  ]);
});

test('credentials count only when the server says exactly true', async () => {
  const server = http((_request, response) =>
    response.writeHead(401, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'True', Vary: '*' }).end(),
  );
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const { answers } = await httpCors.collect(URL_SUBJECT, web.io);
  expect(answers[0]).toMatchObject({ status: 401, allowOrigin: '*', allowCredentials: false, varyOrigin: true });
});

test('a stranger that may not read is asked for what it may change, which changes nothing', async () => {
  const asked: string[] = [];
  const server = http(({ method = '', headers }, response) => {
    asked.push(`${method} ${headers['access-control-request-method'] ?? ''}`.trim());
    if (method === 'OPTIONS')
      response
        .setHeader('Access-Control-Allow-Origin', headers.origin ?? '')
        .setHeader('Access-Control-Allow-Credentials', 'true')
        .setHeader('Access-Control-Allow-Methods', 'get, Put')
        .writeHead(204);
    response.end();
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const { preflight } = httpCors.sees.parse(await httpCors.collect(URL_SUBJECT, web.io));
  expect(preflight).toEqual({ status: 204, allowOrigin: 'https://attacker.example.com', allowCredentials: true, methods: ['GET', 'PUT'] });
  expect(asked).toEqual([...Array<string>(6).fill('GET'), 'OPTIONS PUT']);
});

test('a route that does not answer is no evidence', async () => {
  await using web = await openWeb({}, ZONE);
  await expect(httpCors.collect({ ...URL_SUBJECT, url: 'http://gone.acme.test/api/me' }, web.io)).rejects.toMatchObject({
    name: 'ProbeError',
  });
});
