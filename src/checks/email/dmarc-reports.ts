import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { mailDmarc } from '../../probes/mail/dmarc.ts';
import { cleanRecord, dmarcSaw, dmarcSwap, policyOf } from '../dmarc-walk.ts';
import { auditOf, byHand, dig } from '../fix.ts';
import { list, plain } from '../plain.ts';

const mail = (changes: object) => ({ mail: { senders: [], dkim_selectors: [], ...changes } });

export default defineCheck({
  id: 'email/dmarc-reports',
  requirements: ['MAIL-3', 'MAIL-4'],
  title: 'DMARC reports reach you',
  failing: 'Nobody tells you when your mail fails or is forged',
  severity: 'medium',
  hurts: ['email', 'trust'],
  why: 'Daily reports show which of your services fail and who forges you. Without them you learn from customers that password resets do not arrive.',
  learn: ['https://www.rfc-editor.org/rfc/rfc9990', 'https://support.google.com/a/answer/10032472'],
  on: 'site',
  reads: { dmarc: mailDmarc },
  options: z.object({}),
  causedBy: ['email/dmarc'],
  since: '0.1.0',
  examples: [
    { name: 'reports go to the own domain', saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:dmarc@acme.com']) }, gives: 'pass' },
    {
      name: 'reports go to a service that agreed',
      saw: {
        dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:abc@reports.example'], {
          receivers: [{ domain: 'reports.example', authorised: true }],
        }),
      },
      gives: 'pass',
    },
    { name: 'no report address', saw: { dmarc: dmarcSaw(['v=DMARC1; p=none']) }, gives: 'fail' },
    {
      name: 'the foreign receiver has not agreed',
      saw: {
        dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:me@other.example'], { receivers: [{ domain: 'other.example', authorised: false }] }),
      },
      gives: 'fail',
    },
    {
      name: 'an address without mailto: belongs to email/dmarc-syntax',
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=dmarc@acme.com']) },
      gives: 'skip',
    },
    {
      name: 'a domain that never sends needs no reports',
      config: mail({ sends: false }),
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=reject']) },
      gives: 'skip',
    },
    { name: 'no policy', saw: { dmarc: dmarcSaw([]) }, gives: 'skip' },
  ],
  judge({ dmarc }, { subject: { domain }, config }) {
    const policy = policyOf(dmarc);
    if (!policy) return { is: 'skip', because: `${domain} has no DMARC policy; email/dmarc says more.` };
    if (!policy.own) return { is: 'skip', because: `The policy of ${policy.name} covers ${domain}; its owner gets the reports.` };
    const { aggregate } = policy.dmarc;
    const addresses = aggregate.flatMap((uri) => uri.address ?? []);
    if (aggregate.length === 0) {
      if (config.mail.sends === false) return { is: 'skip', because: `${domain} never sends mail, so reports are a matter of taste.` };
      return {
        is: 'fail',
        found: `The DMARC record of ${domain} has no rua address: “${plain(policy.record)}”.`,
        at: [{ at: `_dmarc.${domain}` }],
        fix: dmarcSwap(
          domain,
          { before: [policy.record], after: cleanRecord([policy.record], domain) },
          {
            goal: `DMARC reports about ${domain} reach somebody who reads them once a week.`,
            not: 'change the policy (p=) in the same step. Create the mailbox of the rua address, or put there the address a report service gave you.',
            minutes: 15,
          },
        ),
      };
    }
    if (addresses.length === 0) return { is: 'skip', because: `No report address of ${domain} can be read; email/dmarc-syntax says more.` };
    const refused = dmarc.receivers.filter((receiver) => !receiver.authorised);
    if (refused.length === 0)
      return { is: 'pass', found: `Reports about ${domain} go to ${list(addresses.map((address) => plain(address, 80)))}.` };
    return refused.map((receiver): Verdict => {
      const other = plain(receiver.domain);
      const consent = `${domain}._report._dmarc.${receiver.domain}`;
      return {
        is: 'fail',
        found: `Reports about ${domain} are to go to ${other}, but ${plain(consent)} does not say v=DMARC1, so receivers send nothing there.`,
        at: [{ at: consent }],
        fix: byHand(
          [
            `If ${other} is a report service, open its set-up page and register ${domain}; it then publishes the consent itself.`,
            `If ${other} is your own domain, add there: name ${plain(consent)}, type TXT, value v=DMARC1`,
            `If it is neither, change rua in the TXT record _dmarc.${domain} to mailto:dmarc@${domain} and create that mailbox.`,
          ],
          {
            goal: `DMARC reports about ${domain} arrive.`,
            not: `use an address at gmail.com or another mailbox service: it will never consent. Do not change the policy in the same step.`,
            verify: dig('TXT', consent, auditOf(domain, 'email')),
            shows: 'prints "v=DMARC1", or the audit no longer lists email/dmarc-reports.',
            minutes: 15,
          },
        ),
      };
    });
  },
});
