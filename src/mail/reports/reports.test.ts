import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReport } from '../../../test/dmarc-reports.ts';
import { makeReading, readBytes, readPath } from './collect.ts';
import { emptyLedger, isoWeek } from './ledger.ts';
import { senderOf } from './senders.ts';
import { summarize } from './summary.ts';
import { RATIO } from './unpack.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-ready-reports-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

function reading(): ReturnType<typeof makeReading> {
  made += 1;
  return makeReading({ ledger: emptyLedger(), folder: join(root, `quarantine-${made}`), nameOf: (record) => senderOf(record) });
}

const gzip = (text: string): Buffer => gzipSync(Buffer.from(text));
const zip = (text: string, name = 'r.xml'): Uint8Array => zipSync({ [name]: Buffer.from(text) });

/** A mail that brings a report, as receivers send them. */
function mail(name: string, type: string, bytes: Uint8Array): Buffer {
  return Buffer.from(
    [
      'From: noreply@google.com',
      'Subject: Report domain: acme.test Submitter: google.com Report-ID: 42',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'unused',
      '--b',
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  );
}

describe('reports in whatever they come (MAIL-4)', () => {
  test.each([
    ['plain XML', Buffer.from(sampleReport())],
    ['gzip', gzip(sampleReport())],
    ['gzip with two bytes after its end', Buffer.concat([gzip(sampleReport()), Buffer.from('\r\n')])],
    ['gzip in two members', Buffer.concat([gzip(sampleReport().slice(0, 300)), gzip(sampleReport().slice(300))])],
    [
      'gzip with a file name',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.from('google.xml\0'), gzip(sampleReport()).subarray(10)]),
    ],
    ['zip', zip(sampleReport())],
    ['zip whose file is called otherwise', zip(sampleReport(), 'invoice.pdf')],
    ['a mail with a zip', mail('r.zip', 'application/zip', zip(sampleReport()))],
    ['a mail whose content type lies', mail('r.bin', 'application/octet-stream', gzip(sampleReport()))],
    ['a mail with plain XML', mail('r.xml', 'text/xml', Buffer.from(sampleReport()))],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(sampleReport(), 'utf16le')])],
  ])('are read: %s', async (_what, bytes) => {
    const to = reading();
    await readBytes(to, bytes, 'report');
    expect(to.counts).toEqual({ files: 1, reports: 1, read: 1, duplicates: 0, quarantined: 0, records: 1 });
    expect(Object.keys(to.ledger.domains)).toEqual(['acme.test']);
  });

  test('are read when they tell of TLS', async () => {
    const to = reading();
    const report = {
      'organization-name': 'Google',
      'report-id': '1',
      'date-range': {},
      policies: [
        { policy: { 'policy-domain': 'acme.test' }, summary: { 'total-successful-session-count': 3, 'total-failure-session-count': 1 } },
      ],
    };
    await readBytes(to, gzip(JSON.stringify(report)), 'tls.json.gz');
    await readBytes(to, gzip(JSON.stringify(report)), 'tls-again.json.gz');
    expect(to.counts).toMatchObject({ reports: 2, read: 1, duplicates: 1 });
    expect(to.tls[0]?.policies[0]).toMatchObject({ domain: 'acme.test', good: 3, failed: 1 });
  });

  const bomb = gzip(sampleReport().replace('</feedback>', `${' '.repeat(64 * 1024 * 1024)}</feedback>`));
  test.each([
    ['a gzip that unpacks to far more', bomb, 'it unpacks to far more than a report has'],
    [
      'a zip that unpacks to far more',
      zipSync({ 'r.xml': Buffer.alloc(64 * 1024 * 1024, 32) }),
      'it unpacks to far more than a report has',
    ],
    ['a gzip that is cut short', gzip(sampleReport()).subarray(0, 200), 'it stops in the middle'],
    ['a gzip without its last bytes', gzip(sampleReport()).subarray(0, -3), 'the gzip stops in the middle'],
    ['a gzip with a wrong checksum', changed(gzip(sampleReport()), -8), 'the gzip is damaged: its checksum is wrong'],
    ['a zip in a zip', zipSync({ 'inner.zip': zip(sampleReport()) }), 'there is no XML in it'],
    ['declared entities', Buffer.from(`<!DOCTYPE feedback [<!ENTITY a "b">]>${sampleReport()}`), 'it declares entities, as attacks do'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), 'it is no XML, JSON, gzip, zip or mail'],
    ['a mail that brings nothing', Buffer.from('From: a@b.test\r\nSubject: hello\r\n\r\nHow are you?'), 'the mail brings no report'],
    ['nothing at all', Buffer.alloc(0), 'it is no XML, JSON, gzip, zip or mail'],
  ])('are put aside with the reason: %s', async (_what, bytes, reason) => {
    const to = reading();
    await readBytes(to, bytes, '../../evil name\u001b.xml');
    expect(to.counts).toMatchObject({ reports: 1, read: 0, quarantined: 1 });
    expect(to.quarantined[0]?.reason).toBe(reason);
    const kept = readdirSync(to.folder);
    expect(kept).toHaveLength(2);
    expect(kept.every((name) => /^[0-9a-f]{12}-[\w.-]+$/.test(name))).toBe(true);
    expect(
      readFileSync(
        join(
          to.folder,
          kept.find((name) => !name.endsWith('.reason.txt'))!,
        ),
      ),
    ).toEqual(Buffer.from(bytes));
  });

  test('that honest receivers pack tightly are no bombs: a ratio of 100 and more is read', async () => {
    const records = Array.from({ length: 30_000 }, () => ({ count: 1 }));
    const bytes = gzip(sampleReport({ records }));
    expect(sampleReport({ records }).length / bytes.length).toBeGreaterThan(100);
    expect(RATIO).toBe(1_000);
    const to = reading();
    await readBytes(to, bytes, 'r.xml.gz');
    expect(to.counts).toMatchObject({ read: 1, records: 30_000 });
  });

  test('nothing is lost: what goes in is read, known or put aside, whatever it is', async () => {
    const file = fc.oneof(
      fc.record({ id: fc.integer({ min: 0, max: 5 }) }).map(({ id }) => gzip(sampleReport({ id: String(id) }))),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.nat({ max: 400 }).map((at) => gzip(sampleReport()).subarray(0, at)),
      fc.string().map((text) => deflateRawSync(Buffer.from(text))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 8 }), async (files) => {
        const to = reading();
        for (const [i, bytes] of files.entries()) await readBytes(to, bytes, `f${i}`);
        const { files: seen, reports, read, duplicates, quarantined } = to.counts;
        expect(seen).toBe(files.length);
        expect(reports).toBe(read + duplicates + quarantined);
        expect(reports).toBeGreaterThanOrEqual(files.length);
      }),
      { numRuns: 60 },
    );
  });

  test('count once, by who reports and the number of the report', async () => {
    const to = reading();
    const folder = join(root, 'folder', 'deep');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, 'folder', 'a.xml'), sampleReport({ records: [{ count: 5 }] }));
    writeFileSync(join(folder, 'b.xml.gz'), gzip(sampleReport({ records: [{ count: 5 }] })));
    writeFileSync(join(folder, 'c.zip'), zip(sampleReport({ org: 'Yahoo', records: [{ count: 7 }] })));
    await readPath(to, join(root, 'folder'), new AbortController().signal);
    expect(to.counts).toMatchObject({ files: 3, reports: 3, read: 2, duplicates: 1 });
    expect(summarize(to.ledger, [], new Date(1_795_000_000_000))[0]?.messages).toBe(12);
  });
});

