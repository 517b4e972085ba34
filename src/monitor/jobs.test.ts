import { describe, expect, test } from 'vitest';
import { bodyOf, listen, localIo, until, watching } from '../../test/watching.ts';
import { jobSchedule } from './job-schedule.ts';
import type { Engine } from './engine.ts';
import type { AlertMessage } from './types.ts';

const MINUTE = 60_000;

describe('a schedule', () => {
  const at = Date.parse('2026-11-25T06:30:00Z');
  test.each<[string, object, number]>([
    ['an interval', { schedule: { type: 'interval', value: 2, unit: 'hour' } }, at + 120 * MINUTE],
    ['a crontab', { schedule: { type: 'crontab', value: '0 3 * * *' } }, Date.parse('2026-11-26T03:00:00Z')],
    [
      'a crontab in a zone',
      { schedule: { type: 'crontab', value: '0 3 * * *' }, timezone: 'Asia/Tokyo' },
      Date.parse('2026-11-25T18:00:00Z'),
    ],
  ])('of %s', (_, config, next) => expect(jobSchedule(config)?.next(at)).toBe(next));

  test('takes a run that begins a second early for the one that is due', () => {
    expect(jobSchedule({ schedule: { type: 'crontab', value: '30 * * * *' } })?.next(at - 1_000)).toBe(at + 60 * MINUTE);
  });

  test.each([
    null,
    5,
    {},
    { schedule: {} },
    { schedule: { type: 'interval', value: 0, unit: 'day' } },
    { schedule: { type: 'crontab', value: 'x' } },
  ])('%j is none, and nobody is told of a miss', (config) => expect(jobSchedule(config)).toBeNull());

  test('has the grace and the time of a run that SDKs mean where they say nothing', () => {
    const schedule = { type: 'interval', value: 1, unit: 'day' };
    expect(jobSchedule({ schedule })).toMatchObject({ graceMs: MINUTE, runMs: 30 * MINUTE });
    expect(jobSchedule({ schedule, checkin_margin: 5, max_runtime: 90 })).toMatchObject({ graceMs: 5 * MINUTE, runMs: 90 * MINUTE });
  });
});

async function checkIn(engine: Engine, parts: object): Promise<void> {
  const { id, key } = engine.project;
  const body = Buffer.from([{}, { type: 'check_in' }, parts].map((each) => JSON.stringify(each)).join('\n'));
  const query = new URLSearchParams({ sentry_key: key });
  const answer = await engine.ingest({ method: 'POST', path: `/api/${id}/envelope/`, query, headers: {}, body });
  expect(answer.status).toBe(200);
}

/** A watch whose clock a test moves on, a minute at a time, as a process that never slept sees it. */
async function clocked() {
  const hooked: { kind: string; title: string }[] = [];
  const hook = await listen((request, response) => {
    void bodyOf(request).then((body) => {
      const { data } = JSON.parse(body) as { data: AlertMessage };
      hooked.push({ kind: data.kind, title: data.title });
      response.end();
    });
  });
  let shift = 0;
  const now = (): Date => new Date(Date.now() + shift);
  const watch = await watching(
    { alerts: [{ channel: 'webhook', to: hook.url }], monitor: { webhook_secret: '${HOOK}' } },
    { io: localIo({ now, env: { HOOK: 'whsec' } }) },
  );
  const { store } = watch;
  const looked = async (): Promise<number> =>
    (await store.database.get<{ done: number }>("SELECT done FROM duties WHERE name = 'jobs'"))?.done ?? 0;
  await until(async () => (await looked()) > 0);
  return {
    ...watch,
    hooked,
    now: () => now().getTime(),
    sleep: (minutes: number) => void (shift += minutes * MINUTE),
    /** Time goes by, and jobs are looked through. */
    pass: async (minutes: number): Promise<void> => {
      for (let n = 0; n < minutes; n += 1) {
        shift += MINUTE;
        const since = now().getTime();
        await until(async () => (await looked()) >= since);
      }
    },
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      await hook[Symbol.asyncDispose]();
    },
  };
}

const EVERY_FIVE = { schedule: { type: 'interval', value: 5, unit: 'minute' }, checkin_margin: 2 };

