import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Io } from '../core/io.ts';
import { connectTcp } from '../probes/net/connect.ts';
import type { Login } from './settings.ts';

/** Time to reach a mail server, ms. */
const CONNECT_MS = 15_000;

/** How mail servers are trusted: the built-in roots and the user's own, the name checked, because passwords are sent. */
export function trust(io: Io, host: string): ConnectionOptions {
  return {
    secureContext: contextOf(io.ca),
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

/** Opens TCP to a mail server as every probe does: private addresses are refused, routes are followed. Throws ProbeError. */
export async function reach(io: Io, { host, port }: Pick<Login, 'host' | 'port'>): Promise<Socket> {
  const { socket } = await connectTcp(io, { host, port, ms: CONNECT_MS });
  return socket;
}

const contexts = new WeakMap<readonly string[], SecureContext>();

/** Kept per list, because reading 150 roots takes tens of milliseconds. */
function contextOf(ca: readonly string[]): SecureContext {
  const known = contexts.get(ca);
  if (known) return known;
  const made = createSecureContext({ ca: [...rootCertificates, ...ca], minVersion: 'TLSv1.2' });
  contexts.set(ca, made);
  return made;
}
