import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { type Address, placeOf, REISSUE_STEPS } from '../certificate.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, roleFor, zoneOf } from '../host.ts';
import { plain } from '../plain.ts';
import { sampleAddress, sampleRefusal } from '../sample-tls.ts';

const SAYS = {
  handshake: 'finishes the handshake',
  refused: 'refuses connections on port 443',
  timeout: 'does not answer on port 443 from here',
  reset: 'drops the connection during the handshake',
  'not-tls': 'answers port 443 with something other than TLS',
  alert: 'turns the handshake down',
} as const satisfies Record<Address['outcome'], string>;

/** Outcomes that say it all; the error would only repeat them. */
const PLAIN: ReadonlySet<Address['outcome']> = new Set(['refused', 'timeout']);

const REPAIR = {
  handshake: 'Nothing to do.',
  refused: 'Start the web server or proxy on port 443, and let the firewall pass TCP 443.',
  timeout: 'Let the firewall pass TCP 443, or remove the address from DNS if the server is gone.',
  reset: 'Look at the proxy log and the firewall; something ends TLS connections before the certificate is sent.',
  'not-tls': 'Port 443 speaks plain HTTP: add `ssl` to the listener (nginx: `listen 443 ssl;`) and give it a certificate.',
  alert: 'The server has no certificate for this name: add the host as a custom domain on your hosting platform.',
} as const satisfies Record<Address['outcome'], string>;

export default defineCheck({
  id: 'tls/handshake',
  requirements: ['TLS-1', 'DNS-1'],
  title: 'Every address answers over https',
  failing: 'Browsers cannot open a secure connection',
  severity: 'blocker',
  hurts: ['traffic', 'login', 'billing'],
  why: 'Browsers try https first. When the handshake fails, visitors see an error page and can neither sign up nor pay.',
  learn: ['https://www.rfc-editor.org/rfc/rfc8446#section-4', 'https://letsencrypt.org/getting-started/'],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  causedBy: ['dns/resolves', 'dns/private-address'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'all addresses finish the handshake', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    { name: 'nothing listens on port 443', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'fail' },
    { name: 'the platform does not know the name', saw: { certificate: { addresses: [sampleRefusal('alert')] } }, gives: 'fail' },
    {
      name: 'one of two servers speaks plain HTTP on port 443',
      saw: { certificate: { addresses: [sampleAddress(), sampleRefusal('not-tls', '203.0.113.11')] } },
      gives: 'fail',
    },
    {
      name: 'a documentation host without https does not stop the launch',
      subject: { kind: 'host', host: 'docs.acme.com', port: 443 },
      saw: { certificate: { addresses: [sampleRefusal('refused')] } },
      gives: { fail: 'high' },
    },
    {
      name: 'one of two IPv4 servers is silent from here',
      saw: { certificate: { addresses: [sampleAddress(), sampleRefusal('timeout', '203.0.113.11')] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a refusal over IPv6 alone is told by dns/ipv6: browsers fall back',
      saw: { certificate: { addresses: [sampleAddress(), sampleRefusal('refused', '2001:db8::10')] } },
      gives: 'pass',
    },
    {
      name: 'silence over IPv6 alone may be our own network',
      saw: { certificate: { addresses: [sampleAddress(), sampleRefusal('timeout', '2001:db8::10')] } },
      gives: 'pass',
    },
    {
      name: 'a mail host needs no https',
      subject: { kind: 'host', host: 'smtp.acme.com', port: 443 },
      saw: { certificate: { addresses: [sampleRefusal('refused')] } },
      gives: 'skip',
    },
    { name: 'a host without an address', saw: { certificate: { addresses: [] } }, gives: 'skip' },
  ],
  judge({ certificate: { addresses } }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    if (addresses.length === 0) return { is: 'skip', because: `${host} has no address.` };
    const answered = addresses.some(({ outcome }) => outcome === 'handshake');
    // What IPv6 alone lacks is told by dns/ipv6: browsers fall back to IPv4, so the site is not down.
    const answered4 = addresses.some(({ outcome, address }) => outcome === 'handshake' && !address.includes(':'));
    const failed = addresses.filter(
      ({ outcome, address }) => outcome !== 'handshake' && !(address.includes(':') && (answered4 || (answered && outcome === 'timeout'))),
    );
    const [first] = failed;
    if (!first) {
      const silent = addresses.filter(({ outcome }) => outcome !== 'handshake').map(({ address }) => address);
      return silent.length === 0
        ? { is: 'pass' }
        : { is: 'pass', found: `${silent.join(', ')} did not answer over IPv6; dns/ipv6 says whether that is this network alone.` };
    }
    const onlySilent = failed.every(({ outcome }) => outcome === 'timeout');
    const told = failed.map(
      ({ address, outcome, error }) => `${address} ${SAYS[outcome]}${error === null || PLAIN.has(outcome) ? '' : ` (${plain(error, 90)})`}`,
    );
    return {
      is: 'fail',
      found: `https://${host} fails: ${told.join('; ')}.`,
      ...stakesOf(host, config, onlySilent && answered ? 'medium' : undefined),
      fix: byHand(
        [
          ...new Set(failed.map(({ outcome }) => REPAIR[outcome])),
          ...(first.outcome === 'alert' ? REISSUE_STEPS : []),
          ...staleStep(failed, answered),
        ],
        {
          prompt: {
            goal: `make https://${host} answer with a valid certificate on every address.`,
            change: REPAIR[first.outcome],
            not: 'turn certificate checks off, redirect visitors to http, or change records of other hosts.',
            see: `openssl s_client -connect ${host}:443 -servername ${host} prints a certificate.`,
          },
          verify: `openssl s_client -connect ${answered ? placeOf(first.address) : `${host}:443`} -servername ${host} </dev/null; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 30,
        },
      ),
    };
  },
});

function staleStep(failed: readonly Address[], answered: boolean): string[] {
  if (!answered) return [];
  return [`If a server is gone, remove its address from DNS: ${failed.map(({ address }) => address).join(', ')}.`];
}