describe('what reports tell', () => {
  const yours = { signatures: [{ domain: 'acme.test', selector: 'resend', result: 'pass' }] };

  test('names senders by selector, signature, return path and network, in this order', () => {
    const networks = [{ include: '_spf.google.com', contains: (ip: string) => ip.startsWith('209.85.') }];
    const record = {
      ip: '203.0.113.9',
      count: 1,
      disposition: 'none',
      dkim: false,
      spf: false,
      from: 'acme.test',
      signatures: [],
      paths: [],
      overrides: [],
    };
    const sender = (more: object): string => senderOf({ ...record, ...more }, networks).name;
    expect(
      sender({
        signatures: [
          { domain: 'amazonses.com', selector: 'x', result: 'pass' },
          { domain: 'acme.test', selector: 'resend', result: 'pass' },
        ],
      }),
    ).toBe('Resend');
    expect(sender({ signatures: [{ domain: 'amazonses.com', selector: 'x', result: 'pass' }] })).toBe('Amazon SES');
    expect(sender({ signatures: [{ domain: 'acme.test', selector: '20260101000000pm', result: 'pass' }] })).toBe('Postmark');
    expect(sender({ paths: [{ domain: 'bounces.sendgrid.net', result: 'pass' }] })).toBe('SendGrid');
    expect(sender({ ip: '209.85.220.41' })).toBe('Google Workspace');
    // A signature that failed proves nothing: anybody can write one.
    expect(sender({ signatures: [{ domain: 'acme.test', selector: 'resend', result: 'fail' }] })).toBe('203.0.113.9');
  });

  const fares = async (
    policy: string,
    records: Parameters<typeof sampleReport>[0],
  ): Promise<ReturnType<typeof summarize>[number] | undefined> => {
    const to = reading();
    await readBytes(to, Buffer.from(sampleReport({ policy, ...records })), 'r.xml');
    return summarize(to.ledger, ['resend'], new Date(1_795_000_000_000 + 86_400_000))[0];
  };

  test.each([
    ['none', { is: 'raise', record: { name: '_dmarc.acme.test', data: 'v=DMARC1; p=quarantine; t=y; rua=mailto:dmarc@acme.test' } }],
    ['quarantine', { is: 'raise', record: { data: 'v=DMARC1; p=reject; rua=mailto:dmarc@acme.test' } }],
    ['reject', { is: 'done' }],
  ])('p=%s is raised by one step, without pct, when your own mail passes and strangers fail (MAIL-3)', async (policy, step) => {
    const summary = await fares(policy, {
      records: [
        { count: 100, ...yours },
        { ip: '203.0.113.66', count: 900, dkim: 'fail', spf: 'fail', signatures: [], path: { domain: 'evil.test', result: 'pass' } },
      ],
    });
    expect(summary?.next).toMatchObject(step);
    expect(JSON.stringify(summary?.next)).not.toContain('pct');
    expect(summary?.senders.map(({ sender, yours: who, failing }) => [sender, who, failing])).toEqual([
      ['203.0.113.66', 'unknown', 900],
      ['Resend', 'yes', 0],
    ]);
  });

  test('the policy stays while your own sender fails, and the sender is named', async () => {
    const summary = await fares('none', {
      records: [
        { count: 50, ...yours },
        { count: 50, dkim: 'fail', spf: 'fail', ...yours },
      ],
    });
    expect(summary?.next).toMatchObject({ is: 'mend', senders: ['Resend'] });
  });

  test("what was forwarded is nobody's fault", async () => {
    const summary = await fares('none', {
      records: [
        { count: 50, ...yours },
        { count: 10, dkim: 'fail', spf: 'fail', ...yours, override: 'forwarded' },
      ],
    });
    expect(summary?.next.is).toBe('raise');
  });

  test('a few mails say nothing', async () => {
    expect((await fares('none', { records: [{ count: 3, ...yours }] }))?.next.is).toBe('wait');
  });

  test('weeks are counted as ISO 8601 does', () => {
    expect(['2026-01-01', '2026-12-31', '2027-01-03', '2024-12-30', '2026-11-22'].map((day) => isoWeek(new Date(day)))).toEqual([
      '2026-W01',
      '2026-W53',
      '2026-W53',
      '2025-W01',
      '2026-W47',
    ]);
  });

  test('a domain called constructor or __proto__ is a domain', async () => {
    const to = reading();
    for (const domain of ['__proto__', 'constructor']) await readBytes(to, Buffer.from(sampleReport({ domain, id: domain })), 'r.xml');
    expect(to.counts.read).toBe(2);
    expect(
      summarize(to.ledger, [], new Date())
        .map(({ domain }) => domain)
        .sort(),
    ).toEqual(['__proto__', 'constructor']);
  });
});

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + at] = (copy[copy.length + at] ?? 0) ^ 0xff;
  return copy;
}
