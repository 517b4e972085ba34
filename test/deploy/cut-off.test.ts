import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deployRollback } from '../../src/app/deploy/rollback.ts';
import { deployRun } from '../../src/app/deploy/run.ts';
import { openJournal } from '../../src/app/journal.ts';
import { deploysIn } from '../../src/deploy/record.ts';
import { testIo } from '../io.ts';
import { checkout } from './stage.ts';

/** A product deployed by commands, whose release hangs while the file `hang` is there, after it has already taken traffic. */
async function stage(): Promise<AsyncDisposable & { root: string; io: ReturnType<typeof testIo>; hang(on: boolean): void }> {
  const server = createServer((_request, response) => {
    const file = join(repo.root, '.launch-ready-now');
    response.end(JSON.stringify({ release: existsSync(file) ? readFileSync(file, 'utf8').trim() : null }));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const repo = checkout({
    '.gitignore': '.launch-ready*\nhang\n',
    'package-lock.json': '{}\n',
    'launch-ready.yaml': `routes:
  - { name: home, url: '${at}', kind: home }
  - { name: health, url: '${at}health', kind: health }
deploy:
  adapter: commands
  commands:
    release: 'echo "$LAUNCH_READY_RELEASE" > .launch-ready-now; while [ -f hang ]; do sleep 0.1; done'
    rollback: 'echo "$LAUNCH_READY_TO" > .launch-ready-now'
    current: 'cat .launch-ready-now'
    env: 'true'
  health: { url: '${at}', interval_ms: 20, deadline_seconds: 5 }
smoke: { passes: 1, routes: [] }
`,
    'app.js': 'one',
  });
  const file = join(repo.root, 'hang');
  return {
    root: repo.root,
    io: testIo({ now: () => new Date(), allowPrivate: true, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } }),
    hang: (on) => (on ? writeFileSync(file, '') : rmSync(file, { force: true })),
    async [Symbol.asyncDispose]() {
      await new Promise((done) => server.close(done));
      repo[Symbol.dispose]();
    },
  };
}

const quiet = (): void => undefined;
describe('a deploy that was killed in the middle (DEP-5)', () => {
  test.each(['deploy again', 'go back'] as const)('leaves what "%s" understands from the journal', { timeout: 60_000 }, async (then) => {
    await using at = await stage();
    const good = await deployRun.run({ repo: at.root, yes: true }, at.io, quiet);
    expect(good.state).toBe('live');

    at.hang(true);
    const child = spawn(
      process.execPath,
      [resolve('bin/launch-ready'), 'deploy', 'run', '--repo', at.root, '--yes', '--allow-private', '--quiet'],
      {
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
        stdio: 'ignore',
      },
    );
    const closed = new Promise((done) => child.once('close', done));
    const journal = () => openJournal(join(at.root, '.launch-ready')).lines;
    const now = () => readFileSync(join(at.root, '.launch-ready-now'), 'utf8').trim();
    try {
      await expect.poll(now, { timeout: 30_000 }).not.toBe(good.release);
    } finally {
      child.kill('SIGKILL');
      await closed;
      at.hang(false);
    }
    const cut = now();
    expect(deploysIn(journal()).map(({ release, state }) => [release, state])).toEqual([
      [good.release, 'live'],
      [cut, 'cut-off'],
    ]);

    // The release that was cut off never proved itself, so it is none to go back to.
    const led =
      then === 'go back'
        ? (await deployRollback.run({ repo: at.root, yes: true }, at.io, quiet)).to
        : (await deployRun.run({ repo: at.root, yes: true }, at.io, quiet)).previous;
    expect(led).toBe(good.release);
    expect(deploysIn(journal()).some(({ state }) => state === 'cut-off')).toBe(false);
    expect(now()).not.toBe(cut);
  });
});
