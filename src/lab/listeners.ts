import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, BlockList, connect, createServer, isIP, isIPv6, type Server, type Socket, SocketAddress } from 'node:net';

interface Place {
  host: string;
  port: number;
}

/** What the lab was asked, counted while it runs. */
export interface Counts {
  /** DNS questions, over UDP and TCP. */
  queries: number;
  /** TCP connections to web and mail servers. */
  connections: number;
  /** HTTP requests. */
  requests: number;
  /** Each HTTP request to a site, in order. */
  asked: Asked[];
}

/** One HTTP request: when it came, ms of the monotonic clock, and the bytes of its body as its headers announce them. */
interface Asked {
  at: number;
  method: string;
  host: string;
  path: string;
  hasBody: boolean;
}

/** Opens the sockets of the lab, remembers which pretend address each stands for, and closes them all. */
export interface Listeners {
  readonly counts: Counts;
  /** Lets a server listen for a pretend address and port. */
  tcp(at: Place, server: Server): Promise<void>;
  /** Opens UDP and TCP on one port, as DNS needs; a datagram is answered with what `datagram` returns. */
  dns(at: Place, serve: { datagram: (bytes: Buffer) => Buffer | undefined; stream: (socket: Socket) => void }): Promise<void>;
  /** The real place of a pretend one; a closed loopback port for all others, and private addresses as they are: no network routes them. */
  route: (host: string, port: number) => Place;
  /** Every pretend place as `address port` with the real one, so that another process can be sent the same ways. */
  places(): Readonly<Record<string, Place>>;
  close(): Promise<void>;
}

/** Nobody listens on this port; a connection to it is refused at once. */
const CLOSED: Place = { host: '127.0.0.1', port: 1 };
const PORT_TRIES = 20;

/** Private, loopback and link-local networks (RFC 1918, 1122, 3927, 4193, 4291): a refusal there would hide that nobody asks them. */
const PRIVATE = new BlockList();
for (const [network, bits, family] of [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  PRIVATE.addSubnet(network, bits, family);

/**
 * `loopback` gives every pretend address a port of 127.0.0.1; `addresses` listens on the pretend addresses themselves, inside a network
 * namespace that has them. `delayMs` is the round trip that is added, one for opening a connection and one for each exchange.
 */
export function makeListeners(options: { delayMs: number; on: 'loopback' | 'addresses' }): Listeners {
  const places = new Map<string, Place>();
  const servers: Server[] = [];
  const datagrams: Datagrams[] = [];
  const open = new Set<Socket>();
  const counts: Counts = { queries: 0, connections: 0, requests: 0, asked: [] };
  const bindTo = (at: Place): Place => (options.on === 'addresses' ? at : { host: '127.0.0.1', port: 0 });
  let closing: Promise<void> | undefined;

  const listen = async (server: Server, place: Place): Promise<Place> => {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    });
    server.listen(place.port, place.host);
    await once(server, 'listening');
    return { host: place.host, port: (server.address() as AddressInfo).port }; // as: a listening TCP server has an AddressInfo
  };
  const behindDelay = async (server: Server, place: Place): Promise<Place> =>
    options.delayMs === 0
      ? listen(server, place)
      : listen(delayed(await listen(server, { host: '127.0.0.1', port: 0 }), options.delayMs), place);

  const bothPorts = async (at: Place, serve: Parameters<Listeners['dns']>[1], tries = PORT_TRIES): Promise<Place> => {
    const place = await behindDelay(createServer(serve.stream), bindTo(at));
    const socket = createSocket(isIPv6(place.host) ? 'udp6' : 'udp4');
    try {
      socket.bind(place.port, place.host);
      await once(socket, 'listening');
    } catch (error) {
      if (tries === 0 || options.on === 'addresses') throw error;
      socket.close();
      return bothPorts(at, serve, tries - 1);
    }
    datagrams.push(socket);
    socket.on('error', () => undefined); // a client that left is no error of ours
    socket.on('message', (bytes, from) => {
      const answer = serve.datagram(bytes);
      if (answer) later(options.delayMs, () => closing ?? socket.send(answer, from.port, from.address));
    });
    return place;
  };

  return {
    counts,
    async tcp(at, server) {
      server.on('connection', () => (counts.connections += 1));
      places.set(keyOf(at.host, at.port), await behindDelay(server, bindTo(at)));
    },
    async dns(at, serve) {
      places.set(keyOf(at.host, at.port), await bothPorts(at, serve));
    },
    route: (host, port) => ({ ...(places.get(keyOf(host, port)) ?? (isPrivate(host) ? { host, port } : CLOSED)) }),
    places: () => Object.fromEntries(places),
    close() {
      closing ??= (async () => {
        const closed = [...servers, ...datagrams].map((each) => new Promise<void>((resolve) => each.close(() => resolve())));
        for (const socket of open) socket.destroy();
        await Promise.all(closed);
      })();
      return closing;
    },
  };
}

function isPrivate(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function keyOf(host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, '');
  return `${isIPv6(bare) ? new SocketAddress({ address: bare, family: 'ipv6' }).address : bare} ${port}`;
}

/** Passes bytes on to `to`, late: a round trip for the TCP handshake, then half of one for each direction. */
function delayed(to: Place, delayMs: number): Server {
  return createServer((client) => {
    const early: Buffer[] = [];
    client.on('data', (bytes) => early.push(bytes));
    later(delayMs, () => {
      if (client.destroyed) return;
      const server = connect(to.port, to.host);
      const end = (socket: Socket): void => later(delayMs / 2, () => socket.destroy());
      server.on('error', () => client.destroy()).on('close', () => end(client));
      client.on('error', () => server.destroy()).on('close', () => end(server));
      client.removeAllListeners('data');
      for (const bytes of early) pass(bytes, server, delayMs);
      client.on('data', (bytes) => pass(bytes, server, delayMs)).on('end', () => later(delayMs / 2, () => server.end()));
      server.on('data', (bytes) => pass(bytes, client, delayMs)).on('end', () => later(delayMs / 2, () => client.end()));
    });
  });
}

function pass(bytes: Buffer, to: Socket, delayMs: number): void {
  later(delayMs / 2, () => {
    if (to.writable) to.write(bytes);
  });
}

/** Now when there is nothing to wait for, else by a timer that does not keep the process alive. */
function later(ms: number, then: () => void): void {
  if (ms === 0) then();
  else setTimeout(then, ms).unref();
}
