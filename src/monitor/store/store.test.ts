import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '../../../test/postgres.ts';
import { configOf } from '../../../test/watching.ts';
import { makeCommitter } from '../commit.ts';
import { doDuties } from '../duties.ts';
import { incoming } from '../intake/event.ts';
import { storeAggregates, storeSession } from '../intake/sessions.ts';
import { storeServed } from '../intake/spans.ts';
import { storeEvent } from '../intake/store-event.ts';
import { monitorsOf } from '../monitors.ts';
import { claimMessages, enqueue, settle } from '../outbox.ts';
import { open, resolve as end, type Telling } from '../raise.ts';
import { record, recovered } from '../record.ts';
import { prune, rollUpBars, rollUpRoutes } from '../retention.ts';
import { claimDue, schedule } from '../schedule.ts';
import type { Monitor, Outcome, Sample } from '../types.ts';
import { openStore } from './open.ts';
import { insertMarker } from './read-markers.ts';
import type { Sql } from './sql.ts';
import type { Store } from './store.ts';

const NOW = Date.parse('2026-11-25T12:00:30Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const folder = mkdtempSync(join(tmpdir(), 'launch-ready-store-'));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
const PLACES = {
  'SQLite in memory': async () => ':memory:',
  'a SQLite file': async () => join(folder, `${(files += 1)}.db`),
  PostgreSQL: () => postgres.database(),
} as const;

const alerts = configOf({
  alerts: [
    { channel: 'webhook', to: '${HOOK}' },
    { channel: 'email', to: 'ada@acme.test', severity: 'warning' },
  ],
}).alerts;
const telling = (sql: Sql, now = NOW): Telling => ({ sql, now, alerts, base: undefined, responseMs: 15 * MINUTE, happened: [] });
const monitors = monitorsOf(
  configOf({
    routes: [
      { name: 'home', url: 'https://acme.test/', kind: 'home' },
      { name: 'login', url: 'https://acme.test/login', kind: 'login' },
      { name: 'api', url: 'https://api.acme.test/v1', kind: 'api' },
    ],
  }),
  { bars: {} },
);
const sampleOf = (monitor: Monitor, at: number, outcome: Outcome, more: Partial<Sample> = {}): Sample => ({
  monitor: monitor.id,
  at,
  outcome,
  slow: false,
  status: outcome === 'ok' ? 200 : null,
  cause: outcome === 'ok' ? null : 'connect',
  code: outcome === 'ok' ? null : 'ECONNREFUSED',
  says: outcome === 'ok' ? null : 'acme.test refuses the connection',
  address: '192.0.2.1',
  certDays: 60,
  dnsMs: 1.5,
  tcpMs: 2.5,
  tlsMs: 10.1,
  ttfbMs: 20,
  totalMs: 40.2,
  ...more,
});

/** Looks at a monitor as the engine does, with a lease. */
async function saw(store: Store, sample: Sample): Promise<void> {
  const monitor = monitors.find(({ id }) => id === sample.monitor)!;
  const { database } = store;
  await database.run("UPDATE monitors SET leased_by = 'me' WHERE id = ?", monitor.id);
  await database.tx((sql) =>
    record(telling(sql, sample.at), {
      monitor,
      sample,
      worker: 'me',
      confirmations: 2,
      certificateDays: 14,
      nextAt: () => sample.at + MINUTE,
    }),
  );
}

describe.each(Object.entries(PLACES))('%s', (_, place) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await place(), () => NOW);
    await schedule(store.database, monitors, NOW - 2 * MINUTE);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  test('takes nothing of a transaction that fails', async () => {
    const failing = store.database.tx(async (sql) => {
      await sql.run("INSERT INTO records (kind, id, value) VALUES ('test', 'a', '1')");
      throw new Error('halfway');
    });
    await expect(failing).rejects.toThrow('halfway');
    expect(await store.record('test', 'a')).toBeNull();
  });

  test('commits together, and one piece that fails takes nobody with it', async () => {
    const committer = makeCommitter(store.database, 5);
    const put = (id: string) => committer.add((sql) => sql.run("INSERT INTO records (kind, id, value) VALUES ('group', ?, '1')", id));
    const all = await Promise.allSettled([put('a'), put('b'), committer.add(() => Promise.reject(new Error('bad'))), put('c')]);
    await committer[Symbol.asyncDispose]();
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect((await store.records('group')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  test('keeps records, adds only where there is none, and forgets what has expired', async () => {
    await store.putRecord('session', 'one', { user: 'Ada' }, NOW + 1);
    await store.putRecord('session', 'old', { user: 'Bob' }, NOW - 1);
    expect(await store.record('session', 'one')).toEqual({ user: 'Ada' });
    expect(await store.record('session', 'old')).toBeNull();
    expect(await store.addRecord('session', 'one', 1)).toBe(false);
    expect(await store.addRecord('session', 'old', 2)).toBe(true);
    expect(await store.deleteRecord('session', 'one')).toBe(true);
    expect((await store.records('session')).map(({ id }) => id)).toEqual(['old']);
  });

  test('gives each due monitor to one process, once, spread over the interval (OBS-2)', async () => {
    const { database } = store;
    const [a, b] = await Promise.all(['a', 'b'].map((worker) => database.tx((sql) => claimDue(sql, { worker, now: NOW, limit: 2 }))));
    const ids = [...a!, ...b!].map(({ monitor }) => monitor.id);
    expect(ids.toSorted()).toEqual(monitors.map(({ id }) => id).toSorted());
    expect(await database.tx((sql) => claimDue(sql, { worker: 'c', now: NOW, limit: 9 }))).toEqual([]);
    // A process that died gives its monitors back when its lease ends.
    expect((await database.tx((sql) => claimDue(sql, { worker: 'c', now: NOW + 41_000, limit: 9 }))).length).toBe(3);
    await database.run('UPDATE monitors SET leased_by = NULL, leased_until = 0');
    expect(new Set((await store.monitors()).map(({ nextAt }) => nextAt)).size).toBe(3);
  });

  test('writes nothing of a look whose lease was lost', async () => {
    const monitor = monitors[0]!;
    const sample = sampleOf(monitor, NOW - DAY, 'ok');
    const state = await store.database.tx((sql) =>
      record(telling(sql), { monitor, sample, worker: 'a stranger', confirmations: 2, certificateDays: 14, nextAt: () => NOW }),
    );
    expect(state).toBeNull();
    expect(await store.samples(monitor.id, { from: 0, to: NOW })).toEqual([]);
  });

  test('opens one incident for one root, tells each recipient once, and resolves with the last monitor (OBS-6, OBS-8, INC-1)', async () => {
    const [home, login] = [monitors[0]!, monitors[1]!];
    await saw(store, sampleOf(home, NOW, 'ok'));
    await saw(store, sampleOf(login, NOW, 'ok'));
    for (const at of [1, 2]) for (const monitor of [home, login]) await saw(store, sampleOf(monitor, NOW + at * 1_000, 'fail'));
    const [incident, ...others] = await store.incidents({ open: true });
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      rule: 'down',
      title: 'home is down',
      stillDown: [home.id, login.id],
      respondBy: NOW + 2_000 + 15 * MINUTE,
    });
    const seen = await store.incident(incident!.id);
    expect(seen?.events.map(({ kind }) => kind)).toEqual(['opened', 'look', 'joined']);
    expect(seen?.deliveries.map(({ kind, channel }) => `${kind} ${channel}`).toSorted()).toEqual(['DOWN email', 'DOWN webhook']);
    for (const at of [3, 4]) await saw(store, sampleOf(home, NOW + at * 1_000, 'ok'));
    expect((await store.incidents({ open: true }))[0]?.stillDown).toEqual([login.id]);
    for (const at of [5, 6]) await saw(store, sampleOf(login, NOW + at * 1_000, 'ok'));
    const after = await store.incident(incident!.id);
    expect(after?.incident.resolved).toBe(NOW + 6_000);
    expect(after?.deliveries.map(({ kind }) => kind)).toEqual(['DOWN', 'DOWN', 'RESOLVED', 'RESOLVED']);
  });

  test('gives messages out in order, DOWN before RESOLVED, and never the second while the first waits', async () => {
    const { database } = store;
    const later = NOW + HOUR;
    const claim = (worker: string, now: number) => database.tx((sql) => claimMessages(sql, { worker, now, limit: 9 }));
    const retrying = { retryMs: 1_000, retryMostMs: 60_000, giveUpMs: HOUR };
    const first = await claim('a', later);
    expect(first.map(({ kind }) => kind)).toEqual(['DOWN', 'DOWN']);
    expect(await claim('b', later)).toEqual([]);
    const [one, two] = [first[0]!, first[1]!];
    const refused = await database.tx((sql) =>
      settle(sql, one, { worker: 'a', now: NOW + MINUTE, delivery: { ok: false, says: 'busy' }, retrying, random: 0 }),
    );
    expect(refused).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'busy', nextAt: NOW + MINUTE + 750 });
    expect(
      await database.tx((sql) => settle(sql, one, { worker: 'a', now: later, delivery: { ok: true }, retrying, random: 0 })),
    ).toBeNull();
    await database.tx((sql) => settle(sql, two, { worker: 'a', now: later, delivery: { ok: true }, retrying, random: 0 }));
    const second = await claim('b', later);
    expect(second.map(({ kind, channel }) => `${kind} ${channel}`).toSorted()).toEqual(
      [`DOWN ${one.channel}`, `RESOLVED ${two.channel}`].toSorted(),
    );
    // Given up after the limit: loudly, and its RESOLVED is withheld.
    const again = second.find(({ kind }) => kind === 'DOWN')!;
    const gone = await database.tx((sql) =>
      settle(sql, again, { worker: 'b', now: NOW + 2 * HOUR, delivery: { ok: false, says: 'gone' }, retrying, random: 0 }),
    );
    expect(gone?.state).toBe('gave-up');
    const { events, deliveries } = (await store.incident(one.incident))!;
    expect(events.map(({ says }) => says)).toContain(`DOWN never reached ${one.channel}: gone`);
    expect(deliveries.filter(({ channel }) => channel === one.channel).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'DOWN gave-up',
      'RESOLVED withheld',
    ]);
    expect((await store.undelivered()).map(({ state }) => state)).toEqual(['waiting', 'gave-up']);
  });

  test('puts no message in twice, and RESOLVED only where DOWN was put in', async () => {
    const incident = await store.database.tx((sql) =>
      open(
        telling(sql),
        {
          rule: 'slow',
          subject: 'x',
          title: 'x is slow',
          severity: 'warning',
          owner: null,
          cause: { kind: 'slow', scope: 'route', says: 'Slow' },
        },
        [],
      ),
    );
    const before = (await store.incident(incident.id))!.deliveries;
    expect(before.map(({ channel }) => channel)).toEqual(['email']);
    const message = { ...before[0]!.message };
    expect(await store.database.tx((sql) => enqueue(sql, alerts, { incident, kind: 'DOWN', message, at: NOW }))).toBe(0);
    await store.database.tx((sql) => end(telling({ ...sql }), { ...incident, severity: 'critical' }, { says: 'well' }));
    expect((await store.incident(incident.id))!.deliveries.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
      'DOWN email',
      'RESOLVED email',
    ]);
  });

  test('forewarns of the end of a certificate once, until it is renewed (TLS-5)', async () => {
    const api = monitors[2]!;
    for (const [minutes, certDays] of [
      [1, 20],
      [2, 14],
      [3, 13],
      [4, 3],
      [5, 2],
      [6, -1],
      [7, 89],
    ] as const)
      await saw(store, sampleOf(api, NOW + HOUR + minutes * MINUTE, 'ok', { certDays }));
    const found = (await store.incidents()).filter(({ rule }) => rule === 'certificate');
    expect(found.map(({ title, severity, resolved }) => [title, severity, resolved])).toEqual([
      ['Certificate of api.acme.test ends in 3 days', 'critical', NOW + HOUR + 7 * MINUTE],
      ['Certificate of api.acme.test ends in 14 days', 'warning', NOW + HOUR + 7 * MINUTE],
    ]);
  });

  test('names the deploy and the new error just before, and folds hosts of one address into one incident (OBS-8, OBS-9)', async () => {
    const [home, , api] = monitors;
    const then = NOW + 3 * HOUR;
    for (const monitor of [home!, api!]) await saw(store, sampleOf(monitor, then - MINUTE, 'ok'));
    await insertMarker(store.database, {
      at: then - 2 * MINUTE,
      release: '1.4.0',
      environment: 'production',
      by: 'ci',
      url: null,
      source: 'api',
    });
    const error = incoming(
      { event_id: 'c1', timestamp: (then - MINUTE) / 1000, message: 'the pool is empty' },
      { id: null, now: then, salt: 's' },
    );
    await store.database.tx((sql) => storeEvent(sql, 3, error));
    const bad = { cause: 'status', code: 'http-500', says: 'acme.test answers 500', status: 500 } as const;
    for (const at of [0, 1]) await saw(store, sampleOf(home!, then + at, 'fail', bad));
    for (const at of [0, 1]) await saw(store, sampleOf(api!, then + MINUTE + at, 'fail', bad));
    const [incident, ...others] = await store.incidents({ open: true });
    expect(others).toEqual([]);
    expect(incident?.hosts).toEqual(['acme.test', 'api.acme.test']);
    expect(incident?.cause).toMatchObject({ kind: 'deploy', says: expect.stringContaining('1.4.0 went out 2 min before') });
    const seen = await store.incident(incident!.id);
    expect(seen?.events.map(({ kind, says }) => (kind === 'issue' ? says : kind))).toEqual([
      'opened',
      'look',
      'deploy',
      'New error just before: the pool is empty',
      'joined',
    ]);
    for (const at of [2, 3]) for (const monitor of [home!, api!]) await saw(store, sampleOf(monitor, then + at * MINUTE, 'ok'));
    expect(await store.incidents({ open: true })).toEqual([]);
  });

  test('ends the incident of a monitor that is not watched any more', async () => {
    const api = monitors[2]!;
    for (const at of [10, 11]) await saw(store, sampleOf(api, NOW + HOUR + at * MINUTE, 'fail'));
    expect((await store.incidents({ open: true })).map(({ hosts }) => hosts)).toEqual([['api.acme.test']]);
    const gone = await schedule(store.database, monitors.slice(0, 2), NOW);
    expect(gone).toEqual([api.id]);
    await store.database.tx((sql) => recovered(telling(sql), api.id, 'not watched'));
    expect(await store.incidents({ open: true })).toEqual([]);
    await schedule(store.database, monitors, NOW);
  });

  test('keeps samples as they were, and bars that add up before and after they are rolled up (OBS-4)', async () => {
    const monitor = monitors[0]!;
    await store.database.run('DELETE FROM samples');
    await store.database.run('DELETE FROM bars');
    const first = Math.floor((NOW - 5 * DAY) / DAY) * DAY;
    for (let i = 0; i < 300; i += 1)
      await saw(
        store,
        sampleOf(monitor, first + i * 20 * MINUTE, i % 50 === 0 ? 'fail' : i % 77 === 5 ? 'unknown' : 'ok', {
          totalMs: 10 + i,
          says: null,
          address: null,
        }),
      );
    const [sample] = await store.samples(monitor.id, { from: first + 20 * MINUTE, to: first + 30 * MINUTE });
    expect(sample).toEqual(sampleOf(monitor, first + 20 * MINUTE, 'ok', { totalMs: 11, says: null, address: null }));
    const span = { from: first, to: first + 5 * DAY };
    const before = [await store.bars(monitor.id, span, 'day'), await store.bars(monitor.id, span, 'hour')];
    expect(before[0]?.map(({ looks, ok, fail, unknown }) => [looks, ok + fail + unknown])).toEqual([
      [72, 72],
      [72, 72],
      [72, 72],
      [72, 72],
      [12, 12],
    ]);
    expect(before[0]?.[0]).toMatchObject({ expected: 1440, fail: 2 });
    await rollUpBars(store.database, first + 4 * DAY + 2 * HOUR);
    await rollUpBars(store.database, first + 4 * DAY + 3 * HOUR);
    await prune(store.database, first + 6 * DAY, 90);
    expect((await store.samples(monitor.id, { from: first, to: first + 3 * DAY })).length).toBe(0);
    expect(await store.bars(monitor.id, span, 'day')).toEqual(before[0]);
    expect(await store.bars(monitor.id, span, 'hour')).toEqual(before[1]);
  });

  test('stores an event once, groups it, counts people and releases, and knows a regression (OBS-3)', async () => {
    const event = (id: string, release: string, user: string) =>
      incoming(
        {
          event_id: id,
          timestamp: NOW / 1000,
          release,
          user: { id: user, email: 'ada@acme.test' },
          exception: { values: [{ type: 'TypeError', value: `user ${user} has no cart` }] },
        },
        { id: null, now: NOW, salt: 's' },
      );
    const put = (id: string, release: string, user: string) => store.database.tx((sql) => storeEvent(sql, 1, event(id, release, user)));
    expect(await put('a1', '1.9.0', '1')).toMatchObject({ isNew: true });
    expect(await put('a1', '1.9.0', '1')).toBeNull();
    expect(await put('a2', '1.9.0', '1')).toMatchObject({ isNew: false, issue: { events: 2, users: 1 } });
    expect(await put('a3', '1.9.0', '2')).toMatchObject({
      issue: { users: 2, title: 'TypeError: user 1 has no cart', firstRelease: '1.9.0' },
    });
    const { id } = (await store.issues({ project: 1 }))[0]!;
    await store.database.run("UPDATE issues SET state = 'resolved', resolved_in = '1.9.0' WHERE id = ?", id);
    expect(await put('a4', '1.8.0', '2')).toMatchObject({ issue: { state: 'resolved' } });
    expect(await put('a5', '1.10.0', '2')).toMatchObject({ issue: { state: 'open', regressedIn: '1.10.0' } });
    expect((await store.issue(id))?.releases.map(({ release, events }) => [release, events]).toSorted()).toEqual([
      ['1.10.0', 1],
      ['1.8.0', 1],
      ['1.9.0', 3],
    ]);
    const stored = await store.events(id);
    expect(stored.length).toBe(5);
    expect(JSON.stringify(stored)).not.toContain('ada@acme.test');
    expect(await store.issues({ release: '1.8.0' })).toHaveLength(1);
    expect(await store.issues({ release: '7' })).toEqual([]);
    expect((await store.errorCounts({ from: NOW - HOUR, to: NOW + HOUR }, 'hour')).map(({ events }) => events)).toEqual([0, 5, 0]);
  });

  test('keeps the first hundred events of an issue and then one in ten', async () => {
    await store.database.tx(async (sql) => {
      for (let i = 0; i < 250; i += 1)
        await storeEvent(
          sql,
          2,
          incoming({ event_id: `b${i.toString(16).padStart(8, '0')}`, message: `order ${i} failed` }, { id: null, now: NOW, salt: 's' }),
        );
    });
    const [issue] = await store.issues({ project: 2 });
    expect(issue?.events).toBe(250);
    expect((await store.events(issue!.id, 1_000)).length).toBe(115);
  });

  test('merges what several processes saw of a route, before and after it is rolled up (OBS-4, OBS-9)', async () => {
    const served = (ms: number, at: number, failed = false) => ({
      route: 'GET /orders/:id',
      release: '1.0.0',
      at,
      ms,
      failed,
      refused: false,
    });
    await store.database.tx((sql) =>
      storeServed(
        sql,
        { project: 1, writer: 'a' },
        Array.from({ length: 90 }, (_, i) => served(100, NOW - 3 * DAY + i)),
      ),
    );
    await store.database.tx((sql) =>
      storeServed(
        sql,
        { project: 1, writer: 'b' },
        Array.from({ length: 10 }, (_, i) => served(900, NOW - 3 * DAY + MINUTE + i, true)),
      ),
    );
    const span = { from: NOW - 4 * DAY, to: NOW };
    const before = [await store.routes(span), await store.routeHistory(span, 'day')];
    expect(before[0]).toMatchObject([{ route: 'GET /orders/:id', requests: 100, errors: 10 }]);
    const [route] = await store.routes(span);
    expect(Math.abs(route!.p50Ms - 100)).toBeLessThan(2);
    expect(Math.abs(route!.p95Ms - 900)).toBeLessThan(18);
    await rollUpRoutes(store.database, NOW);
    expect([await store.routes(span), await store.routeHistory(span, 'day')]).toEqual(before);
    expect((await store.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM route_stats'))?.n).toBe(1);
    expect(await store.routes(span, { release: '2' })).toEqual([]);
  });

  test('counts sessions when they begin and crashes once', async () => {
    const session = (more: object) => ({
      sid: 's1',
      started: NOW / 1000,
      timestamp: NOW / 1000,
      attrs: { release: 'r', environment: 'production' },
      ...more,
    });
    await store.database.tx(async (sql) => {
      await storeSession(sql, 1, session({ init: true, status: 'ok', errors: 0 }), NOW);
      await storeSession(sql, 1, session({ status: 'ok', errors: 1 }), NOW);
      await storeSession(sql, 1, session({ status: 'crashed', errors: 2 }), NOW);
      await storeSession(sql, 1, session({ status: 'exited' }), NOW);
      await storeSession(sql, 1, session({ sid: 's2', status: 'exited' }), NOW);
      await storeAggregates(
        sql,
        1,
        { aggregates: [{ started: NOW / 1000, exited: 7, errored: 2, crashed: 1 }], attrs: { release: 'r', environment: 'production' } },
        NOW,
      );
    });
    expect(await store.releaseHealth({ from: NOW - HOUR, to: NOW + HOUR })).toEqual([
      { release: 'r', environment: 'production', sessions: 11, errored: 2, crashed: 2 },
    ]);
  });

  test('lets one process do a duty, and the next one when it is due again', async () => {
    const done: string[] = [];
    const duty = { name: 'sweep', everyMs: HOUR, work: async () => void done.push('done') };
    const go = (worker: string, at: number) => doDuties(store.database, [duty], { worker, now: () => at, onTrouble: () => undefined });
    await Promise.all([go('a', NOW), go('b', NOW), go('c', NOW)]);
    expect(done.length).toBe(1);
    await go('b', NOW + HOUR - 1);
    expect(done.length).toBe(1);
    await go('b', NOW + HOUR);
    expect(done.length).toBe(2);
  });

  test('forgets what is older than it is kept, and keeps incidents and markers (OBS-10)', async () => {
    const count = async (table: string): Promise<number> =>
      (await store.database.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))?.n ?? 0;
    const kept = [await count('incidents'), await count('markers')];
    await prune(store.database, NOW + 80 * DAY, 90);
    expect(await count('issues')).toBeGreaterThan(0);
    await prune(store.database, NOW + 120 * DAY, 90);
    const gone = [
      'issues',
      'issue_hashes',
      'issue_users',
      'issue_releases',
      'issue_hours',
      'events',
      'seen',
      'route_stats',
      'session_stats',
      'session_states',
      'samples',
    ];
    for (const table of gone) expect([table, await count(table)]).toEqual([table, 0]);
    expect([await count('incidents'), await count('markers')]).toEqual(kept);
    expect(kept[0]).toBeGreaterThan(0);
  });

  test('saves audits and markers, and tells its size', async () => {
    const audit = await store.saveAudit({ at: NOW, domain: 'acme.test', decision: 'go', counts: { low: 1 }, report: { findings: [] } });
    expect(await store.audit(audit.id)).toEqual(audit);
    expect((await store.audits({ domain: 'acme.test' })).map(({ id }) => id)).toEqual([audit.id]);
    await store.ping();
    const { bytes, rows } = await store.size();
    expect(bytes).toBeGreaterThan(10_000);
    expect(rows).toMatchObject({ monitors: 3, audits: 1 });
  });
});

test('a store of a newer version is refused', async () => {
  const file = join(folder, 'newer.db');
  await using store = await openStore(file);
  await store.database.run('INSERT INTO schema_version (version) VALUES (99)');
  await expect(openStore(file)).rejects.toThrow('newer launch-ready');
});

test('Node 22 does not warn of its SQLite, and other warnings are heard', () => {
  const node22 = resolve('node_modules/.cache/node22/node_modules/node/bin/node');
  expect(existsSync(node22), 'npm test installs Node 22').toBe(true);
  const program = `
    const { openSqlite } = await import(${JSON.stringify(pathToFileURL(resolve('src/monitor/store/sqlite.ts')).href)});
    const database = await openSqlite(':memory:');
    console.log((await database.get('SELECT 1 AS one')).one);
    process.emitWarning('the kettle is hot');`;
  const { stdout, stderr } = spawnSync(node22, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout).toBe('1\n');
  expect(stderr).not.toContain('SQLite');
  expect(stderr).toContain('the kettle is hot');
});
