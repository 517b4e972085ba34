import { domainSpecProblem } from './spf-domain.ts';
import { isIp4, isIp6 } from './spf-network.ts';

export type SpfMechanism = 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists';

/** One mechanism of an SPF record. */
export interface SpfDirective {
  is: 'mechanism';
  /** As written. */
  text: string;
  qualifier: '+' | '-' | '~' | '?';
  mechanism: SpfMechanism;
  /** The domain in lower case without final dot, or the address; null where the term stands for the record's own domain. */
  value: string | null;
  /** Prefix lengths; 32 and 128 where none is written. */
  cidr4: number;
  cidr6: number;
  /** DNS lookups it counts for, of the 10 allowed (RFC 7208 section 4.6.4). */
  cost: 0 | 1;
  /** True when the value depends on the message, so that it cannot be looked up beforehand. */
  macro: boolean;
}

/** `redirect=`, `exp=` and modifiers that nobody knows. */
export interface SpfModifier {
  is: 'modifier';
  text: string;
  name: string;
  value: string;
  cost: 0 | 1;
  macro: boolean;
}

export interface SpfProblem {
  /** The term as written. */
  term: string;
  problem: string;
  /** True when receivers give up on the whole record (permerror); false when they merely ignore the term. */
  fatal: boolean;
}

export interface Spf {
  terms: (SpfDirective | SpfModifier)[];
  problems: SpfProblem[];
}

const COSTS = { all: 0, include: 1, a: 1, mx: 1, ptr: 1, ip4: 0, ip6: 0, exists: 1 } as const satisfies Record<SpfMechanism, 0 | 1>;
const TERM_LIMIT = 1_000;
const DUAL_CIDR = /^(.*?)(?:\/(0|[1-9]\d{0,2}))?(?:\/\/(0|[1-9]\d{0,2}))?$/s;

/** True for a TXT string that receivers take for an SPF record: version section exactly v=spf1 (RFC 7208 section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** The terms of an SPF record and what is wrong with it (RFC 7208 sections 4.6.1, 5, 6 and 12). Never throws. */
export function parseSpf(text: string): Spf {
  const spf: Spf = { terms: [], problems: [] };
  if (!isSpf(text)) return { terms: [], problems: [{ term: text.slice(0, 40), problem: 'it does not begin with v=spf1', fatal: true }] };
  const words = text
    .slice(6)
    .split(' ')
    .filter((word) => word !== '');
  if (words.length > TERM_LIMIT) spf.problems.push({ term: '', problem: `it has more than ${TERM_LIMIT} terms`, fatal: true });
  for (const word of words.slice(0, TERM_LIMIT)) {
    const term = readTerm(word);
    if ('problem' in term) spf.problems.push({ term: word, problem: term.problem, fatal: true });
    else spf.terms.push(term);
  }
  spf.problems.push(...orderProblems(spf.terms));
  return spf;
}

type Problem = { problem: string };

function readTerm(text: string): SpfDirective | SpfModifier | Problem {
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/is.exec(text);
  if (modifier) return readModifier(text, modifier[1]!.toLowerCase(), modifier[2]!);
  const directive = /^([+?~-]?)([a-z0-9]+)(?::(.*)|(\/.*))?$/is.exec(text);
  const mechanism = directive?.[2]?.toLowerCase() ?? '';
  if (!directive || !isMechanism(mechanism)) return { problem: 'no mechanism or modifier has this form' };
  const base = {
    is: 'mechanism' as const,
    text,
    qualifier: (directive[1] || '+') as SpfDirective['qualifier'], // as: the pattern allows these four alone
    mechanism,
    cost: COSTS[mechanism],
    value: null,
    cidr4: 32,
    cidr6: 128,
    macro: false,
  };
  return readValue(base, directive[3], directive[4] ?? '');
}

function readValue(base: SpfDirective, value: string | undefined, suffix: string): SpfDirective | Problem {
  switch (base.mechanism) {
    case 'all':
      return value === undefined && suffix === '' ? base : { problem: 'all takes no value' };
    case 'ip4':
    case 'ip6':
      return readNetwork(base, `${value ?? ''}${suffix}`);
    case 'include':
    case 'exists':
      if (value === undefined || suffix !== '') return { problem: `${base.mechanism} needs a domain` };
      return withDomain(base, value);
    case 'ptr':
      if (suffix !== '') return { problem: 'ptr takes no prefix length' };
      return value === undefined ? base : withDomain(base, value);
    case 'a':
    case 'mx': {
      const [, domain = '', cidr4 = '32', cidr6 = '128'] = DUAL_CIDR.exec(value ?? suffix) ?? [];
      if (Number(cidr4) > 32 || Number(cidr6) > 128) return { problem: 'the prefix length is too large' };
      const ranged = { ...base, cidr4: Number(cidr4), cidr6: Number(cidr6) };
      if (value === undefined) return domain === '' ? ranged : { problem: 'the prefix length is no number' };
      return withDomain(ranged, domain);
    }
    default:
      return base.mechanism satisfies never;
  }
}

function readNetwork(base: SpfDirective, value: string): SpfDirective | Problem {
  const [, address = '', digits] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(value) ?? [];
  const [fits, widest] = base.mechanism === 'ip4' ? [isIp4(address), 32] : [isIp6(address), 128];
  if (!fits) return { problem: `${base.mechanism} needs an IPv${base.mechanism === 'ip4' ? 4 : 6} address` };
  const bits = Number(digits ?? widest);
  if (bits > widest) return { problem: 'the prefix length is too large' };
  return { ...base, value: address.toLowerCase(), ...(base.mechanism === 'ip4' ? { cidr4: bits } : { cidr6: bits }) };
}

function readModifier(text: string, name: string, value: string): SpfModifier | Problem {
  const known = name === 'redirect' || name === 'exp';
  const problem = domainSpecProblem(value, { domain: known });
  if (problem) return { problem };
  const plain = known ? plainDomain(value) : value;
  return { is: 'modifier', text, name, value: plain, cost: name === 'redirect' ? 1 : 0, macro: value.includes('%') };
}

function withDomain(base: SpfDirective, value: string): SpfDirective | Problem {
  const problem = domainSpecProblem(value, { domain: true });
  return problem ? { problem } : { ...base, value: plainDomain(value), macro: value.includes('%') };
}

/** Lower case would change the meaning of macro letters (upper case asks for URL escaping). */
function plainDomain(value: string): string {
  return value.includes('%') ? value : value.toLowerCase().replace(/\.$/, '');
}

function isMechanism(word: string): word is SpfMechanism {
  return Object.hasOwn(COSTS, word);
}

function orderProblems(terms: Spf['terms']): SpfProblem[] {
  const problems: SpfProblem[] = [];
  for (const name of ['redirect', 'exp']) {
    const extra = terms.filter((term) => term.is === 'modifier' && term.name === name)[1];
    if (extra) problems.push({ term: extra.text, problem: `${name}= may stand only once`, fatal: true });
  }
  const end = terms.findIndex((term) => term.is === 'mechanism' && term.mechanism === 'all');
  if (end < 0) return problems;
  for (const [i, term] of terms.entries()) {
    if (term.is === 'mechanism' && i > end)
      problems.push({ term: term.text, problem: 'it stands after all, where nobody reads it', fatal: false });
    if (term.is === 'modifier' && term.name === 'redirect')
      problems.push({ term: term.text, problem: 'redirect= is ignored because there is an all', fatal: false });
  }
  return problems;
}
