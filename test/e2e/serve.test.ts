import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { https, openWeb } from '../web.ts';
import { launch } from '../launch.ts';
import { leaksIn, PLANTS } from '../plants.ts';
import { PASSWORD, serving, visit, type Visitor } from '../serving.ts';
import { until } from '../watching.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-serve-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL'); // what a failed test left behind
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  url: string;
  watches: number;
  store: string;
  setup?: string;
}

/** Starts `launch-ready serve` as a person would; ends it with Ctrl-C. */
async function start(
  args: readonly string[],
  cwd: string,
): Promise<{ told: Told; end: () => Promise<{ code: number | null; stderr: string }> }> {
  const child = spawn(process.execPath, [resolve('bin/launch-ready'), 'serve', '--port', '0', '--json', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOOK: `https://hooks.example/${PLANTS.stripe}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const over = once(child, 'close');
  await until(() => stdout.endsWith('}\n') || child.exitCode !== null, 20_000);
  return {
    told: JSON.parse(stdout) as Told, // as: --json prints one object
    async end() {
      child.kill('SIGINT');
      const [code] = (await over) as [number | null]; // as: node emits code and signal
      return { code, stderr };
    },
  };
}

async function owner({ setup }: Told): Promise<Visitor> {
  const person = visit(new URL(setup!).origin);
  expect((await person.send(new URL(setup!).pathname, { name: 'Ada', password: PASSWORD })).status).toBe(303);
  await person.get('/settings');
  return person;
}

describe('launch-ready serve', () => {
  test('keeps its store beside launch-ready.yaml, ends cleanly at Ctrl-C, and knows everything after the next start (OBS-5)', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    writeFileSync(join(home, 'launch-ready.yaml'), 'alerts:\n  - channel: webhook\n    to: ${HOOK}\n');
    const first = await start([], home);
    expect(first.told).toMatchObject({ watches: 0, setup: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/setup\/[\w-]{43}$/) });
    expect(existsSync(join(home, '.launch-ready/serve.db'))).toBe(true);
    const ada = await owner(first.told);
    const key = /http:\/\/([0-9a-f]{32})@/.exec(await (await ada.get('/settings')).text())![1]!;
    const event = {
      event_id: 'c'.repeat(32),
      exception: { values: [{ type: 'Error', value: `lost? password=${PLANTS.github}` }] },
      release: 'a@1',
    };
    const stored = await fetch(new URL('/api/1/store/', first.told.url), {
      method: 'POST',
      headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${key}` },
      body: JSON.stringify(event),
    });
    expect(stored.status).toBe(200);
    const live = await fetch(new URL('/events', first.told.url), { headers: { cookie: ada.cookie } }); // an open stream does not keep it from ending
    expect(live.status).toBe(200);
    const ended = await first.end();
    expect(ended).toEqual({ code: 0, stderr: '' });

    const second = await start([], home);
    expect(second.told.setup).toBeUndefined();
    const again = visit(second.told.url);
    expect((await again.send('/login', { password: PASSWORD })).status).toBe(303);
    expect(await (await again.get('/issues')).text()).toContain('lost?');
    expect(leaksIn(await (await again.get('/issues')).text())).toEqual([]);
    expect((await second.end()).code).toBe(0);

    const third = await start(['--new-owner'], home);
    expect(third.told.setup).toBeDefined();
    const kept = visit(third.told.url);
    kept.cookie = again.cookie;
    expect((await kept.get('/')).status).toBe(303);
    await third.end();
  }, 60_000);

  test('in the lab it watches the broken product, and audits it from its page without leaving the machine (AUD-13)', async () => {
    const home = join(folder, 'lab-home');
    mkdirSync(home);
    writeFileSync(join(home, 'launch-ready.yaml'), 'monitor:\n  interval_s: 1\n');
    const { told, end } = await start(['--lab', 'first-site', '--repo', home], folder);
    expect(told.watches).toBeGreaterThan(0);
    const ada = await owner(told);
    await ada.get('/audit');
    expect((await ada.send('/audit', { target: '/etc' })).status).toBe(400);
    const domain = /Watching <b>([^<]+)</.exec(await (await ada.get('/')).text())![1]!;
    await ada.get('/audit');
    const led = await ada.send('/audit', { target: domain });
    const stream = await fetch(new URL(`${led.headers.get('location')}/events`, told.url), { headers: { cookie: ada.cookie } });
    const heard = await stream.text();
    expect(heard).toContain('event: found');
    expect(heard).toContain('event: done');
    expect(await (await ada.get(led.headers.get('location')!)).text()).toMatch(/class="verdict (pass|blocker|unknown)"/);
    const monitors = await until(async () => {
      const page = await (await ada.get('/')).text();
      return /ALL UP|DOWN/.test(page) ? page : null;
    });
    expect(monitors).toContain('<h1 class="verdict');
    expect((await end()).code).toBe(0);
  }, 60_000);

  test.each([
    [['serve', '--port', '99999'], 'port'],
    [['serve', './no-such-folder'], 'no-such-folder'],
    [['serve', '--public-url', 'ftp://x'], 'public-url'],
    [['worker'], 'DATABASE_URL'],
  ])('%j is wrong use: exit 2, and says what', async (args, says) => {
    const { code, stderr } = await launch(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('a port that is taken is said in one line', async () => {
    await using one = await serving();
    const { code, stderr } = await launch(['serve', '--port', new URL(one.serving.url).port], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('cannot be had (EADDRINUSE)') });
  });
});

test('the headers of our own pages pass our own audit (TLS-3, EDG-3)', async () => {
  const name = 'watch.acme.test';
  let app: Awaited<ReturnType<typeof serving>> | undefined;
  const front = await https([name, 'acme.test'], (request, response) => {
    void fetch(new URL(request.url ?? '/', app!.serving.url), {
      redirect: 'manual',
      headers: { accept: request.headers.accept ?? '*/*' },
    }).then(async (got) => {
      const headers = Object.fromEntries(
        [...got.headers].filter(([key]) => !/^(transfer-encoding|connection|content-length|content-encoding|keep-alive)$/.test(key)),
      );
      response.writeHead(got.status, headers).end(Buffer.from(await got.arrayBuffer()));
    });
  });
  await using one = await serving({ plan: { publicUrl: `https://${name}` }, config: { monitor: { status_title: 'Acme' } } });
  app = one;
  const { authority } = await import('../web.ts');
  await using web = await openWeb({ '192.0.2.10:443': front }, ['acme.test A 192.0.2.10', `${name} A 192.0.2.10`], {
    now: () => new Date(),
    ca: [(await authority()).root],
  });
  const { report } = await audit.run(audit.takes.parse({ target: name, only: ['headers', 'cors'] }), web.io, () => {});
  const failed = report.findings.filter((each) => each.state === 'fail').map((each) => `${each.check} ${each.subject}: ${each.found}`);
  expect(failed).toEqual([]);
  expect(report.findings.filter((each) => each.state === 'pass' && each.check.startsWith('headers/')).length).toBeGreaterThan(3);
}, 60_000);
