import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SEED_SECRETS } from '../../src/lab/scenarios/mail-world.ts';
import type { MailTested } from '../../src/app/mail/show-test.ts';
import { sampleReport } from '../dmarc-reports.ts';
import { runWarm } from '../warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-mail-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secretsIn = (text: string): string[] =>
  Object.entries(SEED_SECRETS).flatMap(([name, secret]) =>
    [secret, Buffer.from(secret).toString('base64').slice(0, 20), secret.slice(0, 10)].some((part) => text.includes(part)) ? [name] : [],
  );

describe('launch-ready mail test in the lab', () => {
  test('healthy: every mail lands, exit 0 (MAIL-7, HND-7)', async () => {
    const { code, stdout, stderr } = await runWarm(['mail', 'test', '--lab', 'healthy', '--yes', '--json']);
    const gave = JSON.parse(stdout) as MailTested;
    expect({ code, outcome: gave.outcome, landed: new Set(gave.cells.map(({ landed }) => landed)) }).toEqual({
      code: 0,
      outcome: 'pass',
      landed: new Set(['inbox']),
    });
    expect(secretsIn(stdout + stderr)).toEqual([]);
  });

  test('ai-built-mess: resets are spam, receipts refused, and each fix stands once, exit 1 (MAIL-2, MAIL-7)', async () => {
    const { code, stdout, stderr } = await runWarm(['mail', 'test', '--lab', 'ai-built-mess', '--yes']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^reset +Gmail +SPAM +permerror +neutral +fail$/m);
    expect(stdout).toMatch(/^receipt +Outlook +BOUNCED/m);
    expect(stdout.match(/Publish TXT resend\._domainkey\.coachly\.test/g)).toHaveLength(1);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(secretsIn(stdout + stderr)).toEqual([]);
  });

  test('without --yes and a terminal nothing is sent, exit 2', async () => {
    const { code, stdout, stderr } = await runWarm(['mail', 'test', '--lab', 'healthy']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Add --yes to send without being asked.');
  });
});

test('launch-ready mail reports prints counts that add up (MAIL-4)', async () => {
  writeFileSync(join(folder, 'r.xml'), sampleReport({ records: [{ count: 30 }] }));
  const { code, stdout } = await runWarm(['mail', 'reports', join(folder, 'r.xml'), '--lab', 'healthy']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 reports in 1 files = 1 read + 0 known + 0 put aside; 1 records.');
  expect(stdout).toMatch(/Resend +30 +30 +0 +yes/);
});
