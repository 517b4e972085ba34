import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { isTransferLocked } from '../../parsers/rdap.ts';
import { registration } from '../../probes/registry/registration.ts';
import { auditOf, byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';

const DAY = 86_400_000;

/** States in which the registry takes a domain out of DNS, or is about to (RFC 8056, RFC 3915). */
const LOST = ['client hold', 'server hold', 'redemption period', 'pending delete', 'pending restore'] as const satisfies readonly string[];

const SAMPLE = {
  service: 'rdap.verisign.com',
  registrar: { name: 'Porkbun LLC', ianaId: '1861' },
  status: ['client delete prohibited', 'client transfer prohibited'],
  registered: '2025-03-01T00:00:00.000Z',
  expires: '2027-03-01T00:00:00.000Z',
  changed: null,
  nameServers: ['ns1.example.com'],
  signed: false,
};

export default defineCheck({
  id: 'dns/registration',
  requirements: ['AUD-9', 'DNS-1'],
  title: 'The domain is paid for and locked against transfer',
  failing: 'You can lose the domain: its registration is ending or unprotected',
  severity: 'blocker',
  unknownAs: 'low',
  hurts: ['billing', 'login', 'signup', 'email', 'traffic'],
  why: 'When a registration ends, site, login and mail vanish in one night. An unlocked domain can be carried to another registrar.',
  learn: ['https://www.icann.org/resources/pages/domain-name-renewal-expiration-faqs-2018-12-07-en', 'https://www.icann.org/epp'],
  on: 'site',
  reads: { registration },
  options: z.object({
    /** Days before the end from which it is time to renew, and from which it may be too late. */
    targetDays: z.number().min(0).default(30),
    failureDays: z.number().min(0).default(7),
  }),
  since: '0.1.0',
  examples: [
    { name: 'paid for more than a year, and locked', saw: { registration: SAMPLE }, gives: 'pass' },
    { name: 'ends in 19 days', saw: { registration: { ...SAMPLE, expires: '2026-12-11T00:00:00.000Z' } }, gives: { fail: 'high' } },
    { name: 'ends in 7 days', saw: { registration: { ...SAMPLE, expires: '2026-11-29T00:00:00.000Z' } }, gives: { fail: 'blocker' } },
    { name: 'ended yesterday', saw: { registration: { ...SAMPLE, expires: '2026-11-21T00:00:00.000Z' } }, gives: 'fail' },
    { name: 'ends in 31 days', saw: { registration: { ...SAMPLE, expires: '2026-12-23T00:00:00.000Z' } }, gives: 'pass' },
    {
      name: 'on hold',
      saw: { registration: { ...SAMPLE, status: ['client hold', 'client transfer prohibited'] } },
      gives: { fail: 'blocker' },
    },
    { name: 'about to be deleted', saw: { registration: { ...SAMPLE, status: ['pending delete'] } }, gives: { fail: 'blocker' } },
    { name: 'not locked', saw: { registration: { ...SAMPLE, status: ['active'] } }, gives: { fail: 'low' } },
    {
      name: 'a registry of a country that knows no such lock',
      subject: { kind: 'site', domain: 'acme.de' },
      saw: { registration: { ...SAMPLE, status: ['active'], expires: null } },
      gives: 'skip',
    },
    {
      name: 'a registry that tells neither end nor states',
      saw: { registration: { ...SAMPLE, status: [], expires: null } },
      gives: 'skip',
    },
  ],
  judge({ registration: saw }, { subject: { domain }, options, now }) {
    const registrar = saw.registrar.name === null ? 'your registrar' : plain(saw.registrar.name, 80);
    const left = saw.expires === null ? null : Date.parse(saw.expires) - now.getTime();
    const until = saw.expires?.slice(0, 10);
    const lost = LOST.filter((state) => saw.status.includes(state));
    const around = { verify: auditOf(domain, 'dns'), shows: 'no longer lists dns/registration.', minutes: 15 };
    const verdicts: Verdict[] = [];
    if (lost.length > 0 || (left !== null && left <= options.targetDays * DAY)) {
      const ends =
        left === null ? '' : left <= 0 ? `The registration ended on ${until}. ` : `The registration ends on ${until}, in ${span(left)}. `;
      const held = lost.length === 0 ? '' : `The registry says: ${list(lost)}. `;
      verdicts.push({
        is: 'fail',
        found: `${ends}${held}Registrar: ${registrar} (${saw.service}).`,
        ...(lost.length === 0 && left! > options.failureDays * DAY ? { severity: 'high' as const } : {}),
        at: [{ at: 'registration' }],
        fix: byHand(
          [
            `Sign in at ${registrar} and open ${domain}. If you cannot sign in, recover the account today: nothing else can wait for it.`,
            'Renew the domain, for two years where that is offered.',
            'Switch automatic renewal on, and check that the card on file is valid until then.',
            'Check the contact address: renewal mail goes there. Confirm it where the registrar asks.',
            ...(lost.length > 0
              ? ['Ask the registrar by phone or chat to lift the hold or to restore the domain; it may cost a fee.']
              : []),
          ],
          {
            ...around,
            goal: `the registration of ${domain} lasts for at least another year and renews by itself.`,
            not: 'register another domain instead, or move the domain to another registrar before it is renewed.',
          },
        ),
      });
    }
    const judgesLock = saw.status.length > 0 && lost.length === 0 && !isOfCountry(domain);
    if (judgesLock && !isTransferLocked(saw.status)) {
      verdicts.push({
        is: 'fail',
        found: `Nothing keeps ${domain} from being moved to another registrar: ${list(saw.status.map((each) => plain(each, 60)))} (${saw.service}).`,
        severity: 'low',
        hurts: ['trust', 'traffic'],
        at: [{ at: 'transfer lock' }],
        fix: byHand(
          [
            `Sign in at ${registrar} and open ${domain}.`,
            'Switch on the transfer lock; some call it registrar lock or domain lock.',
            'Switch on a second factor for the account.',
          ],
          { ...around, goal: `${domain} is locked against transfer.`, not: 'change name servers or contacts along the way.' },
        ),
      });
    }
    if (verdicts.length > 0) return verdicts;
    if (left === null && !judgesLock)
      return { is: 'skip', because: `${saw.service} tells neither until when ${domain} is paid nor whether it is locked.` };
    const paid = left === null ? 'The registry does not say until when it is paid' : `Paid until ${until}, ${span(left)} from now`;
    const locked = judgesLock ? ', locked against transfer' : '';
    return { is: 'pass', found: `${paid}${locked}. Registrar: ${registrar}.` };
  },
});

/** Endings of two letters belong to countries, whose registries have rules of their own for transfers. */
function isOfCountry(domain: string): boolean {
  return /\.[a-z]{2}$/.test(domain);
}

function span(ms: number): string {
  return count(Math.floor(ms / DAY), 'day');
}
