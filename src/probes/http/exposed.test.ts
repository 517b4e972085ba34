import type { IncomingMessage, RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { https, openWeb } from '../../../test/web.ts';
import { GRAPHQL } from './exposed-paths.ts';
import { httpExposed } from './exposed.ts';

const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
const SHELL = '<!doctype html><title>App</title><script type="module" src="/assets/index.js"></script><div id="root"></div>';

type Saying = Readonly<Record<string, [type: string, body: string]>>;

/** What the probe sees of a server, what it asked, and in how many connections. */
async function look(answer: RequestListener, host: string = HOST.host) {
  const asked: IncomingMessage[] = [];
  const server = await https([host], (request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await using web = await openWeb({ '192.0.2.7:443': server }, [`${host} A 192.0.2.7`]);
  const saw = httpExposed.sees.parse(await httpExposed.collect({ ...HOST, host }, web.io));
  return { saw, asked, connections: web.connections['192.0.2.7:443'] };
}

/** A single-page app: what it has, and its home page with status 200 for every other path. */
function app(has: Saying): RequestListener {
  return ({ url = '' }, response) => {
    const [type, body] = has[url] ?? ['text/html', SHELL];
    response.writeHead(200, { 'content-type': type }).end(body);
  };
}

const NOTHING = { dotenv: [], git: [], dumps: [], listings: [], rules: [], apis: [], debug: [], admins: [], projects: [] };

test('a single-page app answers every path and has nothing open; beside its home page it is asked over one connection', async () => {
  const { saw, asked, connections } = await look(app({}));
  expect(saw).toEqual({ elsewhere: 'page', asked: 25, broken: null, served: [], ...NOTHING });
  expect(asked.length).toBe(26);
  expect(asked.map(({ url }) => url).at(-1)).toBe('/assets/');
  expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  expect(connections).toBe(2);
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

test('what beginners and tools leave behind is told by its content', async () => {
  const token = ['gh', 'p_', alnum(36)].join('');
  const { saw } = await look(
    app({
      '/.mcp.json': ['application/json', JSON.stringify({ mcpServers: { github: { command: 'npx', env: { GITHUB_TOKEN: token } } } })],
      '/admin': ['text/html', `<title>Users</title><h1>All users</h1><table>${['ada', 'bob', 'eve'].map(rowOf).join('')}</table>`],
      '/package.json': ['application/json', '{"name":"shop","scripts":{"dev":"vite"},"dependencies":{"react":"19","vite":"7"}}'],
      '/server-status': ['text/html', '<title>Apache Status</title><dl><dt>Server uptime: 1 day</dt></dl>'],
      [GRAPHQL]: ['application/json', '{"data":{"__schema":{"types":[{"name":"__Type"},{"name":"String"},{"name":"AdminUser"}]}}}'],
      '/acme.sql': ['application/sql', 'CREATE TABLE users (id int);\n'],
    }),
  );
  expect(saw).toMatchObject({
    rules: [{ path: '/.mcp.json', heading: 'github', grave: ['GitHub token'] }],
    admins: [{ path: '/admin', title: 'All users', people: 3, deeds: 0 }],
    projects: [{ path: '/package.json', name: 'shop', packages: 2 }],
    apis: [{ path: '/graphql', title: 'GraphQL', paths: 1, names: ['AdminUser'] }],
    dumps: [{ path: '/acme.sql', tool: 'SQL' }],
    debug: [], // it names no Apache, and is not asked
  });
  for (const value of [token, 'ada']) expect(JSON.stringify(saw)).not.toContain(value);
});

const rowOf = (name: string): string => `<tr><td>${name}@lovelace.test</td></tr>`;

test('a page for admins is opened where it redirects to its folder', async () => {
  const { saw } = await look(({ url }, response) => {
    if (url === '/admin') response.writeHead(301, { location: '/admin/' }).end();
    else if (url === '/admin/') {
      const deeds = [1, 2, 3].map((id) => `<a href="/admin/orders/${id}/edit">edit</a>`);
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Shop administration</title>${deeds.join('')}`);
    } else response.writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html' }).end();
  });
  expect(saw.admins).toEqual([{ path: '/admin/', title: 'Shop administration', people: 0, deeds: 3 }]);
});

test.each([
  ['beside the product, by its name', 'docs.acme.test', 404, { server: 'nginx' }, 2 + 8],
  ['on a platform without PHP', 'acme.test', 404, { 'x-vercel-id': 'fra1::x' }, 2 + 20],
  ['of Apache', 'acme.test', 404, { server: 'Apache/2.4.62' }, 2 + 23],
  ['that shows no pages', 'api.acme.test', 404, { server: 'nginx', 'content-type': 'application/json' }, 2 + 15],
  ['that refuses all names with a dot', 'acme.test', 403, { server: 'nginx' }, 2 + 16],
] as const)('a host %s is asked for less', async (_, host, dots, headers, requests) => {
  const { saw, asked } = await look(({ url = '' }, response) => {
    const status = url === '/' ? 200 : url.startsWith('/.') ? dots : 404;
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(`<h1>${url}</h1>`);
  }, host);
  expect([saw.asked, asked.length]).toEqual([requests, requests + 1]);
  expect(asked.map(({ url }) => url)).toEqual(expect.arrayContaining(['/.env', '/.git/config', '/backup.sql']));
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
    response
      .writeHead(url === '/CLAUDE.md' ? 200 : 404, { 'content-type': url === '/' ? 'text/html' : 'text/markdown' })
      .end('# How we work\n\nRun the tests.\n');
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
  expect(saw.broken?.unasked.length).toBe(14);
});

test('a host that does not answer is no evidence', async () => {
  await using web = await openWeb({}, ['acme.test A 192.0.2.7'], { route: () => ({ host: '127.0.0.1', port: 1 }) });
  await expect(httpExposed.collect(HOST, web.io)).rejects.toMatchObject({ name: 'ProbeError' });
});
