import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { until } from '../../../test/watching.ts';
import { openBrowser } from './chromium.ts';
import { findBrowser } from './find.ts';
import { openTab } from './tab.ts';

let folder = '';
let child: ChildProcess | undefined;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'browser-test-'))));
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Processes that name the folder, by their command lines. */
function processes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
}
const isLoading = (): boolean => processes().some((line) => line.includes('--type=renderer'));

/** A program of ours whose temporary files all lie in the folder. */
function begin(...args: string[]): ChildProcess {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' };
  child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  return child;
}
const measure = (): ChildProcess => begin(resolve('bin/launch-ready'), 'perf', 'page', '--lab', 'healthy', '--runs', '20');

describe('a run with a browser leaves neither processes nor files', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('when it is told to stop by %s', { timeout: 60_000 }, async (signal) => {
    const run = measure();
    await until(isLoading, 40_000);
    run.kill(signal);
    expect(await once(run, 'close')).toEqual([130, null]);
    expect({ processes: processes(), files: readdirSync(folder) }).toEqual({ processes: [], files: [] });
  });

  test('when it leaves at once', { timeout: 60_000 }, async () => {
    const code = `
      const { openBrowser } = await import(${JSON.stringify(resolve('src/probes/browser/chromium.ts'))});
      const { openTab } = await import(${JSON.stringify(resolve('src/probes/browser/tab.ts'))});
      const { testIo } = await import(${JSON.stringify(resolve('test/io.ts'))});
      await openTab(await openBrowser(testIo(), { program: process.argv[1], trust: [] }));
      process.exit(3);`;
    const run = begin('--input-type=module', '--eval', code, (await findBrowser(testIo()))!);
    expect(await once(run, 'close')).toEqual([3, null]);
    await until(() => processes().length === 0, 5_000);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('and no process even when it is killed', { timeout: 60_000 }, async () => {
    const run = measure();
    await until(isLoading, 40_000);
    run.kill('SIGKILL');
    await once(run, 'close');
    await until(() => processes().length === 0, 10_000);
    expect(processes()).toEqual([]);
  });
});

describe('a browser', () => {
  test('ends what waits for it when it is stopped', { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const browser = await openBrowser(testIo({ signal: stop.signal }), { program: (await findBrowser(testIo()))!, trust: [] });
    const tab = await openTab(browser);
    const waits = tab.evaluate('new Promise(() => undefined)');
    stop.abort();
    await expect(waits).rejects.toThrow('Chromium ended');
    await browser[Symbol.asyncDispose]();
    await expect(browser.send('Browser.getVersion')).rejects.toThrow('Chromium ended');
  });

  test('says of a script of ours that fails that it fails', { timeout: 60_000 }, async () => {
    await using browser = await openBrowser(testIo(), { program: (await findBrowser(testIo()))!, trust: [] });
    await using tab = await openTab(browser);
    await expect(tab.evaluate('missing.name')).rejects.toThrow('failed in the page');
    expect(await tab.evaluate('Promise.resolve(1 + 1)')).toBe(2);
  });
});
