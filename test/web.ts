import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import type { Io } from '../src/core/io.ts';
import { type Authority, makeAuthority } from '../src/lab/ca.ts';
import { answersFrom, dnsServer, type Zone } from './dns-server.ts';
import { routeTo, testIo } from './io.ts';

/** Real servers behind pretend addresses, and an Io that reaches them. */
export interface Web extends AsyncDisposable {
  io: Io;
  /** Connections accepted so far, by pretend address and port. */
  connections: Readonly<Record<string, number>>;
}

/**
 * Opens servers on ports of the system's choice. `at` maps pretend addresses with port (`192.0.2.1:443`) to servers that do not listen yet;
 * `zone` are lines such as `acme.test A 192.0.2.1`. Disposing closes every socket.
 */
export async function openWeb(at: Readonly<Record<string, Server>>, zone: Zone, overrides: Partial<Io> = {}): Promise<Web> {
  const open = new Set<Socket>();
  const connections: Record<string, number> = {};
  const dns = await dnsServer(answersFrom(zone));
  const table: Record<string, { host: string; port: number }> = { '9.9.9.9:53': { host: dns.host, port: dns.port } };
  for (const [key, server] of Object.entries(at)) {
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      connections[key] = (connections[key] ?? 0) + 1;
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    table[key] = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }; // as: a TCP server has no path
  }
  return {
    io: testIo({ resolver: ['9.9.9.9:53'], route: routeTo(table), ...overrides }),
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await Promise.all([
        ...Object.values(at).map((server) => new Promise((resolve) => server.close(resolve))),
        dns[Symbol.asyncDispose](),
      ]);
    },
  };
}

let made: Promise<Authority> | undefined;

/** One authority for all tests of a run: making keys takes time. */
export function authority(): Promise<Authority> {
  made ??= makeAuthority();
  return made;
}

/** An http server with this handler. */
export function http(handler: RequestListener): Server {
  return createHttp(handler);
}

/** An https server for these names, certified by `authority()`. */
export async function https(names: readonly string[], handler: RequestListener): Promise<Server> {
  const server = createHttps({ ...(await (await authority()).issue({ names })) }, handler);
  server.on('tlsClientError', () => undefined);
  return server;
}

/** A server that speaks bytes: each socket is given once it is open. */
export function tcp(serve: (socket: Socket) => void): Server {
  return createTcp(serve);
}

/** Answers every request with bytes as they are, once its head is there, and leaves the socket open. */
export function raw(bytes: string | Uint8Array, then?: (socket: Socket) => void): Server {
  return createTcp((socket) => {
    socket.once('data', () => {
      socket.write(bytes);
      then?.(socket);
    });
  });
}
