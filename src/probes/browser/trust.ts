import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { connectTls } from '../net/connect.ts';

const MOST = 5;

/**
 * The public keys that a browser must accept beside its own roots, as it takes them: for sites that only the extra authorities of `io`
 * vouch for, the keys of those who signed their certificates. Chromium has no flag for an authority and its own store needs a tool; this
 * flag looks at the chain that the site presents. A site that is not trusted even so, or does not open, adds none: the browser says why.
 */
export async function trustFor(io: Io, urls: readonly string[]): Promise<string[]> {
  if (io.ca.length === 0) return [];
  const origins = new Set(urls.flatMap((url) => (url.startsWith('https:') ? [new URL(url).origin] : [])));
  const keys = await Promise.all([...origins].map((origin) => keysOf(io, new URL(origin))));
  return [...new Set(keys.flat())];
}

async function keysOf(io: Io, url: URL): Promise<string[]> {
  try {
    const { socket } = await connectTls(io, { host: url.hostname, port: Number(url.port) || 443, ms: 10_000 });
    using _ = { [Symbol.dispose]: () => socket.destroy() };
    if (!socket.authorized) return [];
    const keys: string[] = [];
    let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    while (at && keys.length < MOST) {
      keys.push(keyHash(at.raw));
      at = at.issuerCertificate === at ? undefined : at.issuerCertificate;
    }
    // The leaf's own key is left out when somebody signed it: other hosts of the same authority must be accepted too.
    return keys.length > 1 ? keys.slice(1) : keys;
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof ProbeError) return [];
    throw error;
  }
}

function keyHash(der: Buffer): string {
  return createHash('sha256')
    .update(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
