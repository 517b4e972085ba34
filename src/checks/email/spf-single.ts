import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { parseSpf } from '../../parsers/spf.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { list, plain } from '../plain.ts';
import { spfSaw, spfSwap } from '../spf-tree.ts';

export default defineCheck({
  id: 'email/spf-single',
  requirements: ['MAIL-1', 'MAIL-9'],
  title: 'There is one SPF record',
  failing: 'Your mail fails SPF everywhere: several records cancel each other',
  severity: 'blocker',
  hurts: ['email', 'login', 'signup', 'billing'],
  why: 'Receivers that find two SPF records use neither and treat your mail as unchecked. Password resets and receipts then land in spam.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-4.5', 'https://support.google.com/a/answer/33786'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'one record', saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ~all']) }, gives: 'pass' },
    {
      name: 'two set-up wizards, two records',
      saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ~all', 'v=spf1 include:sendgrid.net -all']) },
      gives: 'fail',
    },
    {
      name: 'a redirect becomes an include when merged',
      saw: { spf: spfSaw(['v=spf1 a mx -all', 'v=spf1 redirect=_spf.host.example']) },
      gives: 'fail',
    },
    { name: 'no record, which email/spf reports', saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf: { records } }, { subject: { domain } }) {
    if (records.length === 0) return { is: 'skip', because: `${domain} has no SPF record; email/spf says more.` };
    if (records.length === 1) return { is: 'pass', found: `${domain} has one SPF record.` };
    return {
      is: 'fail',
      found: `${records.length === 2 ? 'Two' : records.length} SPF records at ${domain}: ${list(records.map((record) => `“${plain(record)}”`))}; receivers use none of them.`,
      at: [{ at: domain }],
      fix: spfSwap(
        domain,
        { before: records, after: merged(records) },
        {
          goal: `${domain} has exactly one SPF record that names every sender of the old ones.`,
          not: 'keep an old record beside the new one, or touch other TXT records, MX, DKIM or DMARC. Leave out services that no longer send for you.',
          minutes: 10,
        },
      ),
    };
  },
});

/** One record with every sender of all, and the mildest of their endings that still means something. */
function merged(records: readonly string[]): string {
  const terms = records.flatMap((record) => parseSpf(record).terms);
  const senders = terms.flatMap((term) => {
    if (term.is === 'modifier') return term.name === 'redirect' ? [`include:${term.value}`] : [];
    return term.mechanism === 'all' ? [] : [term.text.replace(/^\+/, '')];
  });
  const unique = [...new Map(senders.map((text) => [text.toLowerCase(), text])).values()];
  const strict = records.every((record) => /(^| )-all( |$)/i.test(record));
  return ['v=spf1', ...unique, strict ? '-all' : '~all'].join(' ');
}
