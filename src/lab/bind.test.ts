import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED_READY, startDaemon } from '../../test/foreign/daemon.ts';
import { freePort } from '../../test/free-port.ts';
import { type Lab, startLab } from './index.ts';
import type { Zone } from './scenario.ts';
import healthy from './scenarios/healthy.ts';
import { treeOf } from './tree.ts';
import { zoneFile } from './zone.ts';

const SERVER = { name: 'ns1.odd.test', address: '198.51.44.77', transfers: true } as const;

/** A zone with a bit of everything that servers get wrong. */
const odd: Zone = {
  name: 'odd.test',
  servers: [SERVER, { name: 'ns2.odd.test', address: '198.51.44.78' }],
  ttl: 600,
  soa: { serial: 7, minimum: 120, ttl: 900 },
  records: [
    '@ A 192.0.2.1',
    '@ 60 MX 10 mail',
    '@ 60 MX 20 mail.elsewhere.example.',
    '@ TXT "one string" "and \\"another\\" one"',
    '@ CAA 128 issue "letsencrypt.org; validationmethods=dns-01"',
    'mail A 192.0.2.2',
    'mail AAAA 2001:db8::2',
    'one CNAME two',
    'two CNAME three',
    'three A 192.0.2.3',
    'gone CNAME nowhere',
    'away CNAME somewhere.example.',
    'into CNAME host.sub',
    'round CNAME about',
    'about CNAME round',
    'a.b.c A 192.0.2.4',
    '*.wild A 192.0.2.5',
    '*.wild TXT "wild"',
    'known.wild TXT "no address here"',
    '*.alias CNAME three',
    '_sip._tcp SRV 10 5 5060 mail',
    'many A 192.0.2.10',
    'many A 192.0.2.11',
    'many A 192.0.2.12',
    `key TXT "${'k'.repeat(700)}"`,
    `huge TXT "${'h'.repeat(3_000)}"`,
    'sub NS ns.sub',
    'sub NS ns.elsewhere.example.',
    'ns.sub A 192.0.2.53',
    'ns.sub AAAA 2001:db8::53',
    'null MX 0 .',
  ],
};

const QUESTIONS = [
  ...['A', 'AAAA', 'MX', 'TXT', 'CAA', 'NS', 'SOA', 'SRV', 'HTTPS', 'PTR'].map((type) => ['odd.test', type]),
  ...[
    'mail',
    'MAIL',
    'one',
    'two',
    'gone',
    'away',
    'into',
    'round',
    'b.c',
    'a.b.c',
    'c',
    'x.wild',
    'x.y.wild',
    'wild',
    'known.wild',
    'x.known.wild',
    'x.alias',
    'many',
    'nowhere',
    'sub',
    'host.sub',
    'ns.sub',
  ].map((name) => [`${name}.odd.test`, 'A']),
  ['one.odd.test', 'CNAME'],
  ['one.odd.test', 'TXT'],
  ['gone.odd.test', 'MX'],
  ['x.wild.odd.test', 'TXT'],
  ['x.wild.odd.test', 'MX'],
  ['_sip._tcp.odd.test', 'SRV'],
  ['_tcp.odd.test', 'SRV'],
  ['key.odd.test', 'TXT'],
  ['huge.odd.test', 'TXT'],
  ['null.odd.test', 'MX'],
  ['sub.odd.test', 'NS'],
  ['elsewhere.example', 'A'],
  ['test', 'NS'],
  ['acme.test', 'A'],
  ['acme.test', 'TXT'],
  ['acme.test', 'MX'],
  ['acme.test', 'CAA'],
  ['www.acme.test', 'A'],
  ['api.acme.test', 'AAAA'],
  ['_dmarc.acme.test', 'TXT'],
  ['resend._domainkey.acme.test', 'TXT'],
  ['_domainkey.acme.test', 'TXT'],
  ['send.acme.test', 'A'],
  ['nothing.acme.test', 'A'],
] as [string, string][]; // as: map() forgets that these are pairs

const run = promisify(execFile);

