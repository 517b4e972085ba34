import type { Saw, Verdict } from '../core/check.ts';
import type { Fix } from '../core/fix.ts';
import { SEVERITIES } from '../core/vocabulary.ts';
import { isSpf, parseSpf, type Spf } from '../parsers/spf.ts';
import type { mailSpf } from '../probes/mail/spf.ts';
import { auditOf, byDns, dig, type Telling } from './fix.ts';
import { plain } from './plain.ts';

/** What the SPF probe saw. */
export type SpfSaw = Saw<{ spf: typeof mailSpf }>['spf'];

/** A term that asks DNS, with what it costs in the worst case and what it asks in turn. */
export interface SpfBranch {
  text: string;
  /** The name asked; null for macros, which depend on the message. */
  name: string | null;
  /** Lookups of the term and everything below it. */
  cost: number;
  /** True when the answer holds nothing (RFC 7208 section 4.6.4). */
  isVoid: boolean;
  /** The term passes for mail it matches. */
  passes: boolean;
  below: SpfTree | null;
}

export interface SpfTree {
  domain: string;
  record: string;
  spf: Spf;
  branches: SpfBranch[];
  cost: number;
  /** Names that include themselves, directly or not. */
  loops: string[];
}

/** Terms after which a tree is cut; strangers write these records, and includes of includes multiply. Far beyond the ten that are allowed. */
const BRANCH_LIMIT = 300;

/** The worst case of evaluating a record: every term that can run, down to the last include. Terms behind `all` never run. */
export function treeOf(saw: SpfSaw, domain: string, record: string): SpfTree {
  return grow({ saw, left: BRANCH_LIMIT }, record, [domain]);
}

/** `inside` is the path of names from the domain down to the one whose record this is. */
function grow(work: { saw: SpfSaw; left: number }, record: string, inside: readonly string[]): SpfTree {
  const { saw } = work;
  const domain = inside.at(-1) ?? '';
  const spf = parseSpf(record);
  const branches: SpfBranch[] = [];
  const loops: string[] = [];
  for (const term of running(spf)) {
    if (term.cost === 0) continue;
    if (work.left <= 0) break;
    work.left -= 1;
    const nests = term.is === 'modifier' || term.mechanism === 'include';
    const name = term.macro ? null : (term.value ?? domain);
    const target = nests && name !== null ? saw.included[name] : undefined;
    if (nests && name !== null && inside.includes(name)) loops.push(name);
    const records = target?.records.filter(isSpf) ?? [];
    const below = name !== null && records.length === 1 && !inside.includes(name) ? grow(work, records[0] ?? '', [...inside, name]) : null;
    loops.push(...(below?.loops ?? []));
    const empty = nests ? target?.outcome === 'nxdomain' || target?.outcome === 'nodata' : name !== null && saw.looked[name] === 0;
    branches.push({
      text: term.text,
      name,
      cost: term.cost + (below?.cost ?? 0),
      isVoid: empty,
      passes: term.is === 'modifier' || term.qualifier === '+',
      below,
    });
  }
  return { domain, record, spf, branches, cost: branches.reduce((sum, branch) => sum + branch.cost, 0), loops: [...new Set(loops)] };
}

/** The terms that can run: mechanisms up to `all`, and `redirect` where there is no `all` (RFC 7208 sections 5.1 and 6.1). */
export function running(spf: Spf): Spf['terms'] {
  const end = spf.terms.findIndex((term) => term.is === 'mechanism' && term.mechanism === 'all');
  if (end < 0) return spf.terms;
  return spf.terms.slice(0, end + 1).filter((term) => term.is === 'mechanism');
}

/** Every tree below and including this one. */
export function allTrees(tree: SpfTree): SpfTree[] {
  return [tree, ...tree.branches.flatMap((branch) => (branch.below ? allTrees(branch.below) : []))];
}

/** Judges the SPF record, or the worst of several; without any there is nothing to judge. */
export function eachRecord(saw: SpfSaw, domain: string, judge: (tree: SpfTree) => Verdict): Verdict {
  const verdicts = saw.records.map((record) => judge(treeOf(saw, domain, record)));
  const worth = (verdict: Verdict): number =>
    verdict.is === 'fail' ? SEVERITIES.indexOf(verdict.severity ?? 'blocker') : SEVERITIES.length + Number(verdict.is === 'skip');
  return verdicts.sort((a, b) => worth(a) - worth(b))[0] ?? { is: 'skip', because: `${domain} has no SPF record; email/spf says more.` };
}

/**
 * The record with its words changed: null drops one; double words go, and `all` moves to the end. When the last sender goes, `-all`
 * becomes `~all`: the founder may still have to name the right one, and until then mail must not be refused.
 */
export function editRecord(record: string, change: (word: string) => string | null, end?: string): string {
  const words = record.slice(6).split(' ').filter(Boolean);
  const isAll = (word: string): boolean => /^[+?~-]?all$/i.test(word);
  const senders = words.filter((word) => !isAll(word));
  const kept = senders.flatMap((word) => change(word) ?? []);
  const told = end ?? words.find(isAll) ?? (kept.some((word) => /^redirect=/i.test(word)) ? '' : '~all');
  const last = senders.length > 0 && kept.length === 0 && told === '-all' ? '~all' : told;
  return ['v=spf1', ...new Set(kept), last].filter(Boolean).join(' ');
}

/** The fix that puts one SPF record in the place of those there are, at the domain or at another name of its zone. */
export function spfSwap(
  domain: string,
  { before, after, at = domain }: { before: readonly string[]; after: string; at?: string },
  telling: Pick<Telling, 'goal' | 'not' | 'minutes'>,
): Fix {
  const record = (data: string) => ({ name: at, type: 'TXT', data });
  return byDns(
    { zone: domain, ...(before.length > 0 ? { remove: before.map(record) } : {}), add: [record(after)] },
    {
      ...telling,
      verify: dig('TXT', at, auditOf(domain, 'email')),
      shows: `prints exactly one line that begins with v=spf1: “${plain(after)}”.`,
    },
  );
}

/** Evidence of SPF records, for the examples of checks; `included` maps names to their record. */
export function spfSaw(
  records: string[],
  included: Readonly<Record<string, string | null>> = {},
  looked: Record<string, number> = {},
): SpfSaw {
  return {
    records,
    included: Object.fromEntries(
      Object.entries(included).map(([name, record]) => [
        name,
        record === null ? { outcome: 'nxdomain', records: [] } : { outcome: 'found', records: [record] },
      ]),
    ),
    looked,
  };
}

/** What Google publishes for Workspace, for the examples of checks: four lookups. */
export const GOOGLE_SPF = {
  '_spf.google.com': 'v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all',
  '_netblocks.google.com': 'v=spf1 ip4:35.190.247.0/24 ip4:64.233.160.0/19 ip4:74.125.0.0/16 ~all',
  '_netblocks2.google.com': 'v=spf1 ip6:2607:f8b0:4000::/36 ip6:2a00:1450:4000::/36 ~all',
  '_netblocks3.google.com': 'v=spf1 ip4:172.217.0.0/19 ip4:108.177.96.0/19 ~all',
} as const;
