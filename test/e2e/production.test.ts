import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DomainMap, Report } from '../../src/core/finding.ts';
import { runWarm } from '../warm.ts';
import { leaksIn, PLANTS } from '../plants.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-production-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A log in which every secret we know stands in an address that fails. */
function leakyLog(): string {
  const file = join(folder, 'access.log');
  const lines = Object.values(PLANTS).flatMap((secret) => [
    `203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET /pay/${secret} HTTP/1.1" 500 12 "-" "curl" 900 ms`,
    JSON.stringify({
      level: 50,
      req: { method: 'GET', url: `/callback/${secret}/x` },
      res: { statusCode: 502 },
      responseTime: 900,
      msg: secret,
    }),
  ]);
  writeFileSync(file, `${Array.from({ length: 24 }, () => lines.join('\n')).join('\n')}\n`);
  return file;
}

describe('what production tells of itself (AUD-10)', () => {
  test('audit --logs judges error rate and slow routes, and no secret of the log leaves it', async () => {
    const bundle = join(folder, 'bundle.json');
    const args = ['audit', '--lab', 'healthy', '--logs', leakyLog(), '--save', bundle];
    const { code, stdout, stderr } = await runWarm([...args, '--json']);
    const report = JSON.parse(stdout) as Report;
    expect({ code, stderr: leaksIn(stderr) }).toEqual({ code: 0, stderr: [] });
    const about = report.findings
      .filter(({ subject }) => subject === 'log access.log')
      .map(({ check, state, severity }) => [check, state, severity]);
    expect(about).toEqual([
      ['app/error-rate', 'fail', 'high'],
      ['performance/slow-routes', 'fail', 'high'],
    ]);
    const html = await runWarm([...args, '--format', 'html']);
    for (const text of [stdout, html.stdout, readFileSync(bundle, 'utf8')]) expect(leaksIn(text)).toEqual([]);
    // Where the log lies is no evidence.
    expect(readFileSync(bundle, 'utf8')).not.toContain(folder);
    const again = await runWarm(['audit', '--from', bundle, '--json']);
    const ofLog = ({ findings }: Report) => findings.filter(({ subject }) => subject === 'log access.log');
    expect(ofLog(JSON.parse(again.stdout) as Report)).toEqual(ofLog(report));
  });

  test.each([
    [['--logs', 'nowhere.log'], 'nowhere.log is no file'],
    [['--logs', folder], 'is no file'],
  ])('audit %j is wrong use', async (args, says) => {
    const { code, stderr } = await runWarm(['audit', 'acme.test', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('the history of releases is in the report (DEP-7)', async () => {
    const { stdout } = await runWarm(['audit', '--lab', 'healthy', '--only', 'app', '--json']);
    const found = (JSON.parse(stdout) as Report).findings.find(({ check }) => check === 'app/releases');
    expect(found).toMatchObject({ state: 'pass', subject: 'repo .' });
    expect(found?.found).toMatch(/^4 commits in 30 days, the last on \d{4}-\d\d-\d\d\.$/);
  });
});

test('map tells registrar, end and lock, and what only the founder can say (AUD-8, AUD-9)', async () => {
  const [text, json, mermaid] = await Promise.all(
    [[], ['--json'], ['--format', 'mermaid']].map(async (more) => (await runWarm(['map', '--lab', 'ai-built-mess', ...more])).stdout),
  );
  expect(text).toContain('registrar    Budget Domains Ltd (rdap.nic.test)');
  expect(text).toContain('not locked against transfer');
  expect(text).toContain('? Who can sign in at the registrar (Budget Domains Ltd), and is the account yours?');
  expect((JSON.parse(json!) as DomainMap).registration).toMatchObject({ registrar: 'Budget Domains Ltd', locked: false });
  expect(mermaid).toMatch(/n\d+ -\.- p\d+\(\["Budget Domains Ltd until \d{4}-\d\d-\d\d/);
});
