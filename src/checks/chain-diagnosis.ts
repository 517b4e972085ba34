import type { Address, Certificate, Served } from './certificate.ts';
import { plain } from './plain.ts';

/** What is wrong with a chain, and what repairs it. */
export interface Diagnosis {
  says: string;
  repair: string;
}

/** Issuers that no browser trusts, by what their names say; seen in the wild, 2026-11. */
const PRIVATE_ISSUERS = [
  {
    name: /cloudflare origin/i,
    says: 'a Cloudflare origin certificate, which only Cloudflare trusts',
    repair: 'Turn the orange cloud (proxy) on for this DNS record, or install a public certificate.',
  },
  {
    name: /\(staging\)|fake le /i,
    says: "a certificate of Let's Encrypt's test service",
    repair: 'Remove the `--staging` or `--test-cert` option and issue the certificate again.',
  },
  {
    name: /kubernetes ingress controller fake/i,
    says: "the ingress controller's placeholder",
    repair: 'Give the Ingress a `tls` section with a secret that holds a public certificate.',
  },
  {
    name: /traefik default/i,
    says: "Traefik's placeholder",
    repair: 'Give the router a `certResolver` so that Traefik issues a public certificate.',
  },
  {
    name: /caddy local authority/i,
    says: "a certificate of Caddy's local authority",
    repair: 'Remove `tls internal` and use the public host name in the Caddyfile.',
  },
] as const;

/** What OpenSSL's verification codes come down to; every other code is reported as it is (openssl-verification-options(1)). */
const EXPIRED = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const NAME_ONLY = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
const MISSING = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY']);

const OF_A_PUBLIC_ONE = 'Install a certificate of a public authority; a private one works only on your own machines.';

/** Whether the name alone is wrong; tls/name reports that. */
export function isNameOnly({ problem }: Address): boolean {
  return NAME_ONLY.has(problem ?? '');
}

/** Whether a certificate of the chain is out of its dates. */
export function isDated({ problem }: Address): boolean {
  return EXPIRED.has(problem ?? '');
}

/** Whether a certificate has ended or has not begun. */
export function outOfDate({ from, until }: Certificate, now: Date): boolean {
  return Date.parse(until) <= now.getTime() || Date.parse(from) > now.getTime();
}

/** Why a chain is not trusted, in the words of people. */
export function diagnose({ address, leaf }: Served, now: Date): Diagnosis {
  const { chain, problem } = address;
  const issuer = plain([leaf.issuer, leaf.issuerOrganisation].filter((part) => part !== null).join(', '), 80);
  const known = PRIVATE_ISSUERS.find(({ name }) => name.test(`${issuer} ${leaf.subject}`));
  if (known) return known;
  if (leaf.selfSigned)
    return { says: 'a certificate it signed itself', repair: 'Replace the self-signed certificate with one of a public authority.' };
  const stale = chain.slice(1).find((certificate) => outOfDate(certificate, now));
  if (isDated(address) && stale) {
    return {
      says: `an intermediate certificate "${plain(stale.subject, 60)}" that ${datesOf(stale, now)}`,
      repair: 'Install the current intermediate: use the fullchain file of your last renewal.',
    };
  }
  const last = chain.at(-1) ?? leaf;
  // Public authorities say where their certificate lies (CA/Browser Forum Baseline Requirements section 7.1.2.7.7); private ones do not.
  if (problem === 'SELF_SIGNED_CERT_IN_CHAIN' || (MISSING.has(problem ?? '') && last.issuerUrl === null)) {
    const alone = chain.length === 1 ? ', alone' : '';
    return { says: `a certificate of the private authority "${plain(last.issuer, 80)}"${alone}`, repair: OF_A_PUBLIC_ONE };
  }
  if (MISSING.has(problem ?? '')) {
    const says =
      chain.length === 1
        ? `its certificate without the intermediate of "${issuer}"`
        : `a chain that breaks off below "${plain(last.issuer, 80)}", whose certificate is missing`;
    const where = `The missing certificate lies at ${plain(last.issuerUrl ?? '', 120)}.`;
    return { says, repair: `Serve the full chain: nginx \`ssl_certificate\` must name fullchain.pem, not cert.pem. ${where}` };
  }
  return {
    says: `a certificate of "${issuer}" that browsers reject`,
    repair: 'Issue a new certificate from a public authority and install its full chain.',
  };
}

/** "ended on 2026-10-16", or "begins only on …". */
export function datesOf({ from, until }: Certificate, now: Date): string {
  return Date.parse(until) <= now.getTime() ? `ended on ${until.slice(0, 10)}` : `begins only on ${from.slice(0, 10)}`;
}
