import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { type Certificate, onSome, REISSUE_STEPS, servedBy, showCertificate } from '../certificate.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { sampleAddress, sampleRefusal } from '../sample-tls.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * With this much time left nobody is late, however long the certificate lives: AWS Certificate Manager, for one, starts to renew
 * 45 days before the end of a 198-day certificate (https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html).
 */
const ENOUGH_DAYS = 45;

interface Age {
  left: number;
  lifetime: number;
  state: 'fine' | 'soon' | 'late' | 'expired' | 'early';
}

const SEVERITY = { soon: 'medium', late: 'high' } as const satisfies Partial<Record<Age['state'], Severity>>;
const URGENCY = ['fine', 'soon', 'late', 'early', 'expired'] as const satisfies readonly Age['state'][];

export default defineCheck({
  id: 'tls/expiry',
  requirements: ['TLS-1', 'TLS-5'],
  title: 'The certificate is valid today and renewed in time',
  failing: 'Visitors meet a security warning: the certificate ended or soon ends',
  severity: 'blocker',
  hurts: ['trust', 'login', 'billing'],
  why: 'On the day a certificate ends, every visitor meets a security warning and webhooks stop. Renewal must work by itself.',
  learn: [
    'https://letsencrypt.org/docs/integration-guide/#when-to-renew',
    'https://www.rfc-editor.org/rfc/rfc9773',
    'https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5',
  ],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({
    /** Share of the lifetime left below which it is time to look. */
    targetShare: z.number().min(0).max(1).default(0.2),
    /** Share of the lifetime left below which renewal has failed. */
    failureShare: z.number().min(0).max(1).default(0.1),
  }),
  since: '0.1.0',
  examples: [
    { name: 'a 90-day certificate with 57 days left', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    {
      name: 'a 6-day certificate with two days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-11-18T00:00:00Z', until: '2026-11-24T00:00:00Z' })] } },
      gives: 'pass',
    },
    {
      name: 'a 6-day certificate with 20 hours left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-11-16T20:00:00Z', until: '2026-11-22T20:00:00Z' })] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a 47-day certificate with four days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-10-10T00:00:00Z', until: '2026-11-26T00:00:00Z' })] } },
      gives: { fail: 'high' },
    },
    {
      name: 'a 47-day certificate with 12 days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-10-18T00:00:00Z', until: '2026-12-04T00:00:00Z' })] } },
      gives: 'pass',
    },
    {
      name: 'a 398-day certificate with 50 days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2025-12-09T00:00:00Z', until: '2027-01-11T00:00:00Z' })] } },
      gives: 'pass',
    },
    {
      name: 'a 90-day certificate with 14 days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-09-07T00:00:00Z', until: '2026-12-06T00:00:00Z' })] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a 90-day certificate with 4 days left',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-08-28T00:00:00Z', until: '2026-11-26T00:00:00Z' })] } },
      gives: { fail: 'high' },
    },
    {
      name: 'a certificate that ended yesterday',
      saw: {
        certificate: {
          addresses: [
            sampleAddress({ from: '2026-08-23T00:00:00Z', until: '2026-11-21T00:00:00Z' }, { trusted: false, problem: 'CERT_HAS_EXPIRED' }),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a certificate that begins tomorrow',
      saw: { certificate: { addresses: [sampleAddress({ from: '2026-11-23T00:00:00Z', until: '2027-02-21T00:00:00Z' })] } },
      gives: 'fail',
    },
    {
      name: 'one of two servers missed the renewal',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(),
            sampleAddress({ from: '2026-08-23T00:00:00Z', until: '2026-11-21T00:00:00Z' }, { address: '203.0.113.11' }),
          ],
        },
      },
      gives: 'fail',
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config, now, options }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    const aged = served.map((each) => ({ ...each, age: ageOf(each.leaf, now, options) }));
    const worst = aged.reduce((a, b) => (URGENCY.indexOf(b.age.state) > URGENCY.indexOf(a.age.state) ? b : a));
    const { age, leaf } = worst;
    if (age.state === 'fine') return { is: 'pass', found: `Valid until ${leaf.until.slice(0, 10)}, ${span(age.left)} from now.` };
    const same = aged.filter((each) => each.age.state === age.state).map(({ address }) => address);
    const severity = age.state === 'soon' || age.state === 'late' ? SEVERITY[age.state] : undefined;
    const clock = age.state === 'early' ? ['Set the server clock by NTP, or install the certificate that is valid now.'] : [];
    return {
      is: 'fail',
      found: `The certificate of https://${host}${onSome(same, aged)} ${tell(leaf, age)}.`,
      ...stakesOf(host, config, severity),
      fix: byHand(
        [
          ...clock,
          'Own server: run `certbot renew --force-renewal`, reload the web server, and check `systemctl list-timers` for the renewal.',
          ...REISSUE_STEPS,
          'Keep port 80 and any _acme-challenge record in place: renewal needs them.',
        ],
        {
          prompt: {
            goal: `https://${host} serves a certificate that is valid now and renews by itself.`,
            change: 'renew the certificate, reload the server that holds it, and repair the automatic renewal that should have done so.',
            not: 'buy a longer certificate instead of repairing renewal, or turn certificate checks off anywhere.',
            see: 'the notAfter date lies in the future with more than a third of the lifetime left.',
          },
          verify: `${showCertificate(host, '-dates')}; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 30,
          wants: [{ is: 'certificate', host }],
        },
      ),
    };
  },
});

function ageOf({ from, until }: Certificate, now: Date, { targetShare, failureShare }: { targetShare: number; failureShare: number }): Age {
  const [left, lifetime] = [Date.parse(until) - now.getTime(), Math.max(1, Date.parse(until) - Date.parse(from))];
  if (left <= 0) return { left, lifetime, state: 'expired' };
  if (Date.parse(from) > now.getTime()) return { left, lifetime, state: 'early' };
  if (left >= ENOUGH_DAYS * DAY) return { left, lifetime, state: 'fine' };
  return { left, lifetime, state: left / lifetime < failureShare ? 'late' : left / lifetime < targetShare ? 'soon' : 'fine' };
}

function tell({ from, until }: Certificate, { left, lifetime, state }: Age): string {
  if (state === 'expired') return `ended on ${until.slice(0, 10)}, ${span(-left)} ago`;
  if (state === 'early') return `begins only on ${from.slice(0, 10)}`;
  return `ends on ${until.slice(0, 10)}: ${span(left)} left, ${Math.round((100 * left) / lifetime)}% of its ${span(lifetime)}`;
}

function span(ms: number): string {
  if (ms < 3 * DAY) return `${Math.max(1, Math.round(ms / HOUR))} hours`;
  return `${Math.round(ms / DAY)} days`;
}
