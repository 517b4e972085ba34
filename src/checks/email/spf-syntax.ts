import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { isSpf } from '../../parsers/spf.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { auditOf, byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { allTrees, eachRecord, editRecord, GOOGLE_SPF, running, type SpfSaw, spfSaw, spfSwap, type SpfTree } from '../spf-tree.ts';

interface Flaw {
  /** The name whose record holds the term. */
  domain: string;
  term: string;
  says: string;
  fatal: boolean;
}

export default defineCheck({
  id: 'email/spf-syntax',
  requirements: ['MAIL-1'],
  title: 'Receivers can read the SPF record',
  failing: 'Receivers give up on your SPF record: it has a mistake',
  severity: 'high',
  hurts: ['email', 'login', 'signup'],
  why: 'One mistyped word makes receivers drop the whole record. Your password resets then arrive unchecked and land in spam.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-4.6', 'https://support.google.com/a/answer/10683907'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({}),
  causedBy: ['email/spf-single', 'dns/dangling-domain'],
  since: '0.1.0',
  examples: [
    { name: 'a readable record', saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ip4:203.0.113.7 ~all'], GOOGLE_SPF) }, gives: 'pass' },
    { name: 'ipv4 instead of ip4', saw: { spf: spfSaw(['v=spf1 ipv4:203.0.113.7 ~all']) }, gives: 'fail' },
    { name: 'a word that is no term', saw: { spf: spfSaw(['v=spf1 google ~all']) }, gives: 'fail' },
    {
      name: 'a sender behind all, where nobody reads it',
      saw: { spf: spfSaw(['v=spf1 ~all include:_spf.google.com'], GOOGLE_SPF) },
      gives: 'fail',
    },
    {
      name: 'the included name does not exist',
      saw: { spf: spfSaw(['v=spf1 include:spf.gogle.example ~all'], { 'spf.gogle.example': null }) },
      gives: 'fail',
    },
    {
      name: 'the included name has no SPF record',
      saw: { spf: { ...spfSaw(['v=spf1 include:acme.example ~all']), included: { 'acme.example': { outcome: 'found', records: [] } } } },
      gives: 'fail',
    },
    {
      name: 'a provider’s own include is broken',
      saw: {
        spf: spfSaw(['v=spf1 include:spf.host.example ~all'], {
          'spf.host.example': 'v=spf1 include:gone.host.example ~all',
          'gone.host.example': null,
        }),
      },
      gives: 'fail',
    },
    {
      name: 'a name server that fails for a moment is no missing record',
      saw: {
        spf: {
          ...spfSaw(['v=spf1 include:spf.host.example ~all']),
          included: { 'spf.host.example': { outcome: 'servfail', records: [] } },
        },
      },
      gives: 'pass',
    },
    {
      name: 'redirect beside all is ignored but harmless',
      saw: { spf: spfSaw(['v=spf1 mx redirect=_spf.host.example -all']) },
      gives: { fail: 'low' },
    },
  ],
  judge({ spf }, { subject: { domain } }) {
    return eachRecord(spf, domain, (tree): Verdict => {
      const flaws = allTrees(tree).flatMap((each) => flawsOf(each, spf));
      if (flaws.length === 0)
        return { is: 'pass', found: `Receivers can read all ${tree.spf.terms.length} terms of “${plain(tree.record)}”.` };
      const serious = flaws.filter((flaw) => flaw.fatal);
      const shown = serious.length > 0 ? serious : flaws;
      const own = flaws.filter((flaw) => flaw.domain === domain);
      const harmless = serious.length === 0 && flaws.every((flaw) => /^redirect=/i.test(flaw.term));
      const effect = serious.length > 0 ? '; receivers give up on the whole record' : '';
      return {
        is: 'fail',
        ...(harmless ? { severity: 'low' as const } : {}),
        found: `${shown
          .slice(0, 5)
          .map((flaw) => `“${plain(flaw.term, 80)}” at ${plain(flaw.domain)}: ${flaw.says}`)
          .join('; ')}${effect}.`,
        at: [{ at: domain }, ...shown.slice(0, 12).map((flaw) => ({ at: `${flaw.domain} ${flaw.term}` }))],
        fix: own.length > 0 ? repair(domain, tree.record, own) : complain(domain, tree, shown),
      };
    });
  },
});

function flawsOf(tree: SpfTree, saw: SpfSaw): Flaw[] {
  const flaws: Flaw[] = tree.spf.problems.map(({ term, problem, fatal }) => ({ domain: tree.domain, term, says: problem, fatal }));
  for (const term of running(tree.spf)) {
    if (term.macro || term.value === null) continue;
    if (term.is === 'modifier' ? term.name !== 'redirect' : term.mechanism !== 'include') continue;
    const target = saw.included[term.value];
    if (!target || target.outcome === 'servfail') continue;
    const records = target.records.filter(isSpf).length;
    if (records === 1) continue;
    const says =
      target.outcome === 'nxdomain'
        ? 'that name does not exist'
        : records === 0
          ? 'that name has no SPF record'
          : `that name has ${records} SPF records`;
    flaws.push({ domain: tree.domain, term: term.text, says, fatal: true });
  }
  return flaws;
}

function repair(domain: string, record: string, flaws: readonly Flaw[]) {
  const wrong = new Map(flaws.map((flaw) => [flaw.term, flaw]));
  const after = editRecord(record, (word) => {
    const flaw = wrong.get(word);
    if (!flaw) return word;
    // Senders behind all are readable: editRecord moves all to the end, which gives them their meaning back.
    if (!flaw.fatal) return /^redirect=/i.test(word) ? null : word;
    const spelled = word.replace(/^([+?~-]?)(?:ipv([46])|ip([46]))[:=]/i, '$1ip$2$3:');
    return spelled !== word && /^[+?~-]?ip[46]:[0-9a-f.:/]+$/i.test(spelled) ? spelled : null;
  });
  return spfSwap(
    domain,
    { before: [record], after },
    {
      goal: `Receivers can read the SPF record of ${domain}.`,
      not: 'add a second record that begins with v=spf1. If a dropped word stood for a service that sends your mail, look up its exact term and put it before all.',
      minutes: 10,
    },
  );
}

function complain(domain: string, tree: SpfTree, flaws: readonly Flaw[]) {
  const roots = tree.branches.filter(
    (branch) => branch.below && allTrees(branch.below).some((each) => flaws.some((flaw) => flaw.domain === each.domain)),
  );
  const names = roots.map((branch) => `“${plain(branch.text)}”`).join(', ');
  return byHand(
    [
      `The mistake is in a record that another company publishes, reached through ${names}.`,
      'Check the set-up page of that provider: it may have a newer include.',
      `If you no longer send mail through it, remove ${names} from the SPF record of ${domain}.`,
      'If you do, send its support this finding.',
    ],
    {
      goal: `Everything the SPF record of ${domain} includes can be read.`,
      not: 'remove an include of a service that still sends your mail.',
      verify: auditOf(domain, 'email'),
      shows: 'no longer lists email/spf-syntax.',
      minutes: 30,
    },
  );
}
