import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { DMARC_POLICIES } from '../../parsers/dmarc.ts';
import { mailDmarc } from '../../probes/mail/dmarc.ts';
import { cleanRecord, dmarcSaw, dmarcSwap, isWeaker, policyOf } from '../dmarc-walk.ts';
import { plain } from '../plain.ts';

const saw = (record: string) => ({ dmarc: dmarcSaw([record]) });

export default defineCheck({
  id: 'email/dmarc-policy',
  requirements: ['MAIL-3'],
  title: 'DMARC keeps forged mail out of inboxes',
  failing: 'Forged mail in your name still reaches inboxes',
  severity: 'medium',
  hurts: ['trust', 'email', 'login'],
  why: 'With p=none receivers deliver forgeries and only report them. Phishers can ask your customers for passwords under your name.',
  learn: ['https://www.rfc-editor.org/rfc/rfc9989#section-4.7', 'https://support.google.com/a/answer/10032473'],
  on: 'site',
  reads: { dmarc: mailDmarc },
  options: z.object({
    target: z.enum(DMARC_POLICIES).default('quarantine').describe('The policy to work towards; a weaker one is low'),
    failure: z.enum(DMARC_POLICIES).default('none').describe('The weakest policy allowed; a weaker one is medium'),
  }),
  since: '0.1.0',
  examples: [
    { name: 'quarantine', saw: saw('v=DMARC1; p=quarantine; rua=mailto:dmarc@acme.com'), gives: 'pass' },
    { name: 'none, the safe start', saw: saw('v=DMARC1; p=none; rua=mailto:dmarc@acme.com'), gives: { fail: 'low' } },
    {
      name: 'test mode makes quarantine act as none',
      saw: saw('v=DMARC1; p=quarantine; t=y; rua=mailto:dmarc@acme.com'),
      gives: { fail: 'low' },
    },
    { name: 'test mode makes reject act as quarantine', saw: saw('v=DMARC1; p=reject; t=y; rua=mailto:dmarc@acme.com'), gives: 'pass' },
    {
      name: 'none where the profile demands quarantine',
      options: { target: 'reject', failure: 'quarantine' },
      saw: saw('v=DMARC1; p=none; rua=mailto:dmarc@acme.com'),
      gives: 'fail',
    },
    {
      name: 'quarantine on the way to reject',
      options: { target: 'reject', failure: 'quarantine' },
      saw: saw('v=DMARC1; p=quarantine; rua=mailto:dmarc@acme.com'),
      gives: { fail: 'low' },
    },
    {
      name: 'the parent says what becomes of subdomains',
      saw: {
        dmarc: {
          walk: [
            { name: '_dmarc.acme.com', records: [] },
            { name: '_dmarc.com', records: ['v=DMARC1; p=reject; sp=none; psd=y'] },
          ],
          receivers: [],
        },
      },
      gives: { fail: 'low' },
    },
    { name: 'no policy', saw: { dmarc: dmarcSaw([]) }, gives: 'skip' },
  ],
  judge({ dmarc }, { subject: { domain }, options }) {
    const policy = policyOf(dmarc);
    if (!policy) return { is: 'skip', because: `${domain} has no DMARC policy; email/dmarc says more.` };
    const { effective } = policy;
    const shown = `${policy.dmarc.testing ? `${policy.dmarc.policy} in test mode, which acts as ` : ''}${effective}`;
    const tooWeak = isWeaker(effective, options.failure);
    if (!tooWeak && !isWeaker(effective, options.target)) return { is: 'pass', found: `The DMARC policy of ${domain} is ${shown}.` };
    const next = effective === 'none' ? 'quarantine' : 'reject';
    return {
      is: 'fail',
      ...(tooWeak ? {} : { severity: 'low' as const }),
      found: `The DMARC policy of ${domain} is ${shown}${policy.own ? '' : ` (from ${policy.name})`}: “${plain(policy.record)}”. ${tooWeak ? `At least ${options.failure} is needed` : `Work towards ${options.target}`}.`,
      at: [{ at: `_dmarc.${domain}` }],
      fix: dmarcSwap(
        domain,
        {
          before: policy.own ? [policy.record] : [],
          after: cleanRecord(policy.own ? [policy.record] : [], domain, {
            p: next,
            t: null,
            ...(isWeakSub(policy.record) ? { sp: null } : {}),
          }),
        },
        {
          goal: `Receivers ${next === 'reject' ? 'refuse' : 'file as spam'} mail that only pretends to come from ${domain}.`,
          not: 'take this step before two weeks of reports show that every service of yours passes SPF or DKIM. Do not use pct to go slowly: receivers ignore it now; t=y is the way to test.',
          minutes: 15,
        },
      ),
    };
  },
});

/** sp=none would leave every subdomain open after the step. */
function isWeakSub(record: string): boolean {
  return /(^|;)\s*sp\s*=\s*none\s*(;|$)/i.test(record);
}
