import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { Issued } from '../src/lab/ca.ts';

/** Bytes between two drips, and how often one falls, ms. */
const DRIP = { bytes: 1, everyMs: 300 } as const;

/** Waits for the head of a request, then lets `serve` answer. */
function afterRequest(serve: (socket: Socket, path: string) => void): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => serve(socket, /^\S+ (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '/'));
  };
}

/** https servers that do what servers should not, each with the certificate it is given. */
export const SECURE = {
  'an endless redirect': (socket, path) =>
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${path}x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
  'five megabytes of header': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const line = `X-Padding: ${'a'.repeat(8_000)}\r\n`;
    const pour = (): void => {
      for (let sent = socket.bytesWritten; sent < 5_000_000 && !socket.destroyed; sent += line.length) if (!socket.write(line)) return;
    };
    socket.on('drain', pour);
    pour();
  },
  'headers that drip': (socket) => {
    const text = `HTTP/1.1 200 OK\r\nX-Slow: ${'a'.repeat(10_000)}`;
    let at = 0;
    const drip = setInterval(() => {
      socket.write(text.slice(at, at + DRIP.bytes));
      at += DRIP.bytes;
    }, DRIP.everyMs);
    socket.on('close', () => clearInterval(drip));
  },
  'nothing but silence inside TLS': () => undefined,
  'bytes that are no HTTP': (socket) => socket.end(randomBytes(4_096)),
  'half an answer': (socket) => socket.end('HTTP/1.1 200'),
  'a switch to another protocol': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
} as const satisfies Record<string, (socket: Socket, path: string) => unknown>;

/** Servers that never get as far as TLS. */
export const BROKEN = {
  'a tarpit': () => undefined,
  'garbage in place of TLS': (socket) => socket.once('data', () => socket.write(randomBytes(2_048))),
  'plain HTTP on port 443': afterRequest((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')),
  'a hang-up': (socket) => socket.destroy(),
  'an endless TLS record': (socket) =>
    socket.once('data', () => {
      const drip = setInterval(() => socket.write(Buffer.from([0x16])), DRIP.everyMs);
      socket.on('close', () => clearInterval(drip));
    }),
} as const satisfies Record<string, (socket: Socket) => unknown>;

export function secureServer(issued: Issued, serve: (socket: Socket, path: string) => unknown): Server {
  return createTls({ ...issued, handshakeTimeout: 60_000 }, afterRequest(serve)).on('tlsClientError', () => undefined);
}

export function plainServer(serve: (socket: Socket) => unknown): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
}

/** Sends a page of 1 GB of zeros, which is a megabyte on the wire: sixteen times the same gzip member (RFC 1952 section 2.2). */
export function bomb(): (socket: Socket) => void {
  const member = gzipSync(Buffer.alloc(64 * 1024 ** 2));
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n';
  return (socket) => socket.end(Buffer.concat([Buffer.from(head), ...Array.from({ length: 16 }, () => member)]));
}
