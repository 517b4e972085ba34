import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReading, readBytes } from '../src/mail/reports/collect.ts';
import { emptyLedger } from '../src/mail/reports/ledger.ts';
import { senderOf } from '../src/mail/reports/senders.ts';

/** Reports that receivers send: many small ones, and one of a mailbox provider for a large sender. */
const SMALL = { reports: 4_000, records: 3 } as const;
const LARGE = { reports: 1, records: 250_000 } as const;
const RUNS = 3;

function report(id: number, records: number): Buffer {
  const rows = Array.from(
    { length: records },
    (_, i) =>
      `<record><row><source_ip>54.240.${i % 64}.${i % 251}</source_ip><count>${1 + (i % 9)}</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>${i % 7 === 0 ? 'fail' : 'pass'}</spf></policy_evaluated></row><identifiers><header_from>acme.test</header_from><envelope_from>send.acme.test</envelope_from></identifiers><auth_results><dkim><domain>acme.test</domain><selector>resend</selector><result>pass</result></dkim><spf><domain>send.acme.test</domain><result>pass</result></spf></auth_results></record>\n`,
  );
  return Buffer.from(
    `<?xml version="1.0"?>\n<feedback><report_metadata><org_name>google.com</org_name><email>a@google.com</email><report_id>${id}</report_id><date_range><begin>1795000000</begin><end>1795086399</end></date_range></report_metadata><policy_published><domain>acme.test</domain><p>none</p></policy_published>\n${rows.join('')}</feedback>\n`,
  );
}

async function measure({
  reports,
  records,
}: {
  reports: number;
  records: number;
}): Promise<{ cpu: number; counted: number; rss: number; bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
  const plain = Array.from({ length: reports }, (_, id) => report(id, records));
  const bytes = plain.reduce((sum, each) => sum + each.length, 0);
  const packed = plain.map((each) => gzipSync(each));
  plain.length = 0;
  let best = { cpu: Number.POSITIVE_INFINITY, counted: 0, rss: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const reading = makeReading({ ledger: emptyLedger(), folder, nameOf: (record) => senderOf(record) });
    const started = process.cpuUsage();
    for (const each of packed) await readBytes(reading, each, 'r.xml.gz');
    const { user, system } = process.cpuUsage(started);
    const cpu = (user + system) / 1e6;
    if (reading.counts.read !== reports || reading.counts.records !== reports * records)
      throw new Error(`lost some: ${JSON.stringify(reading.counts)}`);
    if (cpu < best.cpu) best = { cpu, counted: reading.counts.records, rss: process.memoryUsage().rss };
  }
  rmSync(folder, { recursive: true, force: true });
  return { ...best, bytes };
}

const small = await measure(SMALL);
const large = await measure(LARGE);
const rate = (count: number, cpu: number): string => Math.round(count / cpu).toLocaleString('en');
process.stdout.write(
  [
    '| DMARC reports, gzipped | reports per CPU-second | records per CPU-second | MB of XML per CPU-second |',
    '|---|---|---|---|',
    `| ${SMALL.reports} with ${SMALL.records} records each | ${rate(SMALL.reports, small.cpu)} | ${rate(small.counted, small.cpu)} | ${(small.bytes / 1e6 / small.cpu).toFixed(1)} |`,
    `| one with ${LARGE.records.toLocaleString('en')} records (${(large.bytes / 1e6).toFixed(0)} MB) | - | ${rate(large.counted, large.cpu)} | ${(large.bytes / 1e6 / large.cpu).toFixed(1)} |`,
    '',
  ].join('\n'),
);
