import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { realIo } from '../../src/cli/io.ts';
import type { Report } from '../../src/core/finding.ts';
import { startLab } from '../../src/lab/index.ts';
import { defineScenario } from '../../src/lab/scenario.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import launchDay from '../../src/lab/scenarios/launch-day.ts';
import { runWarm } from '../warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function auditHere(yaml: string): Promise<{ code: number | null; report: Report; stderr: string }> {
  writeFileSync(join(folder, 'launch-ready.yaml'), yaml);
  const { code, stdout, stderr } = await runWarm(['audit', '.', '--lab', 'launch-day', '--json'], { cwd: folder });
  return { code, report: JSON.parse(stdout) as Report, stderr };
}

describe('launch-ready.yaml', () => {
  test('lets a founder accept a risk with a reason until a day, and no longer', async () => {
    const accept = (until: string): string =>
      `domain: brightcart.test\nignore:\n  - { check: tls/expiry, reason: renewed on Monday, until: ${until} }\n  - { check: email/spf-single, on: brightcart.test, reason: merged on Monday, until: ${until} }\n`;
    const accepted = await auditHere(accept('2099-01-01'));
    expect(accepted).toMatchObject({ code: 0, report: { decision: 'go', counts: { blocker: 0, ignored: 2 } } });
    const over = await auditHere(accept('2020-01-01'));
    expect(over).toMatchObject({ code: 1, report: { decision: 'no-go', counts: { blocker: 2, ignored: 0 } } });
  });

  test('a mistake in it is told with its line and the word that was meant', async () => {
    writeFileSync(join(folder, 'launch-ready.yaml'), 'domain: brightcart.test\nhosts:\n  - host: app.brightcart.test\n    rol: app\n');
    const { code, stdout, stderr } = await runWarm(['audit', '.', '--lab', 'launch-day'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('launch-ready.yaml:4:');
    expect(stderr).toContain('role');
  });

  test('hosts of another domain are looked at when it names them, and lead no further', async () => {
    writeFileSync(join(folder, 'launch-ready.yaml'), 'domain: acme.test\nhosts:\n  - { host: app.brightcart.test, role: app }\n');
    const zones = [...healthy.zones, ...launchDay.zones.filter((zone) => healthy.zones.every((other) => other.name !== zone.name))];
    const both = defineScenario({ ...healthy, zones, sites: [...healthy.sites, ...launchDay.sites] });
    await using lab = await startLab(both);
    const io = {
      ...realIo({ allowPrivate: false }, new AbortController().signal),
      resolver: lab.resolver,
      roots: lab.roots,
      ca: lab.ca,
      route: lab.route,
    };
    const { report, bundle } = await audit.run({ target: folder }, io, () => {});
    const failures = report.findings.filter((finding) => finding.state === 'fail').map((finding) => `${finding.check} ${finding.subject}`);
    expect(failures).toContain('tls/expiry host app.brightcart.test');
    expect(bundle.subjects.filter((subject) => subject.kind === 'site')).toEqual([{ kind: 'site', domain: 'acme.test' }]);
    expect(bundle.subjects.filter((subject) => subject.kind === 'host' && subject.host.endsWith('brightcart.test'))).toHaveLength(1);
  });
});
