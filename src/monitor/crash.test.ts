import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crash } from '../../test/crash.ts';

/** At least as often as `KILLS` says, all of them within the minute or more that the receiver refuses. */
const KILLS = Number(process.env['KILLS'] ?? 20);

test('killed at 20 random moments while alerts are refused for a minute, it loses no acknowledged event and tells every DOWN and RESOLVED in order (OBS-6)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-crash-'));
  try {
    const after = await crash(join(folder, 'monitor.db'), KILLS, Math.random);
    expect(after).toMatchObject({ lost: [], wrong: [], troubles: '' });
    process.stderr.write(KILLS > 20 ? `${JSON.stringify(after)}\n` : '');
    expect(after.acknowledged).toBeGreaterThan(200);
    expect(after.incidents).toBeGreaterThan(0);
    expect(after.refusedMs).toBeGreaterThanOrEqual(60_000);
    expect(after.refusals).toBeGreaterThan(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
