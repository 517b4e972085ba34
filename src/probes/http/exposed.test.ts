import type { IncomingMessage, RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { https, openWeb } from '../../../test/web.ts';
import { httpExposed } from './exposed.ts';

const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
const SHELL = '<!doctype html><title>App</title><script type="module" src="/assets/index.js"></script><div id="root"></div>';

type Saying = Readonly<Record<string, [type: string, body: string]>>;

/** What the probe sees of a server, what it asked, and in how many connections. */
async function look(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = await https(['acme.test'], (request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await using web = await openWeb({ '192.0.2.7:443': server }, ['acme.test A 192.0.2.7']);
  const saw = httpExposed.sees.parse(await httpExposed.collect(HOST, web.io));
  return { saw, asked, connections: web.connections['192.0.2.7:443'] };
}

/** A single-page app: what it has, and its home page with status 200 for every other path. */
function app(has: Saying): RequestListener {
  return ({ url = '' }, response) => {
    const [type, body] = has[url] ?? ['text/html', SHELL];
    response.writeHead(200, { 'content-type': type }).end(body);
  };
}

const NOTHING = { dotenv: [], git: [], dumps: [], listings: [], rules: [], apis: [], debug: [] };

test('a single-page app answers every path and has nothing open; it is asked over one connection', async () => {
  const { saw, asked, connections } = await look(app({}));
  expect(saw).toEqual({ elsewhere: 'page', asked: 17, broken: null, served: [], ...NOTHING });
  expect(asked.length).toBe(17);
  expect(asked.map(({ url }) => url).at(-1)).toBe('/assets/');
  expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  expect(connections).toBe(1);
});

test('what lies open is told, and no value of it is kept', async () => {
  const [key, token] = [['sk', 'proj', alnum(40)].join('-'), alnum(36)];
  const { saw } = await look(
    app({
      '/.env': ['text/plain', `OPENAI_API_KEY=${key}\n`],
      '/.git/config': ['', `[core]\n\tbare = false\n[remote "origin"]\n\turl = https://ada:${token}@github.com/acme/app\n`],
      '/dump.sql': ['application/sql', `-- MySQL dump 10.13\nINSERT INTO \`users\` VALUES ('${token}');\n`],
      '/assets/': ['text/html', '<title>Index of /assets/</title><a href="index.js">index.js</a>'],
      '/AGENTS.md': ['text/markdown', '# How we work\n\nRun the tests.\n'],
      '/openapi.json': ['application/json', '{"openapi":"3.1.0","info":{"title":"Acme"},"paths":{"/admin/users":{}}}'],
      '/phpinfo.php': ['text/html', '<title>PHP 8.3.6 - phpinfo()</title>'],
    }),
  );
  expect(saw).toMatchObject({
    dotenv: [{ path: '/.env', grave: ['OPENAI_API_KEY'] }],
    git: [{ path: '/.git/config', remote: 'github.com/acme/app', key: true }],
    dumps: [{ path: '/dump.sql', tool: 'MySQL', tables: ['users'], rows: true }],
    listings: [{ path: '/assets/', entries: 1 }],
    rules: [{ path: '/AGENTS.md', heading: 'How we work' }],
    apis: [{ path: '/openapi.json', paths: 1 }],
    debug: [{ path: '/phpinfo.php', what: 'phpinfo' }],
  });
  for (const value of [key, token]) expect(JSON.stringify(saw)).not.toContain(value.slice(8, 20));
});

test('a catch-all in the shape of the thing asked for is none: it answers its random siblings alike', async () => {
  const { saw } = await look((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('STATUS_CODE=200\nSECRET_TOKEN=8f3e1d9ab2c45\n');
  });
  expect(saw.dotenv).toEqual([]);
});

test('of a dump only the head is asked for, and its size is told', async () => {
  const { saw, asked } = await look(({ url, headers }, response) => {
    if (url !== '/backup.sql' || headers.range === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(206, { 'content-type': 'application/sql', 'content-range': 'bytes 0-16383/4200000' });
    response.end(`-- PostgreSQL database dump\n${'-- \n'.repeat(3_000)}`);
  });
  expect(saw.dumps).toEqual([{ path: '/backup.sql', tool: 'PostgreSQL', tables: [], rows: false, bytes: 4_200_000 }]);
  expect(asked.find(({ url }) => url === '/backup.sql')?.headers.range).toBe('bytes=0-16383');
});

test('a host that has enough is asked no more, and it is told what was not asked', async () => {
  const { saw, asked } = await look(({ url }, response) => {
    response.writeHead(url === '/.git/config' ? 429 : 404).end();
  });
  expect(asked.at(-1)?.url).toBe('/.git/config');
  expect(saw.broken).toMatchObject({ why: 'status 429' });
  expect(saw.broken?.unasked.slice(0, 2)).toEqual(['/.git/config', '/backup.sql']);
});

test.each([
  ['away', 301, { location: 'https://www.acme.test/' }],
  ['refused', 403, {}],
] as const)('a host where everything is %s is left alone after two random paths', async (elsewhere, status, headers) => {
  const { saw, asked } = await look((_request, response) => void response.writeHead(status, headers).end());
  expect([saw.elsewhere, asked.length]).toEqual([elsewhere, 3]);
});

test('a guard that cuts the line at one path hides only what lies there', async () => {
  const { saw } = await look(({ url, socket }, response) => {
    if (url === '/.env') {
      socket.destroy();
      return;
    }
    response.writeHead(url === '/CLAUDE.md' ? 200 : 404, { 'content-type': 'text/markdown' }).end('# How we work\n\nRun the tests.\n');
  });
  expect(saw).toMatchObject({ dotenv: [], rules: [{ path: '/CLAUDE.md' }], broken: { unasked: ['/.env'] } });
});

test('a host that cuts the line three times is left alone', async () => {
  const { saw, asked } = await look(({ url = '', socket }, response) => {
    if (/^\/\.(env|git)/.test(url)) {
      socket.destroy();
      return;
    }
    response.writeHead(404).end();
  });
  expect(asked.at(-1)?.url).toBe('/.env.local');
  expect(saw.broken?.unasked.length).toBe(13);
});

test('a host that does not answer is no evidence', async () => {
  await using web = await openWeb({}, ['acme.test A 192.0.2.7'], { route: () => ({ host: '127.0.0.1', port: 1 }) });
  await expect(httpExposed.collect(HOST, web.io)).rejects.toMatchObject({ name: 'ProbeError' });
});
