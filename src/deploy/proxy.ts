import { once } from 'node:events';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Io } from '../core/io.ts';
import { connectTcp } from '../probes/net/connect.ts';

/** A proxy on loopback through which a browser reaches the world as `io` does: its resolver, its routes, no private addresses. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
}

const CONNECT_MS = 10_000;

export async function openProxy(io: Io): Promise<Proxy> {
  const open = new Set<Socket>();
  const server = createServer((request, response) => void pass(io, request, response));
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  });
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const url = URL.parse(`http://${request.url ?? ''}`);
    void connectTcp(io, { host: url?.hostname ?? '', port: Number(url?.port) || 443, ms: CONNECT_MS }).then(
      ({ socket }) => {
        open.add(socket);
        socket.on('close', () => client.destroy()).on('error', () => client.destroy());
        client.on('close', () => socket.destroy());
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        if (head.length > 0) socket.write(head);
        socket.pipe(client).pipe(socket);
      },
      () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // as: a listening TCP server has an AddressInfo
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Plain http: the request is sent on to the host that its address names. */
async function pass(io: Io, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '');
  if (!url || url.protocol !== 'http:') {
    response.writeHead(400).end();
    return;
  }
  try {
    const { socket } = await connectTcp(io, { host: url.hostname, port: Number(url.port) || 80, ms: CONNECT_MS });
    const sent = forward(
      {
        createConnection: () => socket,
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers: { ...request.headers, connection: 'close' },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  } catch {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  }
}
