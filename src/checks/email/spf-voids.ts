import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { allTrees, eachRecord, editRecord, spfSaw, spfSwap } from '../spf-tree.ts';

/** RFC 7208 section 4.6.4: more than two lookups without an answer end in permerror. */
const LIMIT = 2;

export default defineCheck({
  id: 'email/spf-voids',
  requirements: ['MAIL-1'],
  title: 'SPF asks for names that exist',
  failing: 'Receivers give up on your SPF record: it asks for names that are gone',
  severity: 'medium',
  hurts: ['email'],
  why: 'Receivers allow two lookups without an answer, then count your record as broken. Left-over names of old servers push mail into spam.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4', 'https://www.rfc-editor.org/rfc/rfc7208#section-11.1'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({}),
  causedBy: ['email/spf-single'],
  since: '0.1.0',
  examples: [
    { name: 'every name answers', saw: { spf: spfSaw(['v=spf1 a mx ~all'], {}, { 'acme.com': 2 }) }, gives: 'pass' },
    {
      name: 'two old names are within the limit',
      saw: { spf: spfSaw(['v=spf1 a:old1.acme.com a:old2.acme.com ~all'], {}, { 'old1.acme.com': 0, 'old2.acme.com': 0 }) },
      gives: 'pass',
    },
    {
      name: 'three old names',
      saw: {
        spf: spfSaw(
          ['v=spf1 a:old1.acme.com a:old2.acme.com mx:old3.acme.com ip4:203.0.113.7 ~all'],
          {},
          { 'old1.acme.com': 0, 'old2.acme.com': 0, 'old3.acme.com': 0 },
        ),
      },
      gives: 'fail',
    },
    {
      name: 'they hide in a foreign include',
      saw: {
        spf: spfSaw(
          ['v=spf1 include:host.example ~all'],
          { 'host.example': 'v=spf1 a:x.host.example a:y.host.example a:z.host.example ~all' },
          { 'x.host.example': 0, 'y.host.example': 0, 'z.host.example': 0 },
        ),
      },
      gives: 'fail',
    },
    {
      name: 'names that depend on the message cannot be counted',
      saw: { spf: spfSaw(['v=spf1 exists:%{i}.a.acme.com exists:%{i}.b.acme.com exists:%{i}.c.acme.com ~all']) },
      gives: 'pass',
    },
    { name: 'no record', saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf }, { subject: { domain } }) {
    return eachRecord(spf, domain, (tree): Verdict => {
      const voids = allTrees(tree).flatMap((each) =>
        each.branches.filter((branch) => branch.isVoid).map((branch) => ({ at: each.domain, text: branch.text })),
      );
      if (voids.length <= LIMIT) return { is: 'pass', found: `${voids.length} of ${LIMIT} lookups without an answer.` };
      const own = new Set(voids.filter((each) => each.at === domain).map((each) => each.text));
      const goal = `The SPF record of ${domain} asks only for names that exist.`;
      const avoid = 'add a second record that begins with v=spf1, or create the old names again.';
      return {
        is: 'fail',
        found: `${voids.length} lookups of the SPF record of ${domain} find nothing, ${LIMIT} are allowed: ${list(voids.map((each) => `${plain(each.text, 80)}${each.at === domain ? '' : ` (at ${plain(each.at)})`}`))}.`,
        at: [{ at: domain }, ...voids.slice(0, 12).map((each) => ({ at: `${each.at} ${each.text}` }))],
        fix:
          own.size > 0
            ? spfSwap(
                domain,
                { before: [tree.record], after: editRecord(tree.record, (word) => (own.has(word) ? null : word)) },
                { goal, not: avoid, minutes: 10 },
              )
            : byHand(
                [
                  `The old names are in records of other companies: ${list([...new Set(voids.map((each) => plain(each.at)))])}.`,
                  `Remove their include from the SPF record of ${domain} if you no longer send mail through them.`,
                  'Else send their support this finding.',
                ],
                { goal, not: avoid, verify: auditOf(domain, 'email'), shows: 'no longer lists email/spf-voids.', minutes: 20 },
              ),
      };
    });
  },
});
