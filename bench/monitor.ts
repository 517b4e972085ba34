// What watching costs: node bench/monitor.ts. The targets run in a process of their own, so that only the engine is counted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../src/core/config.ts';
import { type Io, politeness, unpaced } from '../src/core/io.ts';
import { makeAuthority } from '../src/lab/ca.ts';
import { startMonitor } from '../src/monitor/start.ts';
import { openStore } from '../src/monitor/store/open.ts';
import { insertSample } from '../src/monitor/store/read-monitors.ts';
import type { Store } from '../src/monitor/store/store.ts';

const MONITORS = 200;
const SECONDS = 15;
const EVENTS = 4_000;
const AT_ONCE = 32;
const PROFILE = { name: 'bench', title: 'Bench', about: '', bars: {} };

if (process.argv[2] === 'target') await target();
else await bench();

/** Serves http and https until it is killed, and sends what is below /from/ on once; the first line says where. */
async function target(): Promise<void> {
  const authority = await makeAuthority();
  const handler: RequestListener = ({ url = '/' }, response) => {
    if (url.startsWith('/from/')) response.writeHead(301, { Location: url.replace('/from/', '/') }).end();
    else response.end('ok');
  };
  const servers = [createHttp(handler), createHttps({ ...(await authority.issue({ names: ['localhost', '127.0.0.1'] })) }, handler)];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const [http, https] = servers.map((server) => (server.address() as AddressInfo).port); // as: a TCP server has no path
  process.stdout.write(`${JSON.stringify({ http, https, ca: authority.root })}\n`);
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
  const child = spawn(process.execPath, [import.meta.filename, 'target'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const { http, https, ca } = JSON.parse(line) as { http: number; https: number; ca: string };
    const rows = [
      ['uptime check over HTTP', await checks(join(folder, 'http.db'), `http://127.0.0.1:${http}`, ca)],
      ['uptime check over HTTPS', await checks(join(folder, 'https.db'), `https://localhost:${https}`, ca)],
      ['uptime check over HTTPS, one redirect on its way', await checks(join(folder, 'from.db'), `https://localhost:${https}/from`, ca)],
      ['stored error events of 13.6 kB', await events(join(folder, 'events.db'), ca)],
      ['bytes per sample on disk', await bytes(join(folder, 'bytes.db'))],
    ] as const;
    console.log(`| ${MONITORS} monitors, ${SECONDS} s | measured |\n|---|---|`);
    for (const [what, measured] of rows) console.log(`| ${what} | ${measured} |`);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function io(ca: string): Io {
  return {
    now: () => new Date(),
    random: Math.random,
    signal: new AbortController().signal,
    resolver: [],
    roots: [],
    ca: [ca],
    allowPrivate: true,
    env: {},
    ask: () => Promise.reject(new Error('nobody is asked')),
    route: (host, port) => ({ host, port }),
    turn: politeness(),
    pace: unpaced,
  };
}

function cpuMs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** The whole engine: schedule, look, state, store. */
async function checks(file: string, url: string, ca: string): Promise<string> {
  await using store = await openStore(file);
  // A name that needs no DNS, and a certificate that says so.
  const at = url.replace('localhost', '127.0.0.1');
  const routes = Array.from({ length: MONITORS }, (_, i) => ({ name: `page ${i}`, url: `${at}/${i}`, kind: 'page' }));
  const config = configSchema.parse({ routes, monitor: { interval_s: 1 } });
  const engine = await startMonitor({ store, config, io: io(ca), profile: PROFILE, pace: { tickMs: 25 } });
  await pause(2_000); // warm
  const before = await engine.status();
  const began = process.cpuUsage();
  await pause(SECONDS * 1000);
  const cpu = cpuMs(began);
  const after = await engine.status();
  await engine[Symbol.asyncDispose]();
  const failed = await store.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM samples WHERE outcome <> 0');
  const looks = after.looks - before.looks;
  return `${(cpu / looks).toFixed(2)} ms CPU each; ${looks} of ${MONITORS * SECONDS} done, ${failed?.n} failed, 95 % begin within ${after.latenessP95Ms} ms`;
}

async function events(file: string, ca: string): Promise<string> {
  await using store = await openStore(file);
  await using engine = await startMonitor({ store, config: configSchema.parse({}), io: io(ca), profile: PROFILE });
  const { id, key } = engine.project;
  const query = new URLSearchParams({ sentry_key: key });
  const send = async (i: number): Promise<void> => {
    const { status } = await engine.ingest({
      method: 'POST',
      path: `/api/${id}/envelope/`,
      query,
      headers: {},
      body: Buffer.from(envelope(i)),
    });
    if (status !== 200) throw new Error(`answered ${status}`);
  };
  for (let i = 0; i < 300; i += 1) await send(i);
  const size = envelope(0).length;
  const began = process.cpuUsage();
  let next = 300;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < EVENTS) await send((next += 1));
    }),
  );
  const cpu = cpuMs(began);
  return `${Math.round(((EVENTS - 300) / cpu) * 1000)} per CPU-second (${size} bytes each, redacted, grouped, deduplicated, committed)`;
}

