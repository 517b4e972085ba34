import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import type { Io } from '../../core/io.ts';
import { connectTls } from '../../probes/net/connect.ts';

const MOST = 5;

/**
 * The public keys that a browser must accept beside its own roots, as it takes them: for a site that only the extra authorities of `io`
 * vouch for, the keys of those who signed its certificate. Chromium has no flag for an authority and its own store needs a tool; this
 * flag looks at the chain that the site presents. Empty where no extra authority is trusted or the site is not trusted even so.
 */
export async function trustFor(io: Io, url: URL): Promise<string[]> {
  if (io.ca.length === 0 || url.protocol !== 'https:') return [];
  const { socket } = await connectTls(io, { host: url.hostname, port: Number(url.port) || 443, ms: 10_000 });
  try {
    if (!socket.authorized) return [];
    const keys: string[] = [];
    let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    while (at && keys.length < MOST) {
      keys.push(keyHash(at.raw));
      at = at.issuerCertificate === at ? undefined : at.issuerCertificate;
    }
    // The leaf's own key is left out when somebody signed it: other hosts of the same authority must be accepted too.
    return keys.length > 1 ? keys.slice(1) : keys;
  } finally {
    socket.destroy();
  }
}

function keyHash(der: Buffer): string {
  return createHash('sha256')
    .update(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
