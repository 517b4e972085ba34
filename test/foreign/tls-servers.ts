import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createTls } from 'node:tls';
import { makeAuthority } from '../../src/lab/ca.ts';
import { nginxFor } from './nginx-tls.ts';
import { run } from './run.ts';
import type { Setting } from './tls-settings.ts';

const READY_MS = 10_000;

/** An OCSP answer that says "try later" (RFC 6960 section 4.2.1): enough to be stapled. */
const STAPLE = Uint8Array.from([0x30, 0x03, 0x0a, 0x01, 0x03]);

type Placed = Setting & { port: number };

export interface TlsServers extends AsyncDisposable {
  /** The port of a setting. */
  port(name: string): number;
}

/** A server on a port of its own for each setting. */
export async function openTlsServers(settings: readonly Setting[]): Promise<TlsServers> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-servers-'));
  await makeFiles(folder);
  const ports = await freePorts(settings.length);
  const placed = settings.map((setting, at): Placed => ({ ...setting, port: ports[at] ?? 0 }));
  const on = (kind: Setting['on']): Placed[] => placed.filter((each) => each.on === kind);
  const running = await Promise.all([
    nginxFor(on(undefined), folder).then((args) =>
      start(
        'nginx',
        args,
        on(undefined).map(({ port }) => port),
      ),
    ),
    ...on('gnutls').map(({ port, ciphers = '' }) => start('gnutls-serv', gnutlsFor(port, ciphers, folder), [port])),
    ...on('node').map(({ port }) => nodeOn(port, folder)),
  ]);
  return {
    port: (name) => placed.find((each) => each.name === name)?.port ?? 0,
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((stop) => stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Stop = () => Promise<unknown>;

async function makeFiles(folder: string): Promise<void> {
  const authority = await makeAuthority();
  for (const key of ['ec', 'rsa2048'] as const) {
    const issued = await authority.issue({ names: ['acme.test'], key });
    await Promise.all([writeFile(join(folder, `${key}.key`), issued.key), writeFile(join(folder, `${key}.pem`), issued.cert)]);
  }
  const prime = (group: string, bits: number): ReturnType<typeof run> =>
    run('openssl', ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:${group}`, '-out', join(folder, `dh${bits}.pem`)]);
  await Promise.all([prime('ffdhe2048', 2048), prime('dh_1024_160', 1024), writeFile(join(folder, 'staple.der'), STAPLE)]);
}

function gnutlsFor(port: number, priority: string, folder: string): string[] {
  const keys = ['ec', 'rsa2048'].flatMap((key) => [`--x509certfile=${folder}/${key}.pem`, `--x509keyfile=${folder}/${key}.key`]);
  return ['--quiet', '--http', '--disable-client-cert', `--port=${port}`, `--priority=${priority}`, ...keys];
}

async function nodeOn(port: number, folder: string): Promise<Stop> {
  const [key, cert] = await Promise.all([readFile(join(folder, 'ec.key')), readFile(join(folder, 'ec.pem'))]);
  const server = createTls({ key, cert, ecdhCurve: 'auto' });
  server.on('tlsClientError', () => undefined).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => new Promise((resolve) => server.close(resolve));
}

/** Starts a program that serves until it is stopped, and waits for its ports. */
async function start(program: string, args: readonly string[], ports: readonly number[]): Promise<Stop> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const failed = Promise.withResolvers<never>();
  child.on('error', (error) => failed.reject(new Error(`The program \`${program}\` is needed for this test: ${error.message}`)));
  child.on('close', () => failed.reject(new Error(`${program} ended:\n${log}`)));
  failed.promise.catch(() => undefined); // ending it ourselves is no failure
  await Promise.race([Promise.all(ports.map(listening)), failed.promise]);
  return async () => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
}

async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = held.map((server) => (server.address() as AddressInfo).port); // as: a TCP server has no path
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

async function listening(port: number): Promise<void> {
  for (const until = Date.now() + READY_MS; ;) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
    socket.destroy();
    if (open) return;
    if (Date.now() > until) throw new Error(`nobody listens on port ${port}`);
    await wait(20);
  }
}
