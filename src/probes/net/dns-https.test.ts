import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createOldServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, makeAuthority } from '../../lab/ca.ts';
import { NAMED_READY, startDaemon } from '../../../test/foreign/daemon.ts';
import { freePort } from '../../../test/free-port.ts';
import { startUnbound } from '../../../test/foreign/unbound.ts';
import { kdigAll, ourView } from '../../../test/foreign/wire-view.ts';
import { testIo } from '../../../test/io.ts';
import { ask } from './dns-ask.ts';
import { addressesOf, resolve } from './dns-client.ts';

const RECORDS = [
  'acme.test. 300 IN SOA ns.acme.test. root.acme.test. 1 7200 3600 1209600 300',
  'acme.test. 300 IN NS ns.acme.test.',
  'ns.acme.test. 300 IN A 192.0.2.53',
  'acme.test. 300 IN A 192.0.2.1',
  'acme.test. 300 IN AAAA 2001:db8::1',
  `acme.test. 300 IN TXT "${'t'.repeat(250)}" "${'u'.repeat(250)}" "${'v'.repeat(250)}" "${'w'.repeat(250)}" "${'x'.repeat(250)}" "${'y'.repeat(250)}"`,
  'acme.test. 300 IN CAA 0 issue "letsencrypt.org"',
];

let authority: Authority;
let key: string;
let cert: string;
const opened = new AsyncDisposableStack();
const places: Record<string, number> = {};

