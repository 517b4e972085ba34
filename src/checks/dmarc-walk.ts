import type { Saw } from '../core/check.ts';
import type { Fix } from '../core/fix.ts';
import { type Dmarc, DMARC_POLICIES, type DmarcPolicy, isDmarc, parseDmarc, weaker } from '../parsers/dmarc.ts';
import type { mailDmarc } from '../probes/mail/dmarc.ts';
import { auditOf, byDns, dig, type Telling } from './fix.ts';

/** What the DMARC probe saw. */
type DmarcSaw = Saw<{ dmarc: typeof mailDmarc }>['dmarc'];

/** The policy that receivers find for a domain. */
interface Policy {
  /** Where, such as `_dmarc.acme.com`, and whether that is the domain's own name. */
  name: string;
  own: boolean;
  record: string;
  dmarc: Dmarc;
  /** What receivers do with mail of the domain that fails, test mode considered. */
  effective: DmarcPolicy;
}

/** The policy of the tree walk: the first name with exactly one usable record; several at a name count as none (RFC 9989 section 4.10). */
export function policyOf({ walk }: DmarcSaw): Policy | null {
  for (const [at, { name, records }] of walk.entries()) {
    const counting = records.filter(isDmarc);
    const [record] = counting;
    if (record === undefined || counting.length > 1) continue;
    const dmarc = parseDmarc(record);
    const told = at === 0 ? dmarc.policy : (dmarc.subdomains ?? dmarc.policy);
    if (!dmarc.valid || told === null) continue;
    return { name, own: at === 0, record, dmarc, effective: dmarc.testing ? weaker(told) : told };
  }
  return null;
}

/** True when `a` asks less of receivers than `b`. */
export function isWeaker(a: DmarcPolicy, b: DmarcPolicy): boolean {
  return DMARC_POLICIES.indexOf(a) < DMARC_POLICIES.indexOf(b);
}

/** Tags worth keeping, in the order in which they are usually written. */
const KEPT = ['sp', 'np', 'adkim', 'aspf', 't', 'psd', 'fo'];
const ALLOWED = /^(none|quarantine|reject|[rsynu]|[01ds](:[01ds])*)$/i;

/** One clean record out of what several, or a broken one, say: the mildest policy, every report address, no historic tags. */
export function cleanRecord(texts: readonly string[], domain: string, changes: Readonly<Record<string, string | null>> = {}): string {
  const told = DMARC_POLICIES.find((policy) => texts.some((text) => tagIn(text, 'p')?.toLowerCase() === policy)) ?? 'none';
  const reports = (tag: 'rua' | 'ruf'): string[] => [...new Set(texts.flatMap((text) => addressesIn(tagIn(text, tag) ?? '')))];
  const rua = reports('rua');
  const tags: [string, string | null][] = [
    ['p', told],
    ...KEPT.map((tag): [string, string | null] => [tag, texts.length === 1 ? allowed(tagIn(texts[0] ?? '', tag)) : null]),
    ['rua', rua.length > 0 ? rua.join(',') : `mailto:dmarc@${domain}`],
    ['ruf', reports('ruf').join(',') || null],
  ];
  return [
    'v=DMARC1',
    ...tags.flatMap(([tag, value]) =>
      (changes[tag] === undefined ? value : changes[tag]) === null ? [] : `${tag}=${changes[tag] ?? value}`,
    ),
  ].join('; ');
}

/** The fix that leaves exactly one DMARC record at the domain. */
export function dmarcSwap(
  domain: string,
  { before, after }: { before: readonly string[]; after: string },
  telling: Pick<Telling, 'goal' | 'not' | 'minutes'>,
): Fix {
  const record = (data: string) => ({ name: `_dmarc.${domain}`, type: 'TXT', data });
  return byDns(
    { zone: domain, ...(before.length > 0 ? { remove: before.map(record) } : {}), add: [record(after)] },
    { ...telling, verify: dig('TXT', `_dmarc.${domain}`, auditOf(domain, 'email')), shows: `prints exactly one line: “${after}”.` },
  );
}

/** Evidence of DMARC records at the domain, for the examples of checks. */
export function dmarcSaw(records: string[], changes: Partial<DmarcSaw> = {}): DmarcSaw {
  return {
    walk: [
      { name: '_dmarc.acme.com', records },
      { name: '_dmarc.com', records: [] },
    ],
    receivers: [],
    ...changes,
  };
}

function tagIn(text: string, tag: string): string | undefined {
  return new RegExp(`(?:^|[;\\s,])${tag}\\s*=\\s*([^;]*?)\\s*(?:;|$)`, 'i').exec(text)?.[1];
}

function allowed(value: string | undefined): string | null {
  return value !== undefined && ALLOWED.test(value) ? value.toLowerCase() : null;
}

/** The mail addresses of a report tag as mailto: URIs, whatever they were written as. */
function addressesIn(value: string): string[] {
  return [...value.matchAll(/[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z0-9-]+/gi)].map(([address]) => `mailto:${address}`);
}
