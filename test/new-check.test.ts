import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-new-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stamp(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [resolve('scripts/new.ts'), ...args], { cwd: folder, encoding: 'utf8' });
}

describe('npm run new check', () => {
  test('stamps one file, and never over another', () => {
    expect(stamp('check', 'email/bimi').status).toBe(0);
    expect(readFileSync(join(folder, 'src/checks/email/bimi.ts'), 'utf8')).toContain("id: 'email/bimi'");
    expect(stamp('check', 'email/bimi')).toMatchObject({ status: 2, stderr: expect.stringContaining('exists already') });
  });

  test.each([['check', 'planets/mars'], ['check', 'email/No-Bimi'], ['check'], ['probe', 'dns/x'], ['check', 'email/../../etc']])(
    'refuses %s %s',
    (...args) => {
      expect(stamp(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: npm run new check') });
      expect(existsSync(join(folder, 'src/checks/planets'))).toBe(false);
    },
  );
});