/** An error as the SDK for Node sends it: 35 frames with their lines of code. */
function envelope(i: number): string {
  const id = i.toString(16).padStart(32, '0');
  const frames = Array.from({ length: 34 }, (_, n) => ({
    filename: `/app/node_modules/framework/lib/layer-${n}.js`,
    module: `framework.lib:layer-${n}`,
    function: `handle${n}`,
    lineno: 10 + n,
    colno: 5,
    in_app: n > 28,
    pre_context: ['  const next = stack[index];', '  if (!next) return done();'],
    context_line: `    return next.handle(request, response, done${n});`,
    post_context: ['  } catch (error) {', '    done(error);'],
  }));
  const event = {
    event_id: id,
    timestamp: Date.now() / 1000,
    platform: 'node',
    level: 'error',
    release: 'app@1.4.0',
    environment: 'production',
    exception: {
      values: [
        {
          type: 'TypeError',
          value: `order ${i} has no total (kind ${i % 50})`,
          stacktrace: { frames: [...frames, { ...frames[0], function: `pay${i % 50}`, in_app: true }] },
        },
      ],
    },
    request: { method: 'POST', url: `https://acme.test/orders/${i}`, headers: { 'user-agent': 'Mozilla/5.0', accept: '*/*' } },
    user: { id: String(i % 100) },
    breadcrumbs: Array.from({ length: 8 }, (_, n) => ({
      timestamp: n,
      category: 'http',
      data: { url: `https://api.acme.test/${n}`, status_code: 200 },
    })),
  };
  return `{"event_id":"${id}"}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
}

async function bytes(file: string): Promise<string> {
  const store: Store = await openStore(file);
  const from = statSync(file).size;
  const n = 100_000;
  const [began, start] = [process.cpuUsage(), Date.now() - n * 500];
  for (let at = 0; at < n; at += 500)
    await store.database.tx(async (sql) => {
      for (let i = at; i < at + 500; i += 1)
        await insertSample(sql, i % MONITORS, {
          monitor: '',
          at: start + i * 500,
          outcome: 'ok',
          slow: false,
          status: 200,
          cause: null,
          code: null,
          says: null,
          address: null,
          certDays: 60,
          dnsMs: 1 + (i % 9) / 10,
          tcpMs: 8 + (i % 31) / 10,
          tlsMs: 20 + (i % 57) / 10,
          ttfbMs: 40 + (i % 301) / 10,
          totalMs: 75 + (i % 501) / 10,
        });
    });
  const cpu = cpuMs(began);
  await store[Symbol.asyncDispose](); // closing folds the log into the file
  return `${((statSync(file).size - from) / n).toFixed(1)} (${Math.round((n / cpu) * 1000)} written per CPU-second)`;
}

async function pause(ms: number): Promise<void> {
  await new Promise((go) => setTimeout(go, ms));
}
