import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '../../../test/postgres.ts';
import { intake, until, watching } from '../../../test/watching.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-personal-'));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const CUSTOMER = {
  email: 'augusta.king@mail.example',
  card: ['4111', '1111', '1111', '1111'].join(' '),
  iban: ['DE89', '3704', '0044', '0532', '0130', '00'].join(' '),
  ip: '203.0.113.77',
  ip6: '2001:db8:85a3::8a2e:370:7334',
  phone: ['+49 30', '901820', '17'].join(' '),
  name: 'Augustaking',
  street: 'Dorsetstrasse 12',
  cookie: ['q7w8e9r0', 't1y2u3i4'].join(''),
};
/** Each as it may stand in a file: as it is, without spaces, in an address. */
const SPOKEN = Object.values(CUSTOMER).flatMap((value) => [
  value,
  value.replaceAll(' ', ''),
  encodeURIComponent(value),
  value.replaceAll(' ', '+'),
]);
SPOKEN.push('augusta.king', 'second.person', 'Dorsetstrasse');

test.each([
  ['a SQLite file', async () => join(folder, 'watch.db')],
  ['PostgreSQL', () => postgres.database()],
] as const)(
  'nothing about a customer is stored in %s, wherever the real SDKs send it, and two people are two (LOG-1, OBS-3)',
  async (_, place) => {
    await using store = await openStore(await place());
    await using watch = await watching({ domain: 'acme.test' }, { store });
    const { engine } = watch;
    await using server = await intake(engine);
    const dsn = `${server.url.replace('http://', `http://${engine.project.key}@`)}/${engine.project.id}`;
    await run(dsn, CUSTOMER);
    await run(dsn, { ...CUSTOMER, email: 'second.person@mail.example' });

    const issues = await until(async () => {
      const found = await store.issues();
      return found.reduce((sum, { events }) => sum + events, 0) === 6 ? found : null;
    });
    const form = issues.find(({ title }) => title.includes('the form of'));
    expect(form).toMatchObject({ events: 2, users: 2 });
    await until(async () => (await store.routes({ from: 0, to: Date.now() + 60_000 })).length > 0);
    await engine[Symbol.asyncDispose]();
    const stored = await everything(store);
    expect(stored).toContain('cannot charge'); // it is there, and was read
    expect(stored).toContain('page=3');
    expect(stored).toContain('billing_address');
    for (const text of [stored, filesOf()]) expect(SPOKEN.filter((each) => text.includes(each))).toEqual([]);
    expect(watch.troubles).toEqual([]);
  },
);

async function run(dsn: string, customer: typeof CUSTOMER): Promise<void> {
  const app = spawn(process.execPath, [resolve('test/sentry-personal.ts'), dsn, JSON.stringify(customer)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(app, 'close');
  if (code !== 0) throw new Error(`the app ended with ${code}: ${said}`);
}

/** Every row of every table, and what is deflated in it. */
async function everything(store: Store): Promise<string> {
  const { database } = store;
  const tables = await database.all<{ name: string }>(
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const rows = await Promise.all(tables.map(({ name }) => database.all<Record<string, unknown>>(`SELECT * FROM ${name}`)));
  return rows
    .flat()
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? plain(value) : String(value)))
    .join('\n');
}

function plain(bytes: Uint8Array): string {
  try {
    return inflateSync(bytes).toString('utf8');
  } catch {
    return Buffer.from(bytes).toString('latin1'); // a sketch
  }
}

/** The bytes on the disk: the database and its log. */
function filesOf(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}
