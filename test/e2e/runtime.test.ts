import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { launch } from '../launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-old-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Node that says it is an old one, which is all that `bin/launch-ready` asks. */
const old = join(folder, 'old.cjs');
writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '18.20.0' });\n");

describe('called with an old Node', () => {
  test('a checkout uses the bundled Node 24', async () => {
    const { code, stdout } = await launch(['audit', '--lab', 'launch-day', '--json', '-q'], { nodeArgs: ['--require', old] });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { decision: string }).decision).toBe('no-go');
  });

  test('the published package says in one sentence what to do', async () => {
    cpSync(resolve('bin'), join(folder, 'bin'), { recursive: true });
    const { code, stdout, stderr } = await launch(['audit', 'acme.com'], {
      nodeArgs: ['--require', old],
      program: join(folder, 'bin/launch-ready'),
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'launch-ready needs Node 22.19 or newer and this is Node 18.20.0. Way out: npx -p node@24 -p launch-ready launch-ready audit acme.com\n',
    );
  });
});
