import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTransport } from 'nodemailer';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReport } from '../../../test/dmarc-reports.ts';
import { ioIn, mailScenario, settingsIn } from '../../../test/mail-lab.ts';
import { startLab } from '../../lab/index.ts';
import { mailTestYaml } from '../../lab/scenarios/mail-world.ts';
import { nextMailTest } from '../../mail/due.ts';
import { reach, trust } from '../../mail/tls.ts';
import { mailReports, nextReading } from './reports.ts';
import { lastMailTest, mailTest } from './test.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-ready-mail-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

function checkout(yaml = `domain: acme.test\nmail:\n${mailTestYaml('Acme <hello@acme.test>')}`): string {
  made += 1;
  const folder = mkdtempSync(join(root, `${made}-`));
  writeFileSync(join(folder, 'launch-ready.yaml'), yaml);
  return folder;
}

/** What an honest reporter does: a mail that passes DMARC, with its report attached. */
async function sendReport(io: ReturnType<typeof ioIn>, to: string, report: Buffer): Promise<void> {
  const { smtp } = settingsIn(io);
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    requireTLS: true,
    connection: await reach(io, smtp),
    tls: trust(io, smtp.host),
    auth: { user: smtp.user, pass: smtp.password ?? '' },
  });
  await transport.sendMail({
    from: 'hello@acme.test',
    to,
    subject: 'Report domain: acme.test',
    text: 'unused',
    attachments: [{ filename: 'r.xml.gz', content: report }],
  });
  transport.close();
}

const none = (): undefined => undefined;

describe('mail test', () => {
  test('sends nothing until somebody has typed yes, and says what it would send (MAIL-7)', async () => {
    await using lab = await startLab(mailScenario({}));
    const asked: string[] = [];
    const io = ioIn(lab, {
      ask: async ({ text }) => {
        asked.push(text);
        return 'y';
      },
    });
    await expect(mailTest.run({ repo: checkout(), yes: false }, io, none)).rejects.toMatchObject({ code: 'not-confirmed' });
    expect(asked).toEqual([
      'This sends 8 real mails (verify, reset, invite, receipt) from hello@acme.test through smtp.resend.com to Gmail, Outlook. Type yes to send them:',
    ]);
    expect(lab.mail.read('launch.seed@gmail.com')).toEqual([]);
    await expect(mailTest.run({ repo: checkout(), yes: false }, ioIn(lab), none)).rejects.toMatchObject({
      code: 'nobody-to-ask',
      hint: 'Add --yes to send without being asked.',
    });
  });

  test('holds the number of mails against the budget before it sends any', async () => {
    await using lab = await startLab(mailScenario({}));
    const folder = checkout(`domain: acme.test\nmail:\n${mailTestYaml('hello@acme.test')}  budget: 7\n`);
    await expect(mailTest.run({ repo: folder, yes: true }, ioIn(lab), none)).rejects.toMatchObject({
      code: 'mail-budget',
      message: 'This would send 8 mails, and the budget is 7.',
    });
    expect(lab.mail.read('launch.seed@gmail.com')).toEqual([]);
  });

  test.each([
    ['', {}, 'does not say `mail.smtp`'],
    ['mail: { from: hello@acme.test }', {}, 'does not say `mail.smtp`'],
    [`mail:\n${mailTestYaml('hello@acme.test')}`, { SMTP_PASSWORD: '' }, 'The environment variable SMTP_PASSWORD is empty'],
    [`mail:\n${mailTestYaml('hello')}`, {}, '`mail.from` is not an address'],
    ['mail: { smtp: { host: smtp.acme.test, user: u, password: hunter2hunter2 } }', {}, 'never the secret itself'],
  ])('says what is missing (%#)', async (yaml, env, says) => {
    await using lab = await startLab(mailScenario({}));
    const run = mailTest.run({ repo: checkout(yaml), yes: true }, ioIn(lab, { env: { ...lab.env, ...env } }), none);
    await expect(run).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(says) });
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });

  test('remembers when it was, so that it is run again each week, and at once when a record has changed (MAIL-8, HND-7)', async () => {
    await using lab = await startLab(mailScenario({}));
    const folder = checkout();
    const gave = await mailTest.run({ repo: folder, yes: true }, ioIn(lab), none);
    expect(gave).toMatchObject({ outcome: 'pass', next: { because: 'weekly' } });
    expect(mailTest.exit?.(gave)).toBe(0);
    const last = lastMailTest(join(folder, '.launch-ready'));
    expect(last).toEqual({ at: gave.at, outcome: 'pass', records: gave.records, domain: 'acme.test', selectors: ['resend'] });
    const week = new Date(new Date(gave.at).getTime() + 7 * 86_400_000);
    expect(nextMailTest(last, new Date(gave.at), gave.records ?? '')).toEqual({ due: week, because: 'weekly' });
    expect(nextMailTest(last, new Date(gave.at), 'other')).toMatchObject({ because: 'records-changed' });
    expect(nextMailTest(undefined, week)).toEqual({ due: week, because: 'never-tested' });

    // The DKIM key goes, and the next test tells.
    await lab.live.change({
      zones: lab.live.zones.map((zone) =>
        zone.name === 'acme.test' ? { ...zone, records: zone.records.filter((record) => !record.startsWith('resend.')) } : zone,
      ),
    });
    const later = await mailTest.run({ repo: folder, yes: true }, ioIn(lab), none);
    expect(later.records).not.toBe(gave.records);
  });

  test.each([
    ['pass', {}, 0],
    ['fail', { rules: [{ does: 'junk' as const }] }, 1],
  ])('ends with the exit code of its outcome: %s', async (outcome, world, code) => {
    await using lab = await startLab(mailScenario(world));
    const gave = await mailTest.run({ repo: checkout(), yes: true, only: ['reset'] }, ioIn(lab), none);
    expect({ outcome: gave.outcome, code: mailTest.exit?.(gave) }).toEqual({ outcome, code });
    expect(mailTest.exit?.({ ...gave, outcome: 'unknown' })).toBe(3);
    expect(gave.cells.map(({ kind }) => kind)).toEqual(['reset', 'reset']);
  });
});

