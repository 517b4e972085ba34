import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import caching from '../../src/checks/caching/private.ts';
import type { Verdict } from '../../src/core/check.ts';
import { defaultConfig } from '../../src/core/config.ts';
import { freshRun, type Io } from '../../src/core/io.ts';
import { httpPage } from '../../src/probes/http/page.ts';
import { httpVisitors } from '../../src/probes/http/visitors.ts';
import { startDaemon } from '../foreign/daemon.ts';
import { freePort } from '../free-port.ts';
import { openWeb } from '../web.ts';

/** What the app behind the cache was asked, by path, and with which cookie. */
const asked: { path: string; cookie: string | undefined }[] = [];

/** The sessions it began. */
const sessions: string[] = [];

/** An app that begins a session with each stranger and greets who has one. */
const app = createServer((request, response) => {
  const path = request.url ?? '';
  const { cookie } = request.headers;
  asked.push({ path, cookie });
  response.setHeader('Content-Type', 'text/html');
  if (cookie?.includes('sessionid=') && path === '/greets')
    return response.writeHead(200, { 'Cache-Control': 'public, s-maxage=60' }).end('<h1>Welcome back, Ada</h1>');
  const session = randomBytes(16).toString('hex');
  sessions.push(session);
  response.setHeader('Set-Cookie', `sessionid=${session}; Path=/; HttpOnly`);
  return response.writeHead(200, { 'Cache-Control': 'private, no-store' }).end('<h1>Log in</h1>');
});

/** nginx in front of it: as its manual says, as people override it, and with a cookie of its own before a cached page. */
const RULES = (port: number): string => `
  location / { proxy_pass http://127.0.0.1:${port}; }
  location /kept { proxy_pass http://127.0.0.1:${port}; proxy_cache pages; proxy_cache_valid 200 1m; proxy_ignore_headers Set-Cookie Cache-Control;
    add_header X-Cache-Status $upstream_cache_status; }
  location /heeds { proxy_pass http://127.0.0.1:${port}; proxy_cache pages; proxy_cache_valid 200 1m; add_header X-Cache-Status $upstream_cache_status; }
  location /front { proxy_pass http://127.0.0.1:${port}; proxy_cache pages; proxy_cache_valid 200 1m; proxy_ignore_headers Set-Cookie Cache-Control;
    proxy_hide_header Set-Cookie; proxy_hide_header Cache-Control;
    add_header Cache-Control "public, max-age=0, s-maxage=60"; add_header X-Cache-Status $upstream_cache_status; add_header Set-Cookie "sessionid=$request_id; Path=/"; }
`;

let open: AsyncDisposableStack;
let io: Io;

beforeAll(async () => {
  open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'nginx-cache-'));
  await chmod(folder, 0o711); // nginx started by root works as nobody
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const web = open.use(await openWeb({ '192.0.2.9:80': app }, ['acme.test A 192.0.2.1']));
  const port = await freePort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join(' ');
  const server = `server { listen 127.0.0.1:${port}; ${RULES(web.io.route('192.0.2.9', 80).port)} }`;
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; pid ${folder}/pid; error_log stderr notice; events {}
     http { access_log off; ${paths} proxy_cache_path ${folder}/pages keys_zone=pages:1m; ${server} }\n`,
  );
  open.use(await startDaemon('nginx', ['-p', folder, '-e', 'stderr', '-c', file], /start worker process \d/));
  io = { ...web.io, route: (host, at) => (host === '192.0.2.1' ? { host: '127.0.0.1', port } : web.io.route(host, at)) };
});
afterAll(() => open.disposeAsync());

async function judged(path: string): Promise<Verdict> {
  const subject = { kind: 'url', url: `http://acme.test${path}`, for: 'login' } as const;
  const run = freshRun(io);
  const [page, visitors] = await Promise.all([httpPage.collect(subject, run), httpVisitors.collect(subject, run)]);
  const evidence = JSON.stringify([page, httpVisitors.sees.parse(visitors)]);
  expect(sessions.filter((session) => evidence.includes(session))).toEqual([]);
  const verdict = caching.judge({ page, visitors }, { subject, options: {}, now: io.now(), config: defaultConfig() });
  return 'is' in verdict ? verdict : verdict[0]!;
}

describe('nginx between us and an app that begins a session with each visitor', () => {
  test('no cache: each visitor has a session of their own, and the app is asked three times', async () => {
    expect(await judged('/login')).toEqual({ is: 'pass' });
    const cookies = asked.filter(({ path }) => path === '/login').map(({ cookie }) => cookie);
    expect(cookies).toEqual([undefined, undefined, expect.stringMatching(/^sessionid=[0-9a-f]{32}$/)]);
  });

  test('a cache told to ignore Set-Cookie and Cache-Control hands one session to two visitors', async () => {
    const verdict = await judged('/kept');
    expect(verdict).toMatchObject({ is: 'fail', found: expect.stringContaining('gave two visitors the same one') });
    expect(verdict).toMatchObject({ found: expect.stringContaining('x-cache-status: HIT'), fix: { by: 'hand' } });
    expect(verdict).not.toHaveProperty('severity');
  });

  test('a cache that heeds what the app says keeps nothing', async () => {
    expect(await judged('/heeds')).toEqual({ is: 'pass' });
  });

  test('a cookie that nginx sets in front of a cached page is nobody else’s', async () => {
    expect(await judged('/front')).toMatchObject({ is: 'pass', found: expect.stringContaining('in front of the cache') });
  });

  test('who holds the session is greeted on a page that every cache may keep', async () => {
    const verdict = await judged('/greets');
    expect(verdict).toMatchObject({ is: 'fail', severity: 'high', found: expect.stringContaining('holds the cookie sessionid') });
  });
});
