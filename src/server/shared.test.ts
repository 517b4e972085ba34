import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '../../test/postgres.ts';
import { PASSWORD, serving } from '../../test/serving.ts';
import { until } from '../../test/watching.ts';
import { startWorker } from './start.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres?.[Symbol.asyncDispose]());

test('two servers and a worker on one PostgreSQL: a login, a token and a wait of one count on the other (OBS-5)', async () => {
  const where = await postgres.database();
  const config = { domain: 'acme.test', monitor: { daily_audit: false } };
  await using one = await serving({ config, plan: { where } });
  await using two = await serving({ config, plan: { where } });
  const { config: parsed, profile, io } = one.serving.kit;
  await using closing = new AsyncDisposableStack();
  closing.use(
    await startWorker({
      plan: { config: parsed, profile, where, host: '127.0.0.1', port: 0, publicUrl: undefined, newOwner: false, state: '.launch-ready' },
      io,
      onTrouble: (error) => one.trouble.push(String(error)),
    }),
  );
  // The link of the later start is the one that works.
  const ada = two.visitor();
  expect((await ada.get(new URL(one.serving.setup!).pathname)).status).toBe(404);
  expect((await ada.send(new URL(two.serving.setup!).pathname, { name: 'Ada', password: PASSWORD })).status).toBe(303);
  const there = one.visitor();
  there.cookie = ada.cookie;
  expect((await there.get('/settings')).status).toBe(200);
  const page = await (await there.send('/settings/tokens', { name: 'ci', scope: ['read'] })).text();
  const token = /id="made">(lr_[\w-]{43})</.exec(page)![1]!;
  const asked = await fetch(new URL('/api/monitors', two.serving.url), { headers: { authorization: `Bearer ${token}` } });
  expect(asked.status).toBe(200);
  // The seventh makes a wait of four seconds, longer than a busy machine needs for the next look.
  for (let wrong = 0; wrong < 7;) {
    const { status, headers } = await one.visitor().send('/login', { password: 'wrong password here' });
    if (status === 429) await setTimeout(Number(headers.get('retry-after')) * 1_000);
    else wrong += 1;
  }
  expect((await two.visitor().send('/login', { password: PASSWORD })).status).toBe(429);
  expect((await until(() => fetch(new URL('/ready', two.serving.url)))).status).toBe(200);
  expect([...one.trouble, ...two.trouble]).toEqual([]);
}, 60_000);

test('a worker without PostgreSQL, and a database that is not there, are said in words', async () => {
  await using one = await serving();
  const { config, profile, io } = one.serving.kit;
  const plan = {
    config,
    profile,
    where: '/tmp/x.db',
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    newOwner: false,
    state: '.launch-ready',
  };
  await expect(startWorker({ plan, io, onTrouble: () => {} })).rejects.toThrow('DATABASE_URL names none');
  const secret = ['hunter', '2hunter'].join('');
  const gone = serving({ plan: { where: `postgres://user:${secret}@127.0.0.1:1/x` } });
  await expect(gone).rejects.toThrow('The database of DATABASE_URL cannot be opened');
  await expect(gone).rejects.not.toThrow(secret);
});
