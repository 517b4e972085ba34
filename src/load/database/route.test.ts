import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perfDatabase } from '../../app/perf/database.ts';
import { testIo } from '../../../test/io.ts';
import { type Postgres, startPostgres } from '../../../test/postgres.ts';
import { openDatabase } from './connection.ts';

const SCHEMA = `
  create table users (id int primary key, email text not null, name text);
  create table posts (id int primary key, user_id int not null references users, created_at timestamptz not null, body text);
  create table orders (id int primary key, user_id int, note text);
  insert into users select i, 'User' || i || '@acme.test', 'User ' || i from generate_series(1, 20000) i;
  insert into posts select i, 1 + i % 5000, now() - i * interval '1 second', repeat('x', 60) from generate_series(1, 60000) i;
  insert into orders select i, i % 3000, repeat('n', 40) from generate_series(1, 8000) i;
  analyze;`;

let postgres: Postgres;
let url: string;
let pool: Pool;
let app: Server;
let origin: string;

/** The queries of a small app, as an ORM would write them. */
const ROUTES: Readonly<Record<string, () => Promise<unknown>>> = {
  '/feed': async () => {
    const { rows } = await pool.query<{ user_id: number }>('select id, user_id, body from posts order by id desc limit 20');
    for (const row of rows) await pool.query('select name from users where id = $1', [row.user_id]);
  },
  '/mine': () => pool.query('select id, body from posts where user_id = $1 order by created_at desc limit 20', [7]),
  '/export': () => pool.query('select id, note from orders'),
  '/login': () => pool.query('select u.id from users u where lower(u.email) = lower($1)', ['USER7@acme.test']),
  '/fine': () => pool.query('select name from users where id = $1', [3]),
};

beforeAll(async () => {
  postgres = await startPostgres(['shared_preload_libraries=pg_stat_statements', 'autovacuum=off']);
  url = await postgres.database();
  pool = new Pool({ connectionString: url });
  // A server that is put away may say so to a connection that is just being closed.
  pool.on('error', () => undefined);
  await pool.query(`CREATE EXTENSION pg_stat_statements; ${SCHEMA}`);
  app = createServer((request, response) => {
    const route = ROUTES[request.url ?? ''];
    if (!route) {
      response.writeHead(404).end();
      return;
    }
    route().then(
      () => response.end('ok'),
      () => response.writeHead(500).end(),
    );
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`; // as: a TCP server has no path
}, 120_000);
afterAll(async () => {
  app.closeAllConnections();
  app.close();
  await pool.end();
  await postgres[Symbol.asyncDispose]();
});

const look = (...paths: string[]): ReturnType<typeof perfDatabase.run> =>
  perfDatabase.run(
    { url: paths.map((path) => `${origin}${path}`), database: 'SHOP_DB', repo: '.' },
    testIo({ allowPrivate: true, env: { SHOP_DB: url } }),
    () => {},
  );

describe('queries by route (PERF-6)', () => {
  test('names the repeated query, the missing index, the export without end, and leaves good routes alone', async () => {
    const gave = await look('/feed', '/mine', '/export', '/login', '/fine');
    const faults = Object.fromEntries(
      gave.routes.map(({ name, faults }) => [name, faults.map(({ is, calls, rows, advice }) => ({ is, calls, rows, up: advice?.up }))]),
    );
    expect(faults['/feed']).toEqual([{ is: 'n-plus-one', calls: 20, rows: 1, up: undefined }]);
    expect(faults['/mine']).toMatchObject([
      {
        is: 'missing-index',
        up: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS posts_user_id_created_at_idx ON posts (user_id, created_at DESC);',
      },
    ]);
    expect(faults['/export']).toMatchObject([{ is: 'unbounded', rows: 8_000 }]);
    expect(faults['/login']).toMatchObject([
      { is: 'missing-index', up: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS users_lower_email_idx ON users (lower(email));' },
    ]);
    expect(faults['/fine']).toEqual([]);
    expect(perfDatabase.exit?.(gave)).toBe(1);
    const shown = perfDatabase.shows(gave, { width: 80, colour: false }, { url: [], database: '', repo: '.' });
    expect(shown).toContain('N+1: The same query runs 20 times per request');
    expect(shown).not.toContain(url);
  }, 60_000);

  test('what it advises works, can be undone, and is advised no more (CACHE-2)', async () => {
    const [route] = (await look('/mine')).routes;
    const advice = route!.faults[0]!.advice!;
    await pool.query(advice.up);
    const { routes } = await look('/mine');
    expect(routes[0]!.faults).toEqual([]);
    expect(perfDatabase.exit?.({ schema: 1, at: '', routes })).toBe(0);
    await pool.query(advice.down);
    const { rows } = await pool.query("select 1 from pg_indexes where indexname = 'posts_user_id_created_at_idx'");
    expect(rows).toEqual([]);
  }, 60_000);

  test('our own connection cannot write, and a failing route says so', async () => {
    await using database = await openDatabase(url);
    await expect(database.rows('delete from orders')).rejects.toThrow('read-only');
    expect((await look('/nothing')).routes[0]).toMatchObject({ void: 'The route answers 404.', faults: [] });
  });

  test('a database that does not answer is told without its password', async () => {
    const password = ['hunter', '2222'].join('');
    const error: unknown = await openDatabase(`postgres://a:${password}@127.0.0.1:1/x`).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'database-unreachable' });
    expect(JSON.stringify(error) + String(error)).not.toContain(password);
  });
});
