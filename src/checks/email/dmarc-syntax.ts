import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import { type Dmarc, isDmarc, parseDmarc } from '../../parsers/dmarc.ts';
import { mailDmarc } from '../../probes/mail/dmarc.ts';
import { cleanRecord, dmarcSaw, dmarcSwap } from '../dmarc-walk.ts';
import { plain } from '../plain.ts';

export default defineCheck({
  id: 'email/dmarc-syntax',
  requirements: ['MAIL-3'],
  title: 'The DMARC record is written correctly',
  failing: 'Receivers misread your DMARC record',
  severity: 'high',
  hurts: ['email', 'trust'],
  why: 'A wrong word makes receivers skip your policy or send its reports nowhere. You then believe in a protection that is not there.',
  learn: ['https://www.rfc-editor.org/rfc/rfc9989#section-4.7', 'https://support.google.com/a/answer/2466563'],
  on: 'site',
  reads: { dmarc: mailDmarc },
  options: z.object({}),
  causedBy: ['email/dmarc'],
  since: '0.1.0',
  examples: [
    { name: 'a clean record', saw: { dmarc: dmarcSaw(['v=DMARC1; p=quarantine; np=reject; rua=mailto:dmarc@acme.com']) }, gives: 'pass' },
    {
      name: 'unknown tags are ignored by everybody',
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=mailto:dmarc@acme.com; x=1']) },
      gives: 'pass',
    },
    { name: 'p is missing', saw: { dmarc: dmarcSaw(['v=DMARC1; rua=mailto:dmarc@acme.com']) }, gives: 'fail' },
    { name: 'p is no policy', saw: { dmarc: dmarcSaw(['v=DMARC1; p=block; rua=mailto:dmarc@acme.com']) }, gives: 'fail' },
    {
      name: 'a report address without mailto:',
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=none; rua=dmarc@acme.com']) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a historic tag',
      saw: { dmarc: dmarcSaw(['v=DMARC1; p=quarantine; pct=25; rua=mailto:dmarc@acme.com']) },
      gives: { fail: 'low' },
    },
    { name: 'two records, which email/dmarc reports', saw: { dmarc: dmarcSaw(['v=DMARC1; p=none', 'v=DMARC1; p=reject']) }, gives: 'skip' },
    { name: 'no record', saw: { dmarc: dmarcSaw([]) }, gives: 'skip' },
  ],
  judge({ dmarc }, { subject: { domain } }) {
    const records = dmarc.walk[0]?.records.filter(isDmarc) ?? [];
    const [record] = records;
    if (record === undefined || records.length > 1)
      return { is: 'skip', because: `${domain} has no single DMARC record; email/dmarc says more.` };
    const { problems } = parseDmarc(record);
    if (problems.length === 0) return { is: 'pass', found: `“${plain(record)}” is well formed.` };
    const severity = SEVERITIES.find((each) => problems.some((problem) => severityOf(problem) === each)) ?? 'low';
    return {
      is: 'fail',
      severity,
      found: `${problems
        .map(({ tag, problem }) => `${plain(tag, 40)}: ${plain(problem, 120)}`)
        .slice(0, 6)
        .join('; ')}; in “${plain(record)}”.`,
      at: [{ at: `_dmarc.${domain}` }],
      fix: dmarcSwap(
        domain,
        { before: [record], after: cleanRecord([record], domain) },
        {
          goal: `Receivers read the DMARC record of ${domain} as it is meant.`,
          not: 'add a second record at the same name, or raise the policy in the same step.',
          minutes: 10,
        },
      ),
    };
  },
});

/** A wrong policy weakens protection; a wrong report address loses reports; the rest is untidy. */
function severityOf({ tag, problem, fatal }: Dmarc['problems'][number]): Severity {
  if (fatal || tag === 'p' || tag === 'sp' || tag === 'np') return 'high';
  return tag === 'rua' && problem.includes('mailto') ? 'medium' : 'low';
}
