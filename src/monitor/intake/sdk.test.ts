import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { intake, until, watching } from '../../../test/watching.ts';

test('what the real Sentry SDKs for Node and the browser send is stored: errors by release, p95 by route, no secret (OBS-3, OBS-4, LOG-1)', async () => {
  await using watch = await watching({ domain: 'acme.test' });
  const { engine, store } = watch;
  await using server = await intake(engine);
  const dsn = `${server.url.replace('http://', `http://${engine.project.key}@`)}/${engine.project.id}`;
  const password = ['hunter', '2-very-', 'secret'].join('');
  const app = spawn(process.execPath, [resolve('test/sentry-app.ts'), dsn, password, 'founder@acme.test'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(app, 'close');
  expect([code, said]).toEqual([0, '']);

  const issues = await until(async () => ((await store.issues()).length === 3 ? store.issues() : null));
  expect(
    issues
      .map(({ title, level, lastRelease, users }) => [title, level, lastRelease, users])
      .toSorted((a, b) => String(a).localeCompare(String(b))),
  ).toEqual([
    [expect.stringMatching(/^Error: cannot pay order 7/), 'error', 'app@1.4.0', 1],
    ['Error: the button does nothing', 'error', 'web@2.0.0', 0],
    ['the queue is long', 'warning', 'app@1.4.0', 0],
  ]);
  const broken = issues.find(({ title }) => title.includes('cannot pay'));
  const [event] = await store.events(broken!.id);
  const stored = JSON.stringify(event);
  expect(stored).toContain('the card is null');
  expect(stored).not.toContain(password);
  expect(stored).not.toContain('founder@acme.test');
  expect(broken?.title).not.toContain(password);

  const now = Date.now();
  const routes = await until(async () => {
    const found = await store.routes({ from: now - 3_600_000, to: now + 60_000 });
    return found.some(({ route }) => route === 'GET /broken') ? found : null;
  });
  const orders = routes.find(({ route }) => route === 'GET /orders/:id');
  expect(orders).toMatchObject({ requests: 3, errors: 0 });
  expect(orders?.p95Ms).toBeGreaterThan(0);
  expect(routes.find(({ route }) => route === 'GET /broken')).toMatchObject({ requests: 1, errors: 1 });
  const health = await store.releaseHealth({ from: now - 3_600_000, to: now + 60_000 });
  expect(health.find(({ release }) => release === 'app@1.4.0')?.sessions).toBeGreaterThan(0);
  expect(watch.troubles).toEqual([]);
});
