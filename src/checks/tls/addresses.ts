import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { outOfDate } from '../chain-diagnosis.ts';
import { type Certificate, type Served, servedBy, showCertificate } from '../certificate.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { list, plain } from '../plain.ts';
import { sampleAddress, sampleRefusal } from '../sample-tls.ts';

/** Share of the lifetime left below which renewal is late where another address has it already: authorities advise a third, less a margin. */
const RENEWED_BY = 0.3;

export default defineCheck({
  id: 'tls/addresses',
  requirements: ['TLS-1', 'TLS-5'],
  title: 'Every address of the host serves the same certificate',
  failing: 'Some visitors reach a server that nobody renews',
  severity: 'medium',
  hurts: ['trust', 'login'],
  why: 'A server that was left out of renewal works today. On the day its certificate ends, part of your visitors meet a warning.',
  learn: ['https://letsencrypt.org/docs/integration-guide/#when-to-renew', 'https://www.rfc-editor.org/rfc/rfc9773'],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  causedBy: ['tls/expiry'],
  since: '0.1.0',
  examples: [
    { name: 'one certificate on both addresses', saw: both({}), gives: 'pass' },
    { name: 'one address is no matrix', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    {
      name: 'each server of a pair renews for itself, some days apart',
      saw: both({ fingerprint: 'CC:DD', from: '2026-11-01T00:00:00Z', until: '2027-01-30T00:00:00Z' }),
      gives: 'pass',
    },
    {
      name: 'the address of IPv6 missed the renewal, with three weeks left',
      saw: both({ fingerprint: 'CC:DD', from: '2026-09-14T00:00:00Z', until: '2026-12-13T00:00:00Z' }),
      gives: 'fail',
    },
    {
      name: 'an old server of another platform is still in DNS',
      saw: both({ fingerprint: 'CC:DD', issuer: 'ZeroSSL ECC Domain Secure Site CA', issuerOrganisation: 'ZeroSSL' }),
      gives: { fail: 'low' },
    },
    {
      name: 'one that has ended is for tls/expiry to report',
      saw: both({ fingerprint: 'CC:DD', from: '2026-08-20T00:00:00Z', until: '2026-11-18T00:00:00Z' }),
      gives: 'pass',
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config, now }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    // What is wrong by itself is told by tls/expiry and tls/chain, with its address.
    const sound = served.filter(({ address, leaf }) => address.trusted && !outOfDate(leaf, now));
    const newest = sound.toSorted((a, b) => Date.parse(b.leaf.from) - Date.parse(a.leaf.from))[0];
    const others = sound.filter(({ leaf }) => leaf.fingerprint !== newest?.leaf.fingerprint);
    if (!newest || others.length === 0)
      return sound.length < 2 ? { is: 'pass' } : { is: 'pass', found: `The same certificate on ${sound.length} addresses.` };
    const behind = others.filter(({ leaf }) => leaf.from < newest.leaf.from && leftOf(leaf, now) < RENEWED_BY);
    const foreign = others.filter(({ leaf }) => leaf.issuerOrganisation !== newest.leaf.issuerOrganisation);
    const [first] = behind.length > 0 ? behind : foreign;
    if (!first) return { is: 'pass', found: `${list(addressesOf(others))} and ${newest.address.address} renew for themselves.` };
    const odd = addressesOf(behind.length > 0 ? behind : foreign);
    const serve = odd.length === 1 ? 'serves' : 'serve';
    const found =
      behind.length > 0
        ? `${list(odd)} still ${serve} ${host} with a certificate that ends on ${day(first.leaf)}; ${newest.address.address} has one until ${day(newest.leaf)}.`
        : `${list(odd)} ${serve} ${host} with a certificate of ${authorityOf(first.leaf)}, ${newest.address.address} with one of ${authorityOf(newest.leaf)}.`;
    const verify = odd.map((each) => showCertificate(host, '-dates', each));
    return {
      is: 'fail',
      found,
      ...stakesOf(host, config, behind.length > 0 ? undefined : 'low'),
      fix: byHand(
        [
          `On ${list(odd)}, where it is yours: renew as well, or copy the newer certificate there, and reload the web server.`,
          `Where the server is gone or no longer yours, remove its address from DNS: ${list(odd)}.`,
          'Behind a load balancer: end TLS there, so that one certificate serves all servers.',
        ],
        {
          prompt: {
            goal: `every address of ${host} serves the same certificate, and each renews by itself.`,
            change: `install the newer certificate on ${list(odd)} and repair its renewal, or remove the address from DNS if the server is gone.`,
            not: 'touch the addresses that serve the newer certificate.',
            see: 'the same notAfter date on every address.',
          },
          verify: `${verify.join('; ')}; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 20,
          wants: [{ is: 'certificate', host }],
        },
      ),
    };
  },
});

/** Two addresses, the second with what an example changes. */
function both(second: Partial<Certificate>): { certificate: { addresses: ReturnType<typeof sampleAddress>[] } } {
  return { certificate: { addresses: [sampleAddress(), sampleAddress(second, { address: '2001:db8::10' })] } };
}

function leftOf({ from, until }: Certificate, now: Date): number {
  return (Date.parse(until) - now.getTime()) / Math.max(1, Date.parse(until) - Date.parse(from));
}

function addressesOf(served: readonly Served[]): string[] {
  return served.map(({ address }) => address.address);
}

function day({ until }: Certificate): string {
  return until.slice(0, 10);
}

function authorityOf({ issuer, issuerOrganisation }: Certificate): string {
  return plain(issuerOrganisation ?? issuer, 60);
}
