import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECORD_TYPES, type RecordType } from '../../src/parsers/dns-message-record.ts';
import { ask } from '../../src/probes/net/dns-ask.ts';
import { askTransfer } from '../../src/probes/net/dns-transfer.ts';
import { startNsd } from '../foreign/nsd.ts';
import { digAll, type Heard, kdigAll, ourLines, ourView } from '../foreign/wire-view.ts';
import { testIo } from '../io.ts';
import { signZone } from '../signed-zones.ts';

const ZONE = 'acme.test';

/** Every type that we read into fields, and what servers do besides: wildcards, aliases in a row, delegations, types nobody knows. */
const RECORDS = [
  '@ A 192.0.2.1',
  '@ A 192.0.2.2',
  '@ AAAA 2001:db8::1',
  '@ MX 10 mx',
  '@ MX 20 mx.elsewhere.example.',
  '@ TXT "v=spf1 " "-all"',
  '@ TXT "\\255\\000 \\"quoted\\""',
  '@ CAA 128 issue "letsencrypt.org; validationmethods=dns-01"',
  '@ CAA 0 iodef "mailto:root@acme.test"',
  '@ HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1 ech=AAQ= key667=hello',
  '_dns SVCB 2 svc.acme.test. alpn=dot port=8530 mandatory=alpn',
  'away HTTPS 0 pool.elsewhere.example.',
  '_443._tcp TLSA 3 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '_sip._tcp SRV 10 5 5060 mx',
  '1.2.0.192.in-addr PTR host.acme.test.',
  'mx A 192.0.2.3',
  'one CNAME two',
  'two CNAME three',
  'three A 192.0.2.4',
  'gone CNAME nowhere',
  'out CNAME somewhere.elsewhere.example.',
  'old DNAME new',
  'host.new A 192.0.2.5',
  '*.wild A 192.0.2.6',
  'known.wild TXT "no address here"',
  'a.b.c A 192.0.2.7',
  'sub NS ns.sub',
  'sub DS 12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'ns.sub A 192.0.2.53',
  'odd TYPE65280 \\# 3 010203',
  'odd SSHFP 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4',
  `huge TXT "${'h'.repeat(255)}"${' "x"'.repeat(600)}`,
  ...Array.from({ length: 60 }, (_, i) => `many A 192.0.2.${i + 100}`),
];

const QUESTIONS: (readonly [string, RecordType])[] = [
  ...(Object.keys(RECORD_TYPES) as RecordType[]).map((type) => ['', type] as const), // as: Object.keys widens
  ['_dns', 'SVCB'],
  ['away', 'HTTPS'],
  ['_443._tcp', 'TLSA'],
  ['_sip._tcp', 'SRV'],
  ['1.2.0.192.in-addr', 'PTR'],
  ['one', 'A'],
  ['one', 'CNAME'],
  ['one', 'MX'],
  ['gone', 'A'],
  ['out', 'A'],
  ['host.old', 'A'],
  ['x.wild', 'A'],
  ['x.y.wild', 'A'],
  ['x.wild', 'TXT'],
  ['known.wild', 'A'],
  ['b.c', 'A'],
  ['sub', 'DS'],
  ['sub', 'A'],
  ['host.sub', 'A'],
  ['odd', 'A'],
  ['huge', 'TXT'],
  ['many', 'A'],
  ['nowhere', 'A'],
];
const named = QUESTIONS.map(([label, type]) => [label === '' ? ZONE : `${label}.${ZONE}`, type] as const);

describe('NSD, asked by our client, dig and kdig', () => {
  const opened = new AsyncDisposableStack();
  let port = 0;
  /** By `dnssec`, then in the order of the questions; the zone as a whole comes last, with `dnssec` off. */
  const told: Record<'true' | 'false', { dig: Heard[]; kdig: Heard[] }> = {
    true: { dig: [], kdig: [] },
    false: { dig: [], kdig: [] },
  };

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foreign-nsd-'));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    await signZone(folder, { name: ZONE, algorithm: 'ECDSAP256SHA256', sign: ['-3', 'aabb', '-H', '1'], records: RECORDS });
    ({ port } = opened.use(await startNsd(folder, { [ZONE]: `${ZONE}.served` })));
    for (const dnssec of [true, false]) {
      const questions = dnssec ? named : [...named, [ZONE, 'AXFR'] as const];
      const [dig, kdig] = await Promise.all([digAll(port, questions, { dnssec }), kdigAll(port, questions, { dnssec })]);
      told[`${dnssec}`] = { dig, kdig };
    }
  }, 60_000);
  afterAll(() => opened.disposeAsync());

  const asking = () => ({ io: testIo({ allowPrivate: true }), server: `127.0.0.1:${port}` });

  test.each(named.flatMap(([name, type], at) => [true, false].map((dnssec) => [name, type, dnssec, at] as const)))(
    '%s %s, with signatures: %s',
    async (name, type, dnssec, at) => {
      const { io, server } = asking();
      const answer = await ask(io, { server, name, type, recursion: false, dnssec });
      const ours = answer.is === 'message' ? ourView(answer.message) : answer;
      const { dig, kdig } = told[`${dnssec}`];
      expect(ours).toEqual(dig[at]);
      expect(ours).toEqual(kdig[at]);
    },
  );

  test('the zone as a whole, types that nobody knows among its records', async () => {
    const { io, server } = asking();
    const reply = await askTransfer(io, { server, zone: ZONE, timeout: 2_000 });
    const ours = reply.is === 'message' ? ourLines(reply.message.answers) : [];
    expect(ours).toEqual(told.false.dig.at(-1)?.answer);
    expect(ours).toEqual(told.false.kdig.at(-1)?.answer);
    expect(ours).toContain(`odd.${ZONE} 300 65280 010203`);
  });

  test('every type that we read was in some answer', async () => {
    const types = new Set(
      told.true.dig.flatMap(({ answer, authority }) => [...answer, ...authority]).map((line) => Number(line.split(' ')[2])),
    );
    const missing = Object.entries(RECORD_TYPES).filter(([, code]) => !types.has(code));
    expect(missing.map(([type]) => type)).toEqual(['NSEC']); // the zone hashes its names
  });
});
