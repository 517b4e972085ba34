import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsDnssec } from '../../probes/dns/dnssec.ts';
import { auditOf, byHand } from '../fix.ts';
import { count, plain } from '../plain.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SIGNED = {
  zone: 'example.com',
  server: 'ns1.acmedns.net',
  state: {
    is: 'secure' as const,
    key: 2371,
    signatures: [
      { set: 'DNSKEY example.com', from: '2026-11-10T00:00:00.000Z', until: '2027-01-09T00:00:00.000Z' },
      { set: 'SOA example.com', from: '2026-11-21T00:00:00.000Z', until: '2026-12-05T00:00:00.000Z' },
    ],
  },
};
const lasting = (from: string, until: string) => ({
  dnssec: { ...SIGNED, state: { ...SIGNED.state, signatures: [{ set: 'SOA example.com', from, until }] } },
});
const broken = (link: string) => ({ dnssec: { ...SIGNED, state: { is: 'bogus' as const, link } } });

export default defineCheck({
  id: 'dns/dnssec',
  requirements: ['DNS-1'],
  title: 'Resolvers that check signatures (DNSSEC) believe your domain',
  failing: 'Many visitors cannot reach your domain: its DNS signatures are broken',
  severity: 'blocker',
  unknownAs: 'low',
  hurts: ['billing', 'login', 'signup', 'email', 'traffic'],
  why: 'Google, Cloudflare and many providers check signatures. Where one is broken, they answer as if your domain did not exist, mail included.',
  learn: ['https://www.rfc-editor.org/rfc/rfc4033', 'https://developers.cloudflare.com/dns/dnssec/troubleshooting/'],
  on: 'site',
  reads: { dnssec: dnsDnssec },
  options: z.object({
    days: z.number().positive().default(3).describe('Signatures that end sooner are late, days'),
    share: z.number().min(0).max(1).default(0.2).describe('and so late only when less than this share of their life is left'),
  }),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'signed, and believed', saw: { dnssec: SIGNED }, gives: 'pass' },
    {
      name: 'not signed, as most domains',
      saw: {
        dnssec: { ...SIGNED, server: null, state: { is: 'insecure', because: 'com has no DS record of example.com, and proves it' } },
      },
      gives: 'skip',
    },
    {
      name: 'the registrar still has the DS record of the old DNS host',
      saw: broken('the DS of example.com at the parent names key 12345, and the zone has no keys at all'),
      gives: { fail: 'blocker' },
    },
    {
      name: 'nobody signed anew',
      saw: broken('the signature of A example.com ended on 2026-11-20 04:00 UTC'),
      gives: { fail: 'blocker' },
    },
    {
      name: 'signatures of a month end tomorrow',
      saw: lasting('2026-10-24T00:00:00.000Z', '2026-11-23T00:00:00.000Z'),
      gives: { fail: 'high' },
    },
    {
      name: 'a host that signs each answer for a day has plenty of time',
      saw: lasting('2026-11-21T00:00:00.000Z', '2026-11-23T00:00:00.000Z'),
      gives: 'pass',
    },
    {
      name: 'a saved look is judged after its signatures ended',
      saw: lasting('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'),
      gives: { fail: 'blocker' },
    },
  ],
  judge({ dnssec }, { subject: { domain }, options, now }) {
    const { state, server } = dnssec;
    const zone = plain(dnssec.zone);
    const telling = { verify: auditOf(domain, 'dns'), shows: 'no longer lists dns/dnssec.', minutes: 30 };
    if (state.is === 'insecure') return { is: 'skip', because: `${zone} is not signed: ${plain(state.because, 200)}.` };
    if (state.is === 'bogus') {
      return {
        is: 'fail',
        found: `Resolvers that check signatures refuse ${zone}: ${plain(state.link, 300)}${server === null ? '' : ` (asked ${plain(server)})`}.`,
        at: [{ at: zone }],
        fix: byHand(
          [
            `Open ${zone} at your DNS host and look at its DNSSEC page.`,
            `If DNSSEC is off there: at the registrar, delete every DS record of ${zone}.`,
            'If it is on: let the host sign anew, then copy the DS record it shows to the registrar, and delete all others there.',
            'Wait until the old DS record has left the caches, up to two days, then check again.',
          ],
          {
            ...telling,
            goal: `The DS record of ${zone} at the registrar belongs to a key of the zone, and its signatures are valid.`,
            not: 'switch DNSSEC off at the DNS host while a DS record is still at the registrar.',
          },
        ),
      };
    }
    const left = (until: string): number => Date.parse(until) - now.getTime();
    const [first] = state.signatures
      .filter(({ from, until }) => left(until) < options.days * DAY && left(until) < options.share * (Date.parse(until) - Date.parse(from)))
      .sort((a, b) => left(a.until) - left(b.until));
    if (!first) {
      const soonest = Math.min(...state.signatures.map(({ until }) => left(until)));
      return {
        is: 'pass',
        found: `${zone} is signed and believed: the parent vouches for key ${state.key}; the first signature ends in ${span(soonest)}.`,
      };
    }
    const ended = left(first.until) <= 0;
    const until = `${first.until.slice(0, 16).replace('T', ' ')} UTC`;
    return {
      is: 'fail',
      ...(ended ? {} : { severity: 'high' as const }),
      found: `The signature of ${plain(first.set)} ${ended ? 'ended' : 'ends'} on ${until}${ended ? '' : `, in ${span(left(first.until))}, and nobody has signed anew`}.`,
      at: [{ at: plain(first.set) }],
      fix: byHand(
        [
          `Open ${zone} at your DNS host and look why it no longer signs by itself; the status page or its support tells.`,
          'With a server of your own: run the signing job now, and look why its timer did not.',
          `Check that ${server === null ? 'every name server' : plain(server)} has the new copy of the zone.`,
        ],
        {
          ...telling,
          goal: `The records of ${zone} have signatures that last, and are signed anew by themselves.`,
          not: 'delete the keys of the zone or the DS record at the registrar.',
        },
      ),
    };
  },
});

function span(ms: number): string {
  return ms < 2 * DAY ? count(Math.max(0, Math.floor(ms / HOUR)), 'hour') : count(Math.floor(ms / DAY), 'day');
}
