import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Io } from '../../core/io.ts';
import { connectTcp } from '../net/connect.ts';

/** The door through which a browser reaches the network; dispose of it to close it. */
export interface Proxy extends AsyncDisposable {
  port: number;
}

const PATIENCE_MS = 15_000;

/**
 * A proxy on the loopback address for one browser. Every connection the page asks for goes through `io` like our own: names are resolved
 * by our resolver, private addresses are refused, and in the lab the pretend internet answers. TLS stays between browser and site.
 */
export async function openProxy(io: Io): Promise<Proxy> {
  const open = new Set<Socket>();
  const held = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((asked, answer) => void forward(io, { asked, answer, held }));
  server.on('connection', held);
  server.on('connect', (asked: IncomingMessage, client: Socket, head: Buffer) => {
    const target = URL.parse(`tcp://${asked.url ?? ''}`);
    if (!target?.port) {
      client.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    connectTcp(io, { host: target.hostname, port: Number(target.port), ms: PATIENCE_MS }).then(
      ({ socket }) => {
        held(socket);
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        if (head.length > 0) socket.write(head);
        socket.pipe(client).pipe(socket);
        socket.on('close', () => client.destroy());
        client.on('close', () => socket.destroy());
      },
      () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // as: a TCP server has no path
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Forward {
  asked: IncomingMessage;
  answer: ServerResponse;
  held: (socket: Socket) => Socket;
}

/** A request for an http address, which a browser sends to its proxy whole. */
async function forward(io: Io, { asked, answer, held }: Forward): Promise<void> {
  const url = URL.parse(asked.url ?? '');
  if (url?.protocol !== 'http:') return void answer.writeHead(400).end();
  try {
    const { socket } = await connectTcp(io, { host: url.hostname, port: Number(url.port) || 80, ms: PATIENCE_MS });
    held(socket);
    const { 'proxy-connection': _, ...headers } = asked.headers;
    const sent = send({
      createConnection: () => socket,
      method: asked.method,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, connection: 'close' },
    });
    sent.on('error', () => answer.destroy());
    sent.on('response', (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    asked.pipe(sent);
  } catch {
    answer.writeHead(502).end();
  }
}
