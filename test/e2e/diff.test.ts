import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Drift } from '../../src/app/diff.ts';
import { saveBundle } from '../../src/core/bundle.ts';
import { audit } from '../../src/app/audit.ts';
import { realIo } from '../../src/cli/io.ts';
import { startLab } from '../../src/lab/index.ts';
import { defineScenario, type Scenario } from '../../src/lab/scenario.ts';
import launchDay from '../../src/lab/scenarios/launch-day.ts';
import { runWarm } from '../warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-diff-'));
const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function look(scenario: Scenario, file: string): Promise<void> {
  await using lab = await startLab(scenario);
  const io = {
    ...realIo({ allowPrivate: false }, new AbortController().signal),
    resolver: lab.resolver,
    roots: lab.roots,
    ca: lab.ca,
    route: lab.route,
  };
  const { bundle } = await audit.run({ target: lab.domain, only: ['dns', 'tls', 'email'] }, io, () => {});
  writeFileSync(file, saveBundle(bundle));
}

beforeAll(async () => {
  const mended = defineScenario({
    ...launchDay,
    sites: launchDay.sites.map((site) =>
      site.hosts.includes('app.brightcart.test') && site.certificate
        ? { ...site, certificate: { ...site.certificate, from: -10, until: 80 } }
        : site,
    ),
  });
  await Promise.all([look(mended, good), look(launchDay, bad)]);
});

describe('launch-ready diff (SCOPE-3)', () => {
  test('says what broke, and exits with 1', async () => {
    const { code, stdout } = await runWarm(['diff', '--before', good, '--after', bad]);
    expect(code).toBe(1);
    expect(stdout).toContain('app.brightcart.test  tls/expiry');
    expect(stdout).toMatch(/^\+ blocker: /m);
  });

  test('says what was mended, as one JSON object too', async () => {
    const { code, stdout } = await runWarm(['diff', '--before', bad, '--after', good, '--json']);
    expect(code).toBe(1);
    const drift = JSON.parse(stdout) as Drift;
    expect(drift.appeared).toEqual([]);
    expect(drift.gone.map((each) => `${each.check} ${each.subject}`)).toEqual(['tls/expiry host app.brightcart.test']);
  });

  test('exits with 0 when nothing drifted', async () => {
    const { code, stdout } = await runWarm(['diff', '--before', good, '--after', good]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Decision: still no-go. Nothing has drifted.\n' });
  });

  test('one bundle alone is wrong use', async () => {
    const { code, stderr } = await runWarm(['diff', '--before', good]);
    expect(code).toBe(2);
    expect(stderr).toContain('--before and --after');
  });
});
