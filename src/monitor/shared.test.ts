import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild } from '../../test/crash.ts';
import { type Postgres, startPostgres } from '../../test/postgres.ts';
import { bodyOf, listen, until } from '../../test/watching.ts';
import { openStore } from './store/open.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

test('two processes on one PostgreSQL share the looks and tell each incident once, also when one of them dies (OBS-1, OBS-6)', async () => {
  const address = await postgres.database();
  const sites = 8;
  let status = 200;
  let asked = 0;
  const keys: string[] = [];
  await using site = await listen((_, response) => {
    asked += 1;
    response.writeHead(status).end();
  });
  await using hook = await listen(async (request, response) => {
    await bodyOf(request);
    keys.push(String(request.headers['webhook-id']));
    response.writeHead(200).end();
  });
  const routes = Array.from({ length: sites }, (_, i) => ({ name: `page ${i}`, url: `${site.url}/${i}`, kind: 'page' }));
  const config = JSON.stringify({ routes, alerts: [{ channel: 'webhook', to: '${HOOK}' }], monitor: { interval_s: 1 } });
  const env = JSON.stringify({ HOOK: hook.url });
  await using store = await openStore(address);
  const [a, b] = await Promise.all([startChild([address, config, env, '{}', 'a']), startChild([address, config, env, '{}', 'b'])]);
  const lookers = async (): Promise<Set<string>> =>
    new Set(
      (await store.database.all<{ leased_by: string }>('SELECT leased_by FROM monitors WHERE leased_by IS NOT NULL')).map(
        (row) => row.leased_by,
      ),
    );
  const seen = new Set<string>();
  await until(async () => {
    for (const worker of await lookers()) seen.add(worker);
    return seen.size === 2 && (await store.monitors()).every(({ shown }) => shown === 'up');
  }, 30_000);
  // Every look is one sample, and no slot was looked at by both. A process that begins looks at once, beside the slots.
  const samples = async (after = 0): Promise<number> =>
    (await store.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM samples WHERE at > ?', after))?.n ?? 0;
  const begun = Date.now() + 1_000;
  await until(async () => (await samples(begun)) > 3 * sites, 30_000);
  const doubled = await store.database.all(
    'SELECT monitor, at / 1000 AS second FROM samples WHERE at > ? GROUP BY monitor, at / 1000 HAVING COUNT(*) > 2',
    begun,
  );
  expect(doubled).toEqual([]);
  expect(asked).toBeLessThanOrEqual((await samples()) + 2 * sites);

  status = 500;
  await until(() => keys.length > 0, 30_000);
  a.child.kill('SIGKILL');
  await once(a.child, 'exit');
  status = 200;
  // What the dead one held comes back when its lease ends.
  await store.database.run("UPDATE monitors SET leased_until = 0 WHERE leased_by = 'a'");
  await store.database.run("UPDATE outbox SET leased_until = 0 WHERE leased_by = 'a'");
  await until(async () => (await store.incidents({ open: true })).length === 0 && (await store.undelivered()).length === 0, 30_000);
  b.child.kill('SIGKILL');
  await once(b.child, 'exit');
  const incidents = await store.incidents();
  expect(incidents.length).toBe(1);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i).length).toBeLessThanOrEqual(1); // the one that was on its way when a process died
  expect([...new Set(keys)].map((key) => key.split(':').slice(0, 2).join(' '))).toEqual([
    `${incidents[0]?.id} DOWN`,
    `${incidents[0]?.id} RESOLVED`,
  ]);
  expect([a.said(), b.said()]).toEqual(['', '']);
}, 120_000);
