import { expect, test } from 'vitest';
import { listen, until, watching } from '../../test/watching.ts';
import { voided } from './lookout.ts';
import type { Looked } from './look.ts';
import { makeDelayWatch, TOO_LATE } from './own-delay.ts';

/** Nothing else runs in this process meanwhile. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('a loop that was really blocked is seen, also when it ends just before the answer is read', async () => {
  const watch = makeDelayWatch();
  const pause = (): Promise<void> => new Promise((go) => setTimeout(go, 20));
  const first = await watch.during(() => pause().then(() => block(400)));
  expect(first.lateMs).toBeGreaterThan(300);
  const second = await watch.during(() => {
    setTimeout(() => block(400), 5);
    return pause();
  });
  expect(second.lateMs).toBeGreaterThan(300);
});

test('work that fails, as looks do when everything is ended, leaves no clock running', async () => {
  const clocks = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = clocks();
  const watch = makeDelayWatch();
  await expect(watch.during(() => Promise.reject(new Error('ended')))).rejects.toThrow('ended');
  expect(clocks()).toBe(before);
});

test('while this process is blocked a silent site is not down and an answer is not slow; what it says still counts (OBS-1)', async () => {
  let answers: 'well' | 'never' | 'badly' = 'well';
  let blocking = false;
  await using site = await listen((_, response) => {
    if (blocking) setImmediate(() => block(TOO_LATE * 2.5)); // the site is ours as well: it takes the whole process with it
    if (answers === 'never') return;
    response.writeHead(answers === 'well' ? 200 : 500).end('hello');
  });
  const config = { routes: [{ name: 'home', url: site.url, kind: 'page', target_ms: 100 }], monitor: { interval_s: 1, confirmations: 1 } };
  await using watch = await watching(config);
  const { store, engine } = watch;
  const last = async () => (await store.monitors())[0];
  await until(async () => (await last())?.shown === 'up');
  blocking = true;
  const well = await until(async () => {
    const seen = (await last())?.last;
    return seen?.cause === 'own-delay' && seen.outcome === 'ok' ? seen : null;
  });
  expect(well).toMatchObject({ slow: false, ttfbMs: null, totalMs: 0 });
  answers = 'never';
  await until(async () => (await last())?.last?.outcome === 'unknown');
  expect((await last())?.shown).toBe('unknown');
  expect(await store.incidents()).toEqual([]);
  answers = 'badly';
  await until(async () => (await last())?.shown === 'down');
  expect((await store.incidents())[0]).toMatchObject({ rule: 'down' });
  expect((await engine.status()).voids).toBeGreaterThan(2);
  expect(await store.database.all('SELECT at FROM samples WHERE outcome >= 4')).toEqual([]);
}, 60_000);

test.each<[string, Partial<Looked>, Partial<Looked>]>([
  ['a slow answer', { outcome: 'ok', slow: true, cause: 'slow' }, { outcome: 'ok', slow: false, cause: 'own-delay' }],
  ['silence', { outcome: 'fail', cause: 'timeout' }, { outcome: 'unknown', cause: 'own-delay' }],
  ['a handshake that broke off', { outcome: 'fail', cause: 'tls' }, { outcome: 'unknown', cause: 'own-delay' }],
  ['an error of the site', { outcome: 'fail', cause: 'status' }, { outcome: 'fail', cause: 'status' }],
  ['a parked domain', { outcome: 'fail', cause: 'redirect' }, { outcome: 'fail', cause: 'redirect' }],
])('%s under delay', (_, looked, wanted) => {
  const whole = {
    status: null,
    code: null,
    says: null,
    address: null,
    certDays: null,
    slow: false,
    dnsMs: 1,
    tcpMs: 1,
    tlsMs: 1,
    ttfbMs: 900,
    totalMs: 903,
  };
  expect(voided({ ...whole, ...looked } as Looked, 500)).toMatchObject({ ...wanted, ttfbMs: null, totalMs: 0 }); // as: the rest is above
});
