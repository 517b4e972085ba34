import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { launch } from '../launch.ts';
import { until } from '../watching.ts';

test('a second serve on the same file is refused and names the first; after kill -9 the next one starts', async () => {
  const home = mkdtempSync(join(tmpdir(), 'launch-ready-alone-'));
  writeFileSync(join(home, 'launch-ready.yaml'), '{}\n');
  const begin = async () => {
    const child = spawn(process.execPath, [resolve('bin/launch-ready'), 'serve', '--port', '0', '--json'], {
      cwd: home,
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(() => said.endsWith('}\n') || child.exitCode !== null, 20_000);
    return { child, said, over: once(child, 'close') };
  };
  const first = await begin();
  try {
    const second = await launch(['serve', '--port', '0'], { cwd: home });
    expect(second).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(`Process ${first.child.pid}, since 20`) });
    expect(second.stderr).toContain('already serves from');
  } finally {
    first.child.kill('SIGKILL');
    await first.over;
  }
  const third = await begin();
  expect(third.said).toContain('"url"');
  third.child.kill('SIGKILL');
  await third.over;
  rmSync(home, { recursive: true, force: true });
}, 60_000);