/** What dig prints, as values: response code, flags, and the sections sorted. */
async function dig(port: number, options: readonly string[]): Promise<unknown> {
  const { stdout } = await run('dig', [
    '@127.0.0.1',
    '-p',
    String(port),
    '+norecurse',
    '+noadflag',
    '+time=3',
    '+tries=1',
    '+nocookie',
    ...options,
  ]);
  const section = (name: string): string[] =>
    (new RegExp(`;; ${name} SECTION:\\n([^]*?)\\n\\n`).exec(stdout)?.[1] ?? '')
      .split('\n')
      .map((line) => line.replaceAll(/\s+/g, ' '))
      .sort();
  return {
    status: /status: (\w+)/.exec(stdout)?.[1],
    flags: /flags: ([a-z ]*);/.exec(stdout)?.[1],
    answer: section('ANSWER'),
    authority: section('AUTHORITY'),
    additional: section('ADDITIONAL'),
  };
}

describe('beside BIND, with the same zone files', () => {
  const scenario = { ...healthy, zones: [...healthy.zones, odd], sites: [], mail: [] };
  const opened = new AsyncDisposableStack();
  let lab: Lab;
  let bind = 0;

  beforeAll(async () => {
    for (const program of ['named', 'dig'])
      expect(spawnSync(program, ['-v']).error, `this suite needs the program ${program}`).toBeUndefined();
    lab = opened.use(await startLab(scenario));
    const folder = await mkdtemp(join(tmpdir(), 'lab-bind-'));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    bind = await freePort();
    const zones = treeOf(scenario).filter((zone) => zone.name === 'odd.test' || zone.name === 'acme.test');
    for (const zone of zones) await writeFile(join(folder, `${zone.name}.zone`), zoneFile(zone));
    const options = [
      `directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; listen-on port ${bind} { 127.0.0.1; }; listen-on-v6 { none; };`,
      'recursion no; minimal-responses yes; minimal-any no; notify no; dnssec-validation no; empty-zones-enable no; check-names primary ignore;',
    ];
    await writeFile(
      join(folder, 'named.conf'),
      `options { ${options.join(' ')} }; controls {}; ${zones.map((zone) => `zone "${zone.name}" { type primary; file "${zone.name}.zone"; allow-transfer { ${zone.name === 'odd.test' ? 'any' : 'none'}; }; };`).join(' ')}`,
    );
    opened.use(await startDaemon('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], NAMED_READY));
  });
  afterAll(() => opened.disposeAsync());

  const ask = async (port: number, [name, type]: readonly [string, string], ...options: string[]): Promise<unknown> =>
    dig(port, [name, type, ...options]);
  const ours = (name: string): number => lab.route(name.endsWith('acme.test') ? '108.162.192.126' : SERVER.address, 53).port;

  test.each(QUESTIONS)('%s %s is answered alike', async (name, type) => {
    expect(await ask(ours(name), [name, type])).toEqual(await ask(bind, [name, type]));
  });

  test.each(['odd.test', 'acme.test'])('%s is transferred, or kept, alike', async (name) => {
    const transfer = async (port: number): Promise<string[]> => {
      const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), name, 'AXFR', '+nocookie']);
      return stdout
        .split('\n')
        .filter((line) => !line.startsWith(';;') && !line.startsWith('; <<>>'))
        .map((line) => line.replaceAll(/\s+/g, ' '))
        .sort();
    };
    const mine = await transfer(ours(name));
    expect(mine).toEqual(await transfer(bind));
    expect(mine.some((line) => line.includes(name === 'odd.test' ? 'known.wild.odd.test' : 'Transfer failed'))).toBe(true);
  });

  test.each([
    ['+noedns', '+ignore'],
    ['+bufsize=512', '+ignore'],
    ['+tcp', '+noedns'],
    ['+opcode=STATUS', '+noedns'],
    ['-c', 'CH'],
  ])('with %s %s a long answer is cut, or refused, alike', async (...options) => {
    const [mine, theirs] = await Promise.all([
      ask(ours('odd.test'), ['huge.odd.test', 'TXT'], ...options),
      ask(bind, ['huge.odd.test', 'TXT'], ...options),
    ]);
    expect(mine).toEqual(theirs);
  });
});