describe('mail reports', () => {
  test('reads a folder, remembers it, and reads nothing twice (MAIL-4)', async () => {
    await using lab = await startLab(mailScenario({}));
    const folder = checkout();
    const reports = mkdtempSync(join(root, 'reports-'));
    writeFileSync(
      join(reports, 'google.xml.gz'),
      gzipSync(
        sampleReport({
          records: [
            { count: 40 },
            { ip: '209.85.220.41', count: 2, signatures: [], dkim: 'fail', spf: 'fail', path: { domain: '', result: 'none' } },
          ],
        }),
      ),
    );
    writeFileSync(join(reports, 'broken.xml'), sampleReport({ id: '43' }).slice(0, 400));
    const first = await mailReports.run({ repo: folder, path: reports }, ioIn(lab), none);
    expect(first.counts).toEqual({ files: 2, reports: 2, read: 1, duplicates: 0, quarantined: 1, records: 2 });
    expect(mailReports.exit?.(first)).toBe(1);
    expect(readdirSync(join(folder, '.launch-ready', 'quarantine'))).toHaveLength(2);
    // Named by the network of the domain's own SPF record, which the lab's DNS tells.
    expect(first.domains[0]?.senders.map(({ sender, yours, by }) => [sender, yours, by])).toEqual([
      ['Resend', 'yes', 'selector'],
      ['Google Workspace', 'maybe', 'network'],
    ]);
    const second = await mailReports.run({ repo: folder, path: reports }, ioIn(lab), none);
    expect(second.counts).toMatchObject({ read: 0, duplicates: 1 });
    expect(second.domains[0]?.messages).toBe(42);
    const third = await mailReports.run({ repo: folder }, ioIn(lab), none);
    expect(third.domains).toEqual(second.domains);
    expect(new Date(third.next).getTime() - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
    expect(nextReading(null, new Date(0))).toEqual(new Date(0));
  });

  test('reads a mailbox, and puts aside what does not prove its sender', async () => {
    await using lab = await startLab(mailScenario({}));
    const inbox = lab.scenario.inboxes![0]!;
    const forged = Buffer.from(
      `From: noreply@google.com\r\nSubject: Report domain: acme.test\r\nContent-Type: application/gzip; name=r.xml.gz\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=r.xml.gz\r\n\r\n${gzipSync(sampleReport()).toString('base64')}\r\n`,
    );
    lab.mail.keep(inbox, forged, 'inbox');
    const io = ioIn(lab);
    await sendReport(io, inbox.address, gzipSync(sampleReport({ id: '77' })));
    const folder = checkout();
    const gave = await mailReports.run({ repo: folder, imap: 'gmail' }, io, none);
    expect(gave.counts).toEqual({ files: 2, reports: 2, read: 1, duplicates: 0, quarantined: 1, records: 1 });
    expect(gave.quarantined[0]?.reason).toBe('the mail that brings it does not prove its sender');
    await expect(mailReports.run({ repo: folder, imap: 'nobody' }, io, none)).rejects.toMatchObject({ code: 'no-such-inbox' });
  });

  test('shows names from strangers as text and nothing else', async () => {
    await using lab = await startLab(mailScenario({}));
    const folder = checkout();
    const file = join(folder, 'r.xml');
    writeFileSync(
      file,
      sampleReport({
        org: '&lt;script&gt;alert(1)&lt;/script&gt;\u009b31m',
        records: [{ ip: '203.0.113.9', count: 30, dkim: 'fail', spf: 'fail', signatures: [] }],
      }),
    );
    const gave = await mailReports.run({ repo: folder, path: file }, ioIn(lab), none);
    const shown = mailReports.shows(gave, { width: 80, colour: false }, { repo: folder });
    expect(shown).toContain('1 reports in 1 files = 1 read + 0 known + 0 put aside; 1 records.');
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('moves a memory that somebody broke out of the way and keeps it', async () => {
    await using lab = await startLab(mailScenario({}));
    const folder = checkout();
    const file = join(folder, 'r.xml');
    writeFileSync(file, sampleReport());
    await mailReports.run({ repo: folder, path: file }, ioIn(lab), none);
    const memory = join(folder, '.launch-ready', 'dmarc.json');
    writeFileSync(memory, '{"schema":');
    expect((await mailReports.run({ repo: folder, path: file }, ioIn(lab), none)).counts.read).toBe(1);
    expect(readFileSync(`${memory}.broken`, 'utf8')).toBe('{"schema":');
    expect(existsSync(memory)).toBe(true);
  });
});
