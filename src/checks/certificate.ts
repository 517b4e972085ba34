import type { Saw, Verdict } from '../core/check.ts';
import type { Config } from '../core/config.ts';
import type { tlsCertificate } from '../probes/tls/certificate.ts';
import { roleFor } from './host.ts';

type Seen = Saw<{ certificate: typeof tlsCertificate }>['certificate'];
export type Address = Seen['addresses'][number];
export type Certificate = Address['chain'][number];

/** An address that finished its handshake, with the host's own certificate. */
export interface Served {
  address: Address;
  leaf: Certificate;
}

/** The addresses that served a certificate, or why a host's certificate cannot be judged. */
export function servedBy(certificate: Seen, config: Config, host: string): Served[] | Extract<Verdict, { is: 'skip' }> {
  if (roleFor(config, host) === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
  const served = certificate.addresses.flatMap((address) => {
    const leaf = address.outcome === 'handshake' ? address.chain[0] : undefined;
    return leaf ? [{ address, leaf }] : [];
  });
  if (served.length > 0) return served;
  const because =
    certificate.addresses.length === 0 ? `${host} has no address.` : `${host} finishes no TLS handshake; tls/handshake says why.`;
  return { is: 'skip', because };
}

/** " on 203.0.113.10" when only some of the addresses are meant, nothing when all are. */
export function onSome(some: readonly Pick<Address, 'address'>[], all: readonly unknown[]): string {
  return some.length === all.length ? '' : ` on ${some.map(({ address }) => address).join(', ')}`;
}

/** Where a host or an address answers https, as OpenSSL wants it. */
export function placeOf(address: string): string {
  return address.includes(':') ? `[${address}]:443` : `${address}:443`;
}

/** The command that shows the certificate a host serves, at one of its addresses when told. */
export function showCertificate(host: string, fields: string, address = host): string {
  return `openssl s_client -connect ${placeOf(address)} -servername ${host} </dev/null 2>/dev/null | openssl x509 -noout ${fields}`;
}

/** Where each common platform issues and renews a certificate by itself. */
export const REISSUE_STEPS = [
  'Vercel: Project › Settings › Domains › your domain › Refresh, until it says Valid Configuration.',
  'Netlify: Domain management › HTTPS › Renew certificate.',
  'Cloudflare: SSL/TLS › Edge Certificates must list the host as Active, and its DNS record must be proxied.',
] as const;
