import { createPrivateKey } from 'node:crypto';
import { isStandIn } from './stand-in.ts';

/** What a private key in PEM says of itself; null for what is none. Encrypted ones need a passphrase besides. */
export function pemSays(pem: string): { encrypted: boolean; says: string } | null {
  if (!/PRIVATE KEY/.test(pem)) return null;
  const text = pem.replace(/\\{1,4}r/g, '').replace(/\\{1,4}n/g, '\n');
  const body = text.replace(/-----[^-]*-----|-----END|\s/g, '');
  if (body.length < 60) return null;
  // Its head is the same in every key, zeros and all.
  if (/OPENSSH PRIVATE KEY/.test(text) && body.startsWith('b3BlbnNzaC1rZXktdjEA')) return openSsh(body);
  if (isStandIn(body.slice(0, 64))) return null;
  if (/ENCRYPTED/.test(text)) return { encrypted: true, says: 'encrypted with a passphrase' };
  if (/PGP PRIVATE KEY/.test(text)) return { encrypted: false, says: 'PGP key; it may have a passphrase' };
  try {
    return { encrypted: false, says: `${createPrivateKey(text).asymmetricKeyType ?? 'unknown'} key that can be read` };
  } catch {
    return { encrypted: false, says: 'it cannot be read as a key, so it may be cut or made up' };
  }
}

/** OpenSSH names its cipher and the type of the key in the clear (PROTOCOL.key of OpenSSH). */
function openSsh(body: string): { encrypted: boolean; says: string } {
  const text = Buffer.from(body, 'base64').toString('latin1', 0, 400);
  const encrypted = !text.startsWith('none', 19);
  const type = /sk-ssh-ed25519|ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp\d{3}/.exec(text)?.[0] ?? 'unknown';
  return { encrypted, says: encrypted ? `${type} key, encrypted with a passphrase` : `${type} key without a passphrase` };
}
