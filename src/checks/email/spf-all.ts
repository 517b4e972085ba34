import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { plain } from '../plain.ts';
import { eachRecord, editRecord, GOOGLE_SPF, running, spfSaw, spfSwap, type SpfTree } from '../spf-tree.ts';

type Ending = '+' | '-' | '~' | '?' | 'none' | 'unseen';

export default defineCheck({
  id: 'email/spf-all',
  requirements: ['MAIL-1'],
  title: 'SPF turns strangers away',
  failing: 'Anybody may send mail in your name',
  severity: 'blocker',
  hurts: ['email', 'trust', 'login'],
  why: 'The end of the record says what happens to mail of strangers. If it lets them in, phishers write to your customers as you.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-5.1', 'https://support.google.com/a/answer/10683907'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({}),
  causedBy: ['email/spf-single'],
  since: '0.1.0',
  examples: [
    { name: '~all', saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ~all'], GOOGLE_SPF) }, gives: 'pass' },
    { name: '-all', saw: { spf: spfSaw(['v=spf1 -all']) }, gives: 'pass' },
    { name: '+all', saw: { spf: spfSaw(['v=spf1 mx +all']) }, gives: 'fail' },
    { name: 'a bare all means +all', saw: { spf: spfSaw(['v=spf1 mx all']) }, gives: 'fail' },
    {
      name: 'an include that lets everybody in',
      saw: { spf: spfSaw(['v=spf1 include:cheap.example -all'], { 'cheap.example': 'v=spf1 +all' }) },
      gives: 'fail',
    },
    {
      name: 'an include that lets everybody in, but as no opinion',
      saw: { spf: spfSaw(['v=spf1 ?include:cheap.example -all'], { 'cheap.example': 'v=spf1 +all' }) },
      gives: 'pass',
    },
    { name: '?all', saw: { spf: spfSaw(['v=spf1 mx ?all']) }, gives: { fail: 'medium' } },
    { name: 'no ending at all', saw: { spf: spfSaw(['v=spf1 mx']) }, gives: { fail: 'medium' } },
    {
      name: 'the redirect ends it',
      saw: { spf: spfSaw(['v=spf1 redirect=_spf.acme.com'], { '_spf.acme.com': 'v=spf1 mx -all' }) },
      gives: 'pass',
    },
    {
      name: 'the redirect lets everybody in',
      saw: { spf: spfSaw(['v=spf1 redirect=_spf.acme.com'], { '_spf.acme.com': 'v=spf1 +all' }) },
      gives: 'fail',
    },
    { name: 'no record', saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf }, { subject: { domain } }) {
    return eachRecord(spf, domain, (tree): Verdict => {
      const open = openInclude(tree);
      const ending = endingOf(tree);
      if (!open && (ending === '-' || ending === '~' || ending === 'unseen'))
        return { is: 'pass', found: `“${plain(tree.record)}” turns strangers away.` };
      const source = ending === '+' ? sourceOf(tree) : tree;
      const at = source.domain.endsWith(`.${domain}`) ? source.domain : domain;
      const before = at === domain ? tree.record : source.record;
      const dropped = (word: string): boolean => word === open || (at === domain && ending === '+' && /^redirect=/i.test(word));
      const after = editRecord(before, (word) => (dropped(word) ? null : word), ending === '-' ? '-all' : '~all');
      const telling = {
        goal: `Only services you chose may send mail as ${domain}.`,
        not: 'publish -all before you know every service that sends for you; ~all is the safe start.',
        minutes: 10,
      };
      const fail = { is: 'fail' as const, at: [{ at }], fix: spfSwap(domain, { at, before: [before], after }, telling) };
      if (open)
        return {
          ...fail,
          found: `“${plain(open)}” in the SPF record of ${domain} lets the whole internet send: the record it includes ends in +all.`,
        };
      if (ending === '+')
        return {
          ...fail,
          found: `The SPF record of ${domain} ends in +all${at === domain ? '' : ` (at ${plain(at)})`}, which lets the whole internet send: “${plain(before)}”.`,
        };
      return {
        ...fail,
        severity: 'medium',
        found: `The SPF record of ${domain} ${ending === '?' ? 'ends in ?all, which says nothing about strangers' : 'has no ending, so it says nothing about strangers'}: “${plain(tree.record)}”.`,
      };
    });
  },
});

/** The record whose ending counts: this one, or the one a redirect leads to. */
function sourceOf(tree: SpfTree): SpfTree {
  const redirect = tree.branches.find((branch) => /^redirect=/i.test(branch.text));
  return redirect?.below ? sourceOf(redirect.below) : tree;
}

/** What becomes of mail that no other term matched; `unseen` when it is up to a redirect that was not seen. */
function endingOf(tree: SpfTree): Ending {
  for (const term of running(tree.spf)) {
    if (term.is === 'mechanism' && term.mechanism === 'all') return term.qualifier;
    if (term.is === 'modifier' && term.name === 'redirect') {
      const below = tree.branches.find((branch) => branch.text === term.text)?.below;
      return below ? endingOf(below) : 'unseen';
    }
  }
  return 'none';
}

/** The include through which everybody passes, if there is one. An include matches where the included record passes (RFC 7208 section 5.2). */
function openInclude(tree: SpfTree): string | undefined {
  return tree.branches.find(
    (branch) =>
      branch.passes &&
      branch.below &&
      /^\+?include:/i.test(branch.text) &&
      (endingOf(branch.below) === '+' || openInclude(branch.below) !== undefined),
  )?.text;
}
