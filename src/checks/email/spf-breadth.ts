import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { list, plain } from '../plain.ts';
import { allTrees, eachRecord, editRecord, GOOGLE_SPF, running, spfSaw, spfSwap, type SpfTree } from '../spf-tree.ts';

/** Ranges wider than /16 that large mail services really send from (spf.protection.outlook.com, read 2026-11-22); copies of them are no slip. */
const REAL_SENDERS = new Set(['40.92.0.0/15', '52.100.0.0/14', '52.100.0.0/15']);

/** In records of other companies only ranges beyond any provider's size count: wider than these. */
const FOREIGN = { ip4: 8, ip6: 16 };

export default defineCheck({
  id: 'email/spf-breadth',
  requirements: ['MAIL-1'],
  title: 'SPF names few addresses',
  failing: 'Thousands of strangers’ servers may send mail in your name',
  severity: 'high',
  hurts: ['email', 'trust'],
  why: 'A wide range of addresses covers servers of other people. Any of them can send mail as you, and receivers wave it through.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-11.4', 'https://www.rfc-editor.org/rfc/rfc7208#section-5.5'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({
    ip4: z.number().int().min(0).max(32).default(16).describe('Shortest prefix allowed for IPv4 ranges'),
    ip6: z.number().int().min(0).max(128).default(32).describe('Shortest prefix allowed for IPv6 ranges'),
  }),
  causedBy: ['email/spf-single'],
  since: '0.1.0',
  examples: [
    {
      name: 'Google’s ranges and one address',
      saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ip4:203.0.113.7 ~all'], GOOGLE_SPF) },
      gives: 'pass',
    },
    { name: 'half of the internet', saw: { spf: spfSaw(['v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all']) }, gives: 'fail' },
    { name: 'a prefix on the web server', saw: { spf: spfSaw(['v=spf1 a/8 ~all']) }, gives: 'fail' },
    { name: 'a wide range that is refused', saw: { spf: spfSaw(['v=spf1 -ip4:10.0.0.0/8 mx ~all']) }, gives: 'pass' },
    { name: 'a range copied from Microsoft 365', saw: { spf: spfSaw(['v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 -all']) }, gives: 'pass' },
    {
      name: 'an include with everything in it',
      saw: { spf: spfSaw(['v=spf1 include:cheap.example -all'], { 'cheap.example': 'v=spf1 ip4:0.0.0.0/0 -all' }) },
      gives: 'fail',
    },
    { name: 'ptr, which receivers may ignore', saw: { spf: spfSaw(['v=spf1 ptr mx ~all']) }, gives: { fail: 'low' } },
    { name: 'no record', saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf }, { subject: { domain }, options }) {
    return eachRecord(spf, domain, (tree): Verdict => {
      const isOwn = (name: string): boolean => name === domain || name.endsWith(`.${domain}`);
      const wide = allTrees(tree).flatMap((each) =>
        wideTerms(each, isOwn(each.domain) ? options : FOREIGN).map((text) => ({ at: each.domain, text })),
      );
      const slow = allTrees(tree)
        .filter((each) => isOwn(each.domain))
        .flatMap((each) =>
          each.branches.filter((branch) => /^\+?ptr(?::|$)/i.test(branch.text)).map((branch) => ({ at: each.domain, text: branch.text })),
        );
      const hits = wide.length > 0 ? wide : slow;
      if (hits.length === 0)
        return {
          is: 'pass',
          found: `No range in the SPF record of ${domain} is wider than /${options.ip4} (IPv4) or /${options.ip6} (IPv6).`,
        };
      // A wide range below an include goes with the include; one in another own name is edited there.
      const roots = tree.branches
        .filter(
          (branch) =>
            branch.below && allTrees(branch.below).some((each) => !isOwn(each.domain) && hits.some((hit) => hit.at === each.domain)),
        )
        .map((branch) => branch.text);
      const name = hits.find((hit) => isOwn(hit.at))?.at ?? domain;
      const edited = allTrees(tree).find((each) => each.domain === name) ?? tree;
      const drop = new Set([...hits.filter((hit) => hit.at === name).map((hit) => hit.text), ...(name === domain ? roots : [])]);
      const shown = list(hits.map((hit) => `${plain(hit.text, 80)}${hit.at === domain ? '' : ` (at ${plain(hit.at)})`}`));
      return {
        is: 'fail',
        ...(wide.length > 0 ? {} : { severity: 'low' as const }),
        found:
          wide.length > 0
            ? `The SPF record of ${domain} lets far too many addresses send: ${shown}.`
            : `The SPF record of ${domain} uses ptr, which is slow and which receivers may ignore: ${shown}.`,
        at: [{ at: domain }, ...hits.slice(0, 12).map((hit) => ({ at: `${hit.at} ${hit.text}` }))],
        fix: spfSwap(
          domain,
          { at: name, before: [edited.record], after: editRecord(edited.record, (word) => (drop.has(word) ? null : word)) },
          {
            goal: `Only servers that send your mail are named in the SPF record of ${domain}.`,
            not: 'remove an address you know to send your mail: if one of these ranges stood for it, add that one address as ip4:… before all.',
            minutes: 15,
          },
        ),
      };
    });
  },
});

/** Terms that pass and cover more than the prefix lengths allow. */
function wideTerms(tree: SpfTree, limit: { ip4: number; ip6: number }): string[] {
  return running(tree.spf).flatMap((term) => {
    if (term.is !== 'mechanism' || term.qualifier !== '+') return [];
    if (!['ip4', 'ip6', 'a', 'mx'].includes(term.mechanism)) return [];
    if (REAL_SENDERS.has(`${term.value}/${term.cidr4}`)) return [];
    return term.cidr4 < limit.ip4 || term.cidr6 < limit.ip6 ? [term.text] : [];
  });
}