beforeAll(async () => {
  authority = await makeAuthority();
  ({ key, cert } = await authority.issue({ names: ['localhost', '127.0.0.1'] }));
  const folder = await mkdtemp(join(tmpdir(), 'dns-https-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const file = (name: string): string => join(folder, name);
  await Promise.all([
    writeFile(file('key.pem'), key),
    writeFile(file('cert.pem'), cert),
    writeFile(file('acme.test'), `${RECORDS.join('\n')}\n`),
  ]);
  const unbound = await startUnbound(folder, {
    local: { zone: 'acme.test', records: RECORDS },
    https: { key: file('key.pem'), cert: file('cert.pem') },
  });
  opened.use(unbound);
  places['unbound'] = unbound.httpsPort;
  const port = await freePort();
  const named = `
tls own { key-file "${file('key.pem')}"; cert-file "${file('cert.pem')}"; };
options { directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; recursion no; minimal-responses yes; notify no; dnssec-validation no;
  listen-on port ${port} tls own http default { 127.0.0.1; }; listen-on-v6 { none; }; };
controls {}; zone "acme.test" { type primary; file "${file('acme.test')}"; };`;
  await writeFile(file('named.conf'), named);
  opened.use(await startDaemon('named', ['-g', '-n', '1', '-c', file('named.conf')], NAMED_READY));
  places['BIND'] = port;
}, 30_000);
afterAll(() => opened.disposeAsync());

const trusting = (resolver: string) => testIo({ resolver: [resolver], ca: [authority.root] });
const A = { name: 'acme.test', type: 'A', recursion: true, timeout: 2_000 } as const;

describe.each(['unbound', 'BIND'])('DNS over HTTPS with %s', (server) => {
  test.each(['/dns-query', '/dns-query{?dns}'])('%s: the same records as kdig is told', async (path) => {
    const url = `https://localhost:${places[server]}${path}`;
    const questions = [
      ...(['A', 'AAAA', 'TXT', 'CAA', 'SOA', 'MX'] as const).map((type) => ['acme.test', type] as const),
      ['no.acme.test', 'A'] as const,
    ];
    const io = trusting(url);
    const ours = await Promise.all(
      questions.map(async ([name, type]) => {
        const answer = await ask(io, { server: url, name, type, recursion: true });
        return answer.is === 'message' ? ourView(answer.message) : answer;
      }),
    );
    const ca = join(tmpdir(), `dns-https-ca-${process.pid}.pem`);
    await writeFile(ca, authority.root);
    const more = [path.endsWith('}') ? '+https-get' : '+https', `+tls-ca=${ca}`, '+tls-hostname=localhost'];
    const theirs = await kdigAll(places[server]!, questions, { more }).finally(() => rm(ca));
    expect(ours).toEqual(theirs);
  });

  test('it serves as the resolver of a run', async () => {
    const io = trusting(`https://127.0.0.1:${places[server]}/dns-query`);
    expect(await addressesOf(io, 'acme.test')).toEqual([
      { address: '192.0.2.1', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ]);
    expect(await resolve(io, 'no.acme.test', 'A')).toMatchObject({ outcome: 'nxdomain' });
  });

  test('another path is told by its status', async () => {
    const url = `https://localhost:${places[server]}/elsewhere`;
    expect(await ask(trusting(url), { ...A, server: url })).toMatchObject({ is: 'unreachable', why: 'it answers with HTTP status 404' });
  });

  test('a certificate that nobody vouches for is refused before a question is asked', async () => {
    const url = `https://localhost:${places[server]}/dns-query`;
    const answer = await ask(testIo({ resolver: [url] }), { ...A, server: url });
    expect(answer).toMatchObject({ is: 'unreachable', code: 'untrusted' });
    await expect(resolve(testIo({ resolver: [url] }), 'acme.test', 'A')).rejects.toMatchObject({
      code: 'resolver-unreachable',
      message: expect.stringContaining(`(localhost:${places[server]}) gave no usable answer`) as string,
    });
  });
});

type Serve = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

async function serving(serve: Serve, issued = { key, cert }) {
  const server: Http2SecureServer = createSecureServer(issued, serve);
  let connections = 0;
  server.on('session', (session) => {
    connections += 1;
    opened.defer(() => session.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: a TCP server has no path
  return { url: `https://localhost:${port}/dns-query`, connections: () => connections };
}

describe('servers that neither of them plays', () => {
  const answering =
    (type: string, body: Buffer, status = 200): Serve =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };

  test.each<[string, Serve, object]>([
    ['a web page', answering('text/html', Buffer.from('<p>hello')), { is: 'malformed', why: 'it answers with text/html in place of DNS' }],
    ['garbage', answering('application/dns-message', Buffer.from('?')), { is: 'malformed' }],
    ['more than a message', answering('application/dns-message', Buffer.alloc(70_000)), { is: 'unreachable', code: 'too-large' }],
    ['an error', answering('application/dns-message', Buffer.alloc(0), 503), { is: 'unreachable', why: 'it answers with HTTP status 503' }],
    ['a redirect', answering('text/html', Buffer.alloc(0), 302), { is: 'unreachable', why: 'it answers with HTTP status 302' }],
    ['nothing', () => undefined, { is: 'timeout' }],
    ['a broken stream', (_request, response) => response.stream.close(2), { is: 'unreachable' }],
  ])('one that answers with %s', async (_what, serve, reply) => {
    const { url } = await serving(serve);
    expect(await ask(trusting(url), { ...A, server: url, timeout: 300 })).toMatchObject(reply);
  });

  test('a certificate for another name is refused', async () => {
    const { url } = await serving(() => undefined, await authority.issue({ names: ['dns.acme.test'] }));
    expect(await ask(trusting(url), { ...A, server: url })).toMatchObject({ is: 'unreachable', code: 'untrusted' });
  });

  test('one that speaks HTTP/1.1 alone is told so', async () => {
    const server = createOldServer({ key, cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.defer(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/dns-query`; // as: a TCP server has no path
    expect(await ask(trusting(url), { ...A, server: url })).toMatchObject({ is: 'unreachable' });
  });

  test('nobody listening is unreachable at once', async () => {
    const url = `https://localhost:${await freePort()}/dns-query`;
    expect(await ask(trusting(url), { ...A, server: url })).toMatchObject({ is: 'unreachable', code: 'ECONNREFUSED' });
  });

  test('forty questions share a connection, and a closed one is opened anew', async () => {
    const seen: string[] = [];
    const { url, connections } = await serving((request, response) => {
      request.on('data', (bytes: Buffer) => {
        seen.push(`${request.method} ${bytes.readUInt16BE(0)}`);
        bytes[2]! |= 0x80;
        response.writeHead(200, { 'content-type': 'application/dns-message' }).end(bytes);
        if (seen.length === 40) response.stream.session?.close();
      });
    });
    const io = trusting(url);
    await Promise.all(Array.from({ length: 40 }, (_, i) => resolve(io, `host${i}.acme.test`, 'A')));
    expect([connections(), new Set(seen)]).toEqual([1, new Set(['POST 0'])]);
    expect(await resolve(io, 'after.acme.test', 'A')).toMatchObject({ outcome: 'nodata' });
    expect(connections()).toBe(2);
  });

  test('an abort ends the wait at once', async () => {
    const stop = new AbortController();
    const { url } = await serving(() => stop.abort(new Error('enough')));
    await expect(ask({ ...trusting(url), signal: stop.signal }, { ...A, server: url })).rejects.toThrow('enough');
  });
});
