import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import dnsPacket from 'dns-packet';
import { answersFrom, dnsServer, type Serve, tcpServer } from '../../../test/dns-server.ts';
import { NAMED_READY, startDaemon } from '../../../test/foreign/daemon.ts';
import { freePort } from '../../../test/free-port.ts';
import { routeTo, testIo } from '../../../test/io.ts';
import { dnsTransfer } from './transfer.ts';

const WORLD = [
  ...['open', 'closed', 'acme'].flatMap((zone) => [`${zone}.test NS ns1.acme.test`, `app.${zone}.test A 192.0.2.2`]),
  'ns1.acme.test A 198.51.100.11',
];

/** BIND with an open and a closed zone on a free port, as Debian ships it. */
async function bind(format: 'many-answers' | 'one-answer') {
  const folder = await mkdtemp(join(tmpdir(), 'transfer-bind-'));
  const port = await freePort();
  const records = ['@ 300 SOA ns1.acme.test. root.acme.test. 7 7200 900 1209600 300', '@ 300 NS ns1.acme.test.'];
  const hosts = ['app', 'admin', 'staging', 'db'].map((host) => `${host} 300 A 192.0.2.2`);
  await writeFile(join(folder, 'zone'), `${[...records, ...hosts, 'app 300 TXT "two records, one name"'].join('\n')}\n`);
  const zone = (name: string, who: string): string =>
    `zone "${name}.test" { type primary; file "${join(folder, 'zone')}"; allow-transfer { ${who}; }; };`;
  const options = `directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; notify no; dnssec-validation no; transfer-format ${format};`;
  await writeFile(join(folder, 'named.conf'), `options { ${options} }; controls {}; ${zone('open', 'any')} ${zone('closed', 'none')}`);
  const named = await startDaemon('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], NAMED_READY);
  return {
    host: '127.0.0.1',
    port,
    async [Symbol.asyncDispose]() {
      await named[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function look(domain: string, server: { host: string; port: number } | null) {
  await using resolver = await dnsServer(answersFrom(WORLD));
  const io = testIo({ resolver: [resolver.at], route: routeTo(server ? { '198.51.100.11:53': server } : {}) });
  const saw = await dnsTransfer.collect({ kind: 'site', domain }, io);
  expect(dnsTransfer.sees.parse(saw)).toEqual(saw);
  return saw;
}

describe('beside BIND', () => {
  test('allow-transfer { any; } is open, and the names of the first message are counted', async () => {
    await using server = await bind('many-answers');
    expect(await look('open.test', server)).toEqual({
      zone: 'open.test',
      servers: [{ name: 'ns1.acme.test', address: '198.51.100.11', outcome: 'open', names: 5 }],
    });
    expect((await look('closed.test', server)).servers).toMatchObject([{ outcome: 'closed', names: 0 }]);
  });

  test('a zone that comes one record per message is open at the second message', async () => {
    await using server = await bind('one-answer');
    expect((await look('open.test', server)).servers).toMatchObject([{ outcome: 'open', names: 1 }]);
  });

  test('a host inside a zone is asked by its zone, and a zone that BIND does not hold is closed', async () => {
    await using server = await bind('many-answers');
    expect(await look('app.open.test', server)).toMatchObject({ zone: 'open.test', servers: [{ outcome: 'open' }] });
    expect(await look('acme.test', server)).toMatchObject({ zone: 'acme.test', servers: [{ outcome: 'closed' }] });
  });
});

/** What a server writes to a question: messages with these answers. */
function saying(...answers: dnsPacket.Answer[][]): Serve {
  return (socket) =>
    socket.once('data', (bytes) => {
      const { id = 0, questions = [] } = dnsPacket.decode(bytes.subarray(2));
      for (const [at, each] of answers.entries()) {
        const said = dnsPacket.encode({ id, type: 'response', questions: at === 0 ? questions : [], answers: each });
        socket.write(Buffer.concat([Uint8Array.of(said.length >> 8, said.length & 0xff), said]));
      }
    });
}

const NUMBERS = { serial: 7, refresh: 7200, retry: 900, expire: 1_209_600, minimum: 300 };
const SOA: dnsPacket.Answer = { name: 'acme.test', type: 'SOA', data: { mname: 'ns1.acme.test', rname: 'root.acme.test', ...NUMBERS } };

describe.concurrent('servers that BIND does not play', () => {
  test.each<[string, Serve, string]>([
    ['hangs up', (socket) => socket.on('data', () => socket.end()), 'closed'],
    ['says nothing', () => undefined, 'unheard'],
    ['answers with nothing', saying([]), 'closed'],
    ['sends the SOA record and then nothing', saying([SOA]), 'unheard'],
    ['sends an empty zone', saying([SOA], [SOA]), 'open'],
    ['answers something else', (socket) => socket.write(Buffer.from('\0\x11HTTP/1.1 400 Bad\r\n')), 'unheard'],
  ])('one that %s', async (_what, serve, outcome) => {
    await using server = await tcpServer(serve);
    expect((await look('acme.test', server)).servers).toMatchObject([{ outcome }]);
  });

  test('one that takes no TCP is unheard, and a name server without address is left out', async () => {
    const gone = await tcpServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    expect((await look('acme.test', gone)).servers).toMatchObject([{ outcome: 'unheard' }]);
  });

  test('the zone of a platform is not asked for', async () => {
    expect(await look('acme.vercel.app', null)).toEqual({ zone: null, servers: [] });
  });
});
