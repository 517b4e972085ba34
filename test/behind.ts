import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Io } from '../src/core/io.ts';
import type { Lab } from '../src/lab/index.ts';
import { testIo } from './io.ts';

/** Real servers at pretend addresses beside those of a lab. */
export interface Behind extends AsyncDisposable {
  io: Io;
  /** Connections accepted so far, by pretend address and port. */
  connections: Readonly<Record<string, number>>;
}

/**
 * Puts servers that do not listen yet behind pretend addresses with port (`192.0.2.1:443`); everything else goes where `route` of the
 * lab sends it. The clock is the real one, because the lab's certificates are made now. Disposing closes every socket.
 */
export async function behind(
  lab: Pick<Lab, 'resolver' | 'roots' | 'ca' | 'route'>,
  at: Readonly<Record<string, Server>>,
  overrides: Partial<Io> = {},
): Promise<Behind> {
  const open = new Set<Socket>();
  const connections: Record<string, number> = {};
  const places = new Map<string, { host: string; port: number }>();
  for (const [key, server] of Object.entries(at)) {
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      connections[key] = (connections[key] ?? 0) + 1;
      socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    places.set(key, { host: '127.0.0.1', port: (server.address() as AddressInfo).port }); // as: a TCP server has no path
  }
  const { resolver, roots, ca, route } = lab;
  return {
    io: testIo({
      now: () => new Date(),
      resolver,
      roots,
      ca,
      route: (host, port) => places.get(`${host}:${port}`) ?? route(host, port),
      ...overrides,
    }),
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await Promise.all(Object.values(at).map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
