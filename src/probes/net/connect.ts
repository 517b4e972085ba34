import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecure, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { dial } from './dial.ts';
import { deadline, within } from './deadline.ts';
import { addressesOf } from './dns-client.ts';
import { failureOf, isUnreachable } from './failure.ts';

/** Where to connect. `ms` limits everything from the DNS question to the handshake. */
export interface Endpoint {
  host: string;
  port: number;
  ms: number;
}

/** An open socket, the public address it stands for, and how long TCP alone took, ms. */
export interface Connection<S extends Socket = Socket> {
  socket: S;
  address: string;
  tcpMs: number;
}

/** An address that was asked gets at most this long, ms, while others are left to try. */
const PATIENCE = 3_000;

/**
 * Opens TCP to the first address of a host that answers. The name is resolved once and the numeric address is dialled, so that a second
 * answer (DNS rebinding) cannot lead elsewhere; private addresses are refused (see `dial`). Throws ProbeError with an errno,
 * `no-address`, `private-address` or `timeout`. The caller destroys the socket.
 */
export async function connectTcp(io: Io, { host, port, ms }: Endpoint): Promise<Connection> {
  using limit = deadline(io, ms, host);
  const addresses = await publicAddressesOf(io, { host, port }, limit.signal);
  // The first failure that tells of the host: that this machine has no IPv6 must not hide a refusal over IPv4.
  let failure: ProbeError | undefined;
  for (const [i, address] of addresses.entries()) {
    const wait = i === addresses.length - 1 ? limit.left() : Math.min(limit.left(), PATIENCE);
    try {
      return await connectTo(io, { host, address, port, ms: wait });
    } catch (error) {
      io.signal.throwIfAborted();
      const { code, message } = failureOf(error, host);
      if (failure === undefined || isUnreachable(failure.code)) failure = new ProbeError(code, message);
    }
  }
  throw failure ?? new ProbeError('no-address', `${host} has no address`);
}

/** Opens TLS, certificate unjudged, to the first address of a host that answers. Errors are those of `connectTcp` and `secure`. */
export async function connectTls(io: Io, endpoint: Endpoint): Promise<Connection<TLSSocket>> {
  using limit = deadline(io, endpoint.ms, endpoint.host);
  const plain = await connectTcp(io, endpoint);
  return { ...plain, socket: await secure(io, plain.socket, { host: endpoint.host, ms: limit.left() }) };
}

/** The addresses of a host that may be asked, not yet routed; empty when it has none. Throws ProbeError `private-address` when there are only others. */
export async function publicAddressesOf(io: Io, { host, port }: Omit<Endpoint, 'ms'>, signal: AbortSignal): Promise<string[]> {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(name) === 0 ? (await within(signal, addressesOf(io, name))).map(({ address }) => address) : [name];
  const allowed = found.filter((address) => dial(io, address, port) !== null);
  if (found.length > 0 && allowed.length === 0) throw new ProbeError('private-address', `${host} leads to a private address (${found[0]})`);
  return allowed;
}

/** Whether a host has any address, private ones included. Throws ProbeError when the resolver does not answer. */
export async function hasAddress(io: Io, host: string, ms: number): Promise<boolean> {
  using limit = deadline(io, ms, 'the resolver');
  return (await within(limit.signal, addressesOf(io, host))).length > 0;
}

/** Opens TCP to one address. `host` is for messages. Throws ProbeError like `connectTcp`. */
export async function connectTo(io: Io, to: Endpoint & { address: string }): Promise<Connection> {
  const target = dial(io, to.address, to.port);
  if (target === null) throw new ProbeError('private-address', `${to.host} leads to a private address (${to.address})`);
  using limit = deadline(io, to.ms, to.host);
  const started = performance.now();
  const socket = connect({ host: target.host, port: target.port, noDelay: true });
  await opened(socket, 'connect', { host: to.host, signal: limit.signal });
  return { socket, address: to.address, tcpMs: performance.now() - started };
}

/**
 * Makes TLS of a socket: SNI, ALPN http/1.1, versions from TLS 1.0 on, because old servers are findings and not errors. Nothing is
 * refused for its certificate; `authorized` of the result says whether Node trusts the chain, name aside.
 * Throws ProbeError with the code of OpenSSL, an errno or `timeout`, and then has closed the socket.
 */
export async function secure(io: Io, socket: Socket, { host, ms }: Pick<Endpoint, 'host' | 'ms'>): Promise<TLSSocket> {
  using limit = deadline(io, ms, host);
  const tls = connectSecure({
    socket,
    ...(isIP(host) === 0 && !host.startsWith('[') ? { servername: host } : {}),
    secureContext: trustOf(io.ca),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ALPNProtocols: ['http/1.1'],
  });
  await opened(tls, 'secureConnect', { host, signal: limit.signal }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  return tls;
}

const trusts = new WeakMap<readonly string[], SecureContext>();

/** Who is trusted: the built-in roots and the user's own. Kept per list, because reading 150 roots takes tens of milliseconds. */
function trustOf(ca: readonly string[]): SecureContext {
  const known = trusts.get(ca);
  if (known) return known;
  const made = createSecureContext({ ca: [...rootCertificates, ...ca], minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  trusts.set(ca, made);
  return made;
}

async function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { host, signal }: { host: string; signal: AbortSignal },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = (): void => reject(new ProbeError('ECONNRESET', `${host} closes the connection before it has answered`));
  socket.once(event, resolve);
  socket.on('error', reject); // stays: an error after this promise has settled has nowhere to go and must not end the process
  socket.once('close', closed);
  try {
    await within(signal, promise);
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw error;
    const { code, message } = failureOf(error, host);
    throw new ProbeError(code, message);
  } finally {
    socket.removeListener(event, resolve);
    socket.removeListener('close', closed);
  }
}
