import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { isSpf, parseSpf, type SpfDirective } from '../../parsers/spf.ts';
import { addressesOf, orNull, resolve, type Resolved } from '../net/dns-client.ts';
import { brokenName, txtOf } from './txt.ts';

/** Names followed at most: four times what a valid record can reach. */
const NAMES = 40;

type Included = Record<string, { outcome: Resolved['outcome']; records: string[] }>;

/** The SPF records of the domain and of everything they include or look up (RFC 7208), so that a check can count without I/O. */
export const mailSpf = defineProbe({
  id: 'mail/spf',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for SPF records',
  deadline: 10_000,
  sees: z.object({
    /** TXT strings at the domain that begin with v=spf1, in code-unit order. */
    records: z.array(z.string()),
    /** What each name reached through `include` or `redirect` publishes. At most 40 names. */
    included: z.record(
      z.string(),
      z.object({ outcome: z.enum(['found', 'nodata', 'nxdomain', 'servfail']), records: z.array(z.string()) }),
    ),
    /** Names asked for `a`, `mx` and `exists` terms: how many answers each has, all terms with that name together; 0 is a void lookup. */
    looked: z.record(z.string(), z.int()),
  }),
  async collect({ domain }, io) {
    const own = await txtOf(io, domain);
    if (own.outcome === 'servfail') throw brokenName(domain);
    const records = own.texts.filter(isSpf);
    const included = await follow(io, domain, records);
    const terms = [
      { at: domain, records },
      ...Object.entries(included).map(([at, { records: theirs }]) => ({ at, records: theirs })),
    ].flatMap(lookupsOf);
    const counts = await Promise.all(terms.slice(0, NAMES).map(async (term) => ({ name: term.name, count: await countAnswers(io, term) })));
    const looked: Record<string, number> = {};
    // `a` and `mx` of one name share its entry; it is a void lookup only when neither has an answer.
    for (const { name, count } of counts) if (count !== null) looked[name] = (looked[name] ?? 0) + count;
    return { records, included, looked };
  },
});

/** Everything the records reach through include and redirect, level by level; a name that comes again is not asked again. */
async function follow(io: Io, domain: string, records: readonly string[]): Promise<Included> {
  const included: Included = {};
  const seen = new Set([domain]);
  let level = targetsOf(records);
  while (level.length > 0) {
    const fresh = [...new Set(level)].filter((name) => !seen.has(name)).slice(0, NAMES - (seen.size - 1));
    for (const name of fresh) seen.add(name);
    const read = await Promise.all(fresh.map(async (name) => [name, await readTarget(io, name)] as const));
    for (const [name, found] of read) included[name] = found;
    level = read.flatMap(([, found]) => targetsOf(found.records));
  }
  return included;
}

/** Silence about an included name is what receivers see too: a temporary error, like SERVFAIL. */
async function readTarget(io: Io, name: string): Promise<Included[string]> {
  const found = await orNull(txtOf(io, name));
  if (!found) return { outcome: 'servfail', records: [] };
  return { outcome: found.outcome, records: found.texts.filter(isSpf) };
}

function targetsOf(records: readonly string[]): string[] {
  return records.flatMap((record) =>
    parseSpf(record).terms.flatMap((term) => {
      const leads = term.is === 'modifier' ? term.name === 'redirect' : term.mechanism === 'include';
      return leads && !term.macro && term.value !== null ? [term.value] : [];
    }),
  );
}

interface Lookup {
  name: string;
  mechanism: 'a' | 'mx' | 'exists';
}

function lookupsOf({ at, records }: { at: string; records: readonly string[] }): Lookup[] {
  const terms = records
    .flatMap((record) => parseSpf(record).terms)
    .filter((term): term is SpfDirective => term.is === 'mechanism' && !term.macro);
  const lookups = terms.flatMap(({ mechanism, value }) =>
    mechanism === 'a' || mechanism === 'mx' || mechanism === 'exists' ? [{ mechanism, name: value ?? at }] : [],
  );
  return [...new Map(lookups.map((lookup) => [`${lookup.mechanism} ${lookup.name}`, lookup])).values()];
}

/** Null when nobody answered: silence is no void lookup (RFC 7208 section 4.6.4). */
async function countAnswers(io: Io, { name, mechanism }: Lookup): Promise<number | null> {
  if (mechanism === 'a') return (await orNull(addressesOf(io, name)))?.length ?? null;
  return (await orNull(resolve(io, name, mechanism === 'mx' ? 'MX' : 'A')))?.records.length ?? null;
}
