import { parseTags } from './dkim-key-tags.ts';

export const DMARC_POLICIES = ['none', 'quarantine', 'reject'] as const;
export type DmarcPolicy = (typeof DMARC_POLICIES)[number];

/** A place reports go to. `address` and its `domain` are null when the URI is no `mailto:`. */
export interface ReportUri {
  text: string;
  address: string | null;
  domain: string | null;
}

/** A DMARC policy record (RFC 9989 section 4.7). */
export interface Dmarc {
  /** False when receivers do not count it as a DMARC record at all. */
  valid: boolean;
  /** What receivers apply to the domain itself; null when the record is not valid. */
  policy: DmarcPolicy | null;
  /** For subdomains, and for names that do not exist; they fall back to `policy`, and `np` to `sp` first. */
  subdomains: DmarcPolicy | null;
  nonexistent: DmarcPolicy | null;
  /** `t=y`: receivers apply the policy one step weaker. */
  testing: boolean;
  /** `psd`: y for a public suffix, n for an organisational domain, u when not told. */
  publicSuffix: 'y' | 'n' | 'u';
  dkimAlignment: 'relaxed' | 'strict';
  spfAlignment: 'relaxed' | 'strict';
  aggregate: ReportUri[];
  failure: ReportUri[];
  /** Tags of RFC 7489 that RFC 9989 took away: `pct`, `rf`, `ri`. */
  historic: string[];
  /** `fatal` where receivers ignore the record because of it. */
  problems: { tag: string; problem: string; fatal: boolean }[];
}

const HISTORIC = ['pct', 'rf', 'ri'];

/** True for a TXT string that receivers take for a DMARC record: `v=DMARC1` first, in exactly these letters (RFC 9989 section 4.8). */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** True for a TXT string that is a DMARC record or was plainly meant to be one. */
export function looksLikeDmarc(text: string): boolean {
  return /^[\s"'“”]*(?:v\s*=\s*["'“”]?\s*)?dmarc/i.test(text);
}

/** Reads a DMARC record. Never throws. */
export function parseDmarc(text: string): Dmarc {
  const { tags, problems: broken } = parseTags(text);
  const problems: Dmarc['problems'] = broken.map((each) => ({ ...each, fatal: false }));
  const raw = (name: string): string | undefined => tags.find((tag) => tag.name.toLowerCase() === name)?.value;
  const choice = <const T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const value = raw(name);
    if (value === undefined) return undefined;
    const found = allowed.find((each) => each === value.toLowerCase());
    if (found === undefined)
      problems.push({ tag: name, problem: `"${value.slice(0, 40)}" is not one of ${allowed.join(', ')}`, fatal: false });
    return found;
  };
  const uris = (name: string): ReportUri[] => {
    const value = raw(name);
    if (value === undefined) return [];
    const list = value.split(',').map((each) => readUri(each.trim()));
    for (const uri of list)
      if (uri.address === null) problems.push({ tag: name, problem: `"${uri.text.slice(0, 80)}" is not a mailto: address`, fatal: false });
    if (list.some((uri) => /![0-9]+[kmgt]?$/i.test(uri.text)))
      problems.push({ tag: name, problem: 'size limits after ! are historic', fatal: false });
    return list;
  };

  const aggregate = uris('rua');
  const [p, sp, np] = [choice('p', DMARC_POLICIES), choice('sp', DMARC_POLICIES), choice('np', DMARC_POLICIES)];
  const readable = isDmarc(text);
  if (!readable) problems.push({ tag: 'v', problem: 'the record does not begin with v=DMARC1', fatal: true });
  // RFC 9989 section 4.10.1: with a missing or wrong p, or a wrong sp or np, a record that has a report address acts as p=none, and any
  // other is no record.
  const sound = p !== undefined && (raw('sp') === undefined) === (sp === undefined) && (raw('np') === undefined) === (np === undefined);
  const usable = sound || aggregate.some((uri) => uri.address !== null);
  if (raw('p') === undefined) problems.push({ tag: 'p', problem: 'there is no policy', fatal: !usable });
  else if (!usable) problems.push({ tag: 'p', problem: 'with a wrong policy and no report address nobody counts the record', fatal: true });
  const valid = readable && usable;
  const policy = valid ? (sound ? p : 'none') : null;
  const subdomains = sound && valid ? (sp ?? policy) : policy;
  const historic = HISTORIC.filter((name) => raw(name) !== undefined);
  for (const tag of historic) problems.push({ tag, problem: 'the tag is historic; receivers ignore it', fatal: false });
  return {
    valid,
    policy,
    subdomains,
    nonexistent: sound && valid ? (np ?? subdomains) : policy,
    testing: choice('t', ['y', 'n']) === 'y',
    publicSuffix: choice('psd', ['y', 'n', 'u']) ?? 'u',
    dkimAlignment: choice('adkim', ['r', 's']) === 's' ? 'strict' : 'relaxed',
    spfAlignment: choice('aspf', ['r', 's']) === 's' ? 'strict' : 'relaxed',
    aggregate,
    failure: uris('ruf'),
    historic,
    problems,
  };
}

function readUri(text: string): ReportUri {
  const address = /^mailto:([^\s?!]+@([a-z0-9_.-]+\.[a-z0-9-]+))(?:![0-9]+[kmgt]?)?(?:\?.*)?$/i.exec(text);
  return { text, address: address?.[1] ?? null, domain: address?.[2]?.toLowerCase() ?? null };
}

/** The policy one step weaker, as `t=y` asks for. */
export function weaker(policy: DmarcPolicy): DmarcPolicy {
  return policy === 'reject' ? 'quarantine' : 'none';
}
