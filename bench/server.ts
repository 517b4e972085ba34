import { makeApp } from '../src/server/app.ts';
import { beginSession } from '../src/server/access/session.ts';
import { countSamples, insertSample, putBar } from '../src/monitor/store/read-monitors.ts';
import { serving } from '../test/serving.ts';

const HOUR = 3_600_000;
const LOOK = { outcome: 'ok', status: 200, cause: null, code: null, says: null, address: '192.0.2.1', certDays: 60, slow: false } as const;
/** CPU milliseconds of one request, the median of five rounds of `times`. */
async function cpuMs(times: number, work: () => Promise<Response>): Promise<{ ms: number; bytes: number }> {
  const rounds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage();
    for (let n = 0; n < times; n += 1) {
      const answer = await work();
      if (answer.status >= 400) throw new Error(`${answer.status}`);
      bytes = (await answer.arrayBuffer()).byteLength;
    }
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000 / times);
  }
  return { ms: rounds.toSorted((a, b) => a - b)[2]!, bytes };
}

/** A server that knows `n` addresses with 90 bars each; they are asked once a day, so that only pages are measured. */
async function measure(n: number): Promise<void> {
  const routes = Array.from({ length: n }, (_, at) => ({ name: `route ${at}`, url: `https://acme.test/${at}`, kind: 'page' }));
  await using server = await serving({
    config: { domain: 'acme.test', routes, monitor: { interval_s: 86_400, status_title: 'Acme', daily_audit: false } },
  });
  const { kit } = server.serving;
  const now = Date.now();
  for (const { n: monitor } of await kit.store.database.all<{ n: number }>('SELECT n FROM monitors')) {
    for (let hour = 1; hour < 90; hour += 1) {
      const samples = Array.from({ length: 60 }, (_, at) => ({ outcome: 'ok' as const, totalMs: 50 + ((at * 37 + hour) % 200) }));
      await putBar(kit.store.database, {
        monitor,
        step: HOUR,
        at: Math.floor(now / HOUR) * HOUR - hour * HOUR,
        counted: countSamples(samples),
      });
    }
  }
  // A day of looks, one a minute, at what the dashboard shows in full.
  await kit.store.database.tx(async (sql) => {
    for (let monitor = 1; monitor <= Math.min(n, 12); monitor += 1) {
      for (let minute = 1; minute < 1440; minute += 1) {
        const phases = { dnsMs: 2, tcpMs: 5, tlsMs: 9, ttfbMs: 30, totalMs: 50 + ((minute * 37) % 200) };
        await insertSample(sql, monitor, { ...LOOK, ...phases, monitor: String(monitor), at: now - minute * 60_000 });
      }
    }
  });
  const app = makeApp(kit);
  const { token } = await beginSession(kit.store, { name: 'bench', now });
  const cookie = { cookie: `launch-ready=${token}` };
  const get =
    (path: string, headers: Record<string, string> = {}) =>
    async () =>
      app.request(`http://127.0.0.1${path}`, { headers });
  const rows = [
    ['dashboard', await cpuMs(20, get('/', cookie))],
    ['status page', await cpuMs(20, get('/status'))],
    ['health', await cpuMs(200, get('/health'))],
  ] as const;
  for (const [name, { ms, bytes }] of rows)
    process.stdout.write(`| ${name} | ${n} | ${ms.toFixed(2)} | ${Math.round(1000 / ms)} | ${(bytes / 1024).toFixed(0)} |\n`);
}

process.stdout.write('| page | addresses | ms CPU | per CPU-second | KiB |\n|---|---|---|---|---|\n');
await measure(3);
await measure(200);
process.exit(0);
