import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isDmarc, parseDmarc } from '../../parsers/dmarc.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { mailDmarc } from '../../probes/mail/dmarc.ts';
import { cleanRecord, dmarcSaw, dmarcSwap, policyOf } from '../dmarc-walk.ts';
import { list, plain } from '../plain.ts';

const silent = { mail: { sends: false, senders: [], dkim_selectors: [] } };

/** Nobody applies what is there, so own mail may fail the day it counts: begin without consequences, whatever was meant. */
const MILD = { p: 'none', sp: null, np: null };

export default defineCheck({
  id: 'email/dmarc',
  requirements: ['MAIL-3'],
  title: 'A DMARC policy protects your name',
  failing: 'Gmail and Outlook refuse your bulk mail: no DMARC policy',
  severity: 'blocker',
  hurts: ['email', 'login', 'signup', 'trust'],
  why: 'Large mailboxes want a DMARC policy from everybody who sends in volume. Without one your mail is refused, and nobody tells you of forgeries.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9989',
    'https://support.google.com/a/answer/2466580',
    'https://support.google.com/a/answer/81126',
  ],
  on: 'site',
  reads: { dmarc: mailDmarc },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'a policy with reports', saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:dmarc@acme.com']) }, gives: 'pass' },
    {
      name: 'p missing but reports asked: receivers take it as p=none',
      saw: { dmarc: dmarcSaw(['v=DMARC1; rua=mailto:dmarc@acme.com']) },
      gives: 'pass',
    },
    {
      name: 'a policy of the parent covers it',
      saw: {
        dmarc: {
          walk: [
            { name: '_dmarc.acme.com', records: [] },
            { name: '_dmarc.com', records: ['v=DMARC1; p=reject; sp=quarantine; psd=y'] },
          ],
          receivers: [],
        },
      },
      gives: 'pass',
    },
    { name: 'no record', saw: { dmarc: dmarcSaw([]) }, gives: 'fail' },
    {
      name: 'two wizards, two records: both ignored',
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:a@acme.com', 'v=DMARC1; p=reject']) },
      gives: 'fail',
    },
    {
      name: 'a record that receivers do not recognise',
      saw: { dmarc: dmarcSaw(['DMARC1; p=reject; rua=mailto:dmarc@acme.com']) },
      gives: 'fail',
    },
    { name: 'neither policy nor report address', saw: { dmarc: dmarcSaw(['v=DMARC1; sp=none']) }, gives: 'fail' },
    { name: 'a domain that never sends', config: silent, saw: { dmarc: dmarcSaw([]) }, gives: { fail: 'medium' } },
    {
      name: 'a name lent by a platform',
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: { dmarc: dmarcSaw([]) },
      gives: 'skip',
    },
  ],
  judge({ dmarc }, { subject: { domain }, config }) {
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a name lent by a platform; mail cannot come from it.` };
    const policy = policyOf(dmarc);
    if (policy)
      return { is: 'pass', found: `${policy.name} says “${plain(policy.record)}”${policy.own ? '' : `, which covers ${domain}`}.` };
    const records = dmarc.walk[0]?.records ?? [];
    const quiet = config.mail.sends === false;
    const after = quiet ? 'v=DMARC1; p=reject; sp=reject; np=reject' : cleanRecord(records, domain, MILD);
    return {
      is: 'fail',
      ...(quiet ? { severity: 'medium' as const } : {}),
      found: proof(domain, records),
      at: [{ at: `_dmarc.${domain}` }],
      fix: dmarcSwap(
        domain,
        { before: records, after },
        {
          goal: quiet
            ? `Receivers refuse every mail that claims to come from ${domain}.`
            : `Receivers find exactly one DMARC policy for ${domain}.`,
          not: quiet
            ? 'publish this if any service sends mail from the domain after all.'
            : 'start with p=quarantine or p=reject, which lose your own mail while a sender is not set up. Do not use pct, rf or ri: they are historic. Name a report address that somebody reads.',
          minutes: 10,
        },
      ),
    };
  },
});

function proof(domain: string, records: readonly string[]): string {
  const counting = records.filter(isDmarc);
  if (counting.length > 1)
    return `${counting.length} DMARC records at _dmarc.${domain}: ${list(counting.map((record) => `“${plain(record)}”`))}; receivers use none of them.`;
  const [record] = counting.length > 0 ? counting : records;
  if (record === undefined) return `There is no DMARC record at _dmarc.${domain} or above.`;
  const fatal = parseDmarc(record).problems.find((problem) => problem.fatal);
  return `Receivers do not count the record at _dmarc.${domain}: “${plain(record)}”${fatal ? `; ${fatal.problem}` : ''}.`;
}