describe('a job', () => {
  test('that misses its time and grace is told through the outbox, once, and its next check-in ends it (OBS-4)', async () => {
    await using watch = await clocked();
    const { engine, store, hooked, pass } = watch;
    await checkIn(engine, { check_in_id: 'a', monitor_slug: 'backup', status: 'ok', monitor_config: EVERY_FIVE });
    await pass(6);
    expect(await store.incidents({ open: true })).toEqual([]);
    await pass(2);
    const [incident] = await store.incidents({ open: true });
    expect(incident).toMatchObject({ rule: 'job', title: 'Job backup has not run', cause: { kind: 'job' } });
    await pass(6);
    expect(await store.incidents({ open: true })).toHaveLength(1);
    const span = { from: watch.now() - 120 * MINUTE, to: watch.now() + 1 }; // runs are counted by the hour they began in
    expect(await store.jobs(span)).toMatchObject([{ name: 'backup', is: 'late', ok: 1, missed: 2, failed: 0 }]);
    await checkIn(engine, { check_in_id: 'b', monitor_slug: 'backup', status: 'ok' });
    await pass(1);
    expect(await store.incidents({ open: true })).toEqual([]);
    await until(() => hooked.length === 2);
    expect(hooked).toEqual([
      { kind: 'DOWN', title: 'Job backup has not run' },
      { kind: 'RESOLVED', title: 'Resolved: Job backup has not run' },
    ]);
    expect(watch.troubles).toEqual([]);
  });

  test('that begins and does not end is told, and one that fails until a run is well', async () => {
    await using watch = await clocked();
    const { engine, store, pass } = watch;
    const config = { ...EVERY_FIVE, max_runtime: 2 };
    await checkIn(engine, { check_in_id: 'a', monitor_slug: 'import', status: 'in_progress', monitor_config: config });
    await pass(3);
    expect(await store.incidents({ open: true })).toMatchObject([{ title: 'Job import does not end' }]);
    await checkIn(engine, { check_in_id: 'a', monitor_slug: 'import', status: 'error', duration: 200 });
    await pass(1);
    expect(await store.incidents({ open: true })).toHaveLength(1);
    await checkIn(engine, { check_in_id: 'b', monitor_slug: 'import', status: 'in_progress' });
    await pass(1);
    expect(await store.incidents({ open: true })).toHaveLength(1);
    await checkIn(engine, { check_in_id: 'b', monitor_slug: 'import', status: 'ok' });
    await pass(1);
    expect(await store.incidents({ open: true })).toEqual([]);
  });

  test('is not held to what was due while nobody could hear it', async () => {
    await using watch = await clocked();
    await checkIn(watch.engine, { check_in_id: 'a', monitor_slug: 'backup', status: 'ok', monitor_config: EVERY_FIVE });
    watch.sleep(30);
    await watch.pass(1);
    expect(await watch.store.incidents()).toEqual([]);
    await watch.pass(7);
    expect(await watch.store.incidents({ open: true })).toHaveLength(1);
  });

  test('checks in with curl, under the key of its project alone', async () => {
    await using watch = await watching({});
    const { id, key } = watch.engine.project;
    const ask = (by: string, body = '') =>
      watch.engine.ingest({
        method: 'POST',
        path: `/api/${id}/cron/nightly/${by}/`,
        query: new URLSearchParams('status=error'),
        headers: {},
        body: Buffer.from(body),
      });
    expect((await ask('0'.repeat(32))).status).toBe(403);
    expect((await ask(key, JSON.stringify({ monitor_config: EVERY_FIVE }))).status).toBe(200);
    const span = { from: Date.now() - 60 * MINUTE, to: Date.now() + MINUTE };
    expect(await watch.store.jobs(span)).toMatchObject([{ name: 'nightly', is: 'failed', failed: 1, due: expect.any(Number) }]);
  });

  test.each<[string, object, string | null]>([
    ['a tag', { tags: { job: 'send-invoices' } }, 'send-invoices'],
    ['a pair of tags', { tags: [['job_name', 'Sync Orders']] }, 'SyncOrders'],
    ['Celery', { contexts: { 'celery-job': { task_name: 'shop.tasks.mail' } } }, 'shop.tasks.mail'],
    ['Sidekiq', { contexts: { sidekiq: { job: { class: 'MailJob' } } } }, 'MailJob'],
    ['a request', { tags: { url: '/jobs' } }, null],
    ['a run that checks in itself', { tags: { job: 'x' }, contexts: { monitor: { slug: 'x' } } }, null],
  ])('that fails with an error is counted by its hour, as %s names it (OBS-4)', async (_, event, name) => {
    await using watch = await watching({});
    const { id, key } = watch.engine.project;
    const whole = { event_id: 'e'.repeat(32), message: 'it failed', ...event };
    const send = () =>
      watch.engine.ingest({
        method: 'POST',
        path: `/api/${id}/store/`,
        query: new URLSearchParams({ sentry_key: key }),
        headers: {},
        body: Buffer.from(JSON.stringify(whole)),
      });
    for (let n = 0; n < 2; n += 1) expect((await send()).status).toBe(200); // SDKs send again what was not answered in time
    const jobs = await watch.store.jobs({ from: Date.now() - 60 * MINUTE, to: Date.now() + MINUTE });
    expect(jobs.map((job) => [job.name, job.failed, job.hours.length])).toEqual(name === null ? [] : [[name, 1, 1]]);
  });
});
