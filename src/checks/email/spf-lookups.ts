import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import type { Fix } from '../../core/fix.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { USELESS_AT_APEX } from '../mail-providers.ts';
import { eachRecord, editRecord, GOOGLE_SPF, type SpfBranch, type SpfSaw, spfSaw, spfSwap, type SpfTree, treeOf } from '../spf-tree.ts';

/** RFC 7208 section 4.6.4. */
const LIMIT = 10;

const nested = (name: string, n: number): Record<string, string> => ({
  [name]: `v=spf1 ${Array.from({ length: n }, (_, i) => `include:n${i}.${name}`).join(' ')} ~all`,
  ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`n${i}.${name}`, 'v=spf1 ip4:192.0.2.0/24 ~all'])),
});

export default defineCheck({
  id: 'email/spf-lookups',
  requirements: ['MAIL-1'],
  title: 'SPF needs at most ten DNS lookups',
  failing: 'Some of your mail fails SPF: the record needs too many lookups',
  severity: 'high',
  hurts: ['email', 'login', 'billing'],
  why: 'Receivers stop after ten DNS lookups and count your record as broken. Mail of senders late in the record lands in spam.',
  learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4', 'https://support.google.com/a/answer/10683907'],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({ near: z.number().int().positive().max(LIMIT).default(9).describe('Lookups from which the limit counts as near') }),
  causedBy: ['email/spf-single'],
  since: '0.1.0',
  examples: [
    { name: 'four lookups', saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ~all'], GOOGLE_SPF) }, gives: 'pass' },
    {
      name: 'terms behind all never run',
      saw: {
        spf: spfSaw(
          ['v=spf1 include:_spf.google.com ~all a mx ptr exists:a.example exists:b.example exists:c.example exists:d.example'],
          GOOGLE_SPF,
        ),
      },
      gives: 'pass',
    },
    {
      name: 'eleven lookups, one of them for nothing',
      saw: {
        spf: spfSaw(['v=spf1 a mx include:_spf.google.com include:amazonses.com include:big.example ~all'], {
          ...GOOGLE_SPF,
          'amazonses.com': 'v=spf1 ip4:199.255.192.0/22 -all',
          ...nested('big.example', 3),
        }),
      },
      gives: 'fail',
    },
    {
      name: 'twelve lookups, all of them of use',
      saw: {
        spf: spfSaw(['v=spf1 include:one.example include:two.example ~all'], { ...nested('one.example', 5), ...nested('two.example', 5) }),
      },
      gives: 'fail',
    },
    {
      name: 'nine lookups: the next sender breaks it',
      saw: { spf: spfSaw(['v=spf1 a mx mx:mail.acme.com include:big.example ~all'], nested('big.example', 5)) },
      gives: { fail: 'low' },
    },
    {
      name: 'an include that leads back to itself',
      saw: {
        spf: spfSaw(['v=spf1 include:a.example ~all'], {
          'a.example': 'v=spf1 include:b.example ~all',
          'b.example': 'v=spf1 include:a.example ~all',
        }),
      },
      gives: 'fail',
    },
    { name: 'no record', saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf }, { subject: { domain }, options }) {
    return eachRecord(spf, domain, (tree): Verdict => {
      const drawn = plain(tree.branches.map(draw).join(', '), 800);
      if (tree.loops.length > 0) {
        return {
          is: 'fail',
          found: `The SPF record of ${domain} includes ${list(tree.loops.map((name) => plain(name)))} from within itself, so lookups never end: ${drawn}.`,
          at: [{ at: domain }, ...tree.loops.slice(0, 12).map((name) => ({ at: name }))],
          fix: sorting(domain, tree),
        };
      }
      if (tree.cost < options.near && tree.cost <= LIMIT)
        return { is: 'pass', found: `${tree.cost} of ${LIMIT} lookups${drawn === '' ? '' : `: ${drawn}`}.` };
      return {
        is: 'fail',
        ...(tree.cost > LIMIT ? {} : { severity: 'low' as const }),
        found: `The SPF record of ${domain} needs ${tree.cost} lookups, ${LIMIT} are allowed${tree.cost > LIMIT ? '' : '; the next sender breaks it'}: ${drawn}.`,
        at: [{ at: domain }, ...dearest(tree, 12).map((branch) => ({ at: branch.text }))],
        fix: lighter(domain, tree, spf) ?? sorting(domain, tree),
      };
    });
  },
});

/** The annotated tree on one line: `include:_spf.google.com 4 (include:_netblocks.google.com 1, …)`. */
function draw(branch: SpfBranch): string {
  const below = branch.below?.branches ?? [];
  return `${plain(branch.text, 80)} ${branch.cost}${below.length > 0 ? ` (${below.map(draw).join(', ')})` : ''}`;
}

function dearest(tree: SpfTree, n: number): SpfBranch[] {
  return tree.branches.toSorted((a, b) => b.cost - a.cost).slice(0, n);
}

/** Terms that cost lookups and authorise nobody, with the reason. */
function useless(tree: SpfTree, domain: string): Map<string, string> {
  return new Map(
    tree.branches.flatMap((branch): [string, string][] => {
      const service = branch.name === null || !Object.hasOwn(USELESS_AT_APEX, branch.name) ? undefined : USELESS_AT_APEX[branch.name];
      if (service !== undefined) return [[branch.text, `${service} bounces to a name of its own, so nobody asks ${domain} about it`]];
      if (branch.isVoid) return [[branch.text, 'it finds nothing']];
      return /^[+?~-]?ptr/i.test(branch.text) ? [[branch.text, 'receivers may ignore it']] : [];
    }),
  );
}

/** The same record without its useless terms; null when that does not bring it below the limit. */
function lighter(domain: string, tree: SpfTree, saw: SpfSaw): Fix | null {
  const drop = useless(tree, domain);
  const after = editRecord(tree.record, (word) => (drop.has(word) ? null : word));
  if (drop.size === 0 || treeOf(saw, domain, after).cost > LIMIT) return null;
  return spfSwap(
    domain,
    { before: [tree.record], after },
    {
      goal: `The SPF record of ${domain} needs at most ${LIMIT} lookups and still names every sender that counts.`,
      not: `flatten includes into lists of addresses: they go stale without notice. What goes is not needed: ${reasons(drop)}.`,
      minutes: 15,
    },
  );
}

function reasons(drop: ReadonlyMap<string, string>): string {
  return list([...drop].map(([term, why]) => `${plain(term, 80)} (${why})`));
}

function sorting(domain: string, tree: SpfTree): Fix {
  const drop = useless(tree, domain);
  return byHand(
    [
      ...(drop.size > 0 ? [`Remove what is not needed: ${reasons(drop)}.`] : []),
      `Go through the dearest terms: ${list(dearest(tree, 3).map((branch) => `“${plain(branch.text, 80)}” costs ${branch.cost}`))}.`,
      'Remove those of services that no longer send your mail, and a, mx or ptr if your web server sends none.',
      `For newsletters and other bulk mail, send from a subdomain such as news.${domain} with its own SPF record.`,
      'Save the one record that is left.',
    ],
    {
      goal: `The SPF record of ${domain} needs at most ${LIMIT} DNS lookups.`,
      not: 'add a second record that begins with v=spf1, or flatten includes into lists of addresses.',
      verify: auditOf(domain, 'email'),
      shows: 'no longer lists email/spf-lookups.',
      minutes: 40,
    },
  );
}
