import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { randomLabel } from '../dns/random-label.ts';
import { orNull, type Resolved } from '../net/dns-client.ts';
import { SELECTORS } from './selectors.ts';
import { brokenName, txtOf } from './txt.ts';

/** DKIM keys at the selectors that common providers use, plus those of the config. */
export const mailDkim = defineProbe({
  id: 'mail/dkim',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for DKIM keys at known selectors',
  deadline: 10_000,
  sees: z.object({
    /** True when a random selector has a TXT record: then every selector seems to exist and nothing can be concluded. */
    wildcard: z.boolean(),
    /**
     * What `_domainkey.<domain>` itself answers: NODATA means that some key exists below it. `servfail` also where the servers answer
     * NODATA for every name (RFC 9824), so that nothing can be told.
     */
    parent: z.enum(['nodata', 'nxdomain', 'found', 'servfail']),
    /** How many selectors were asked. */
    asked: z.int(),
    /** Selectors that exist. `record` joins the TXT strings without spaces; null when an alias leads nowhere. */
    selectors: z.array(z.object({ selector: z.string(), cname: z.string().nullable(), record: z.string().nullable() })),
  }),
  async collect({ domain }, io) {
    const under = (label: string): string => `${label}._domainkey.${domain}`;
    const [parent, random, elsewhere] = await Promise.all([
      txtOf(io, `_domainkey.${domain}`),
      txtOf(io, under(randomLabel(io))),
      txtOf(io, `_${randomLabel(io)}.${domain}`),
    ]);
    if (parent.outcome === 'servfail' && random.outcome === 'servfail') throw brokenName(`_domainkey.${domain}`);
    const asked = await Promise.all(SELECTORS.map(async (selector) => ({ selector, found: await orNull(txtOf(io, under(selector))) })));
    const told = asked.flatMap(({ selector, found }) => (found && found.outcome !== 'servfail' ? [{ selector, found }] : []));
    return {
      wildcard: random.outcome === 'found',
      parent: parentOf(parent.outcome, elsewhere.outcome),
      asked: told.length,
      selectors: told
        .filter(({ found }) => found.outcome === 'found' || found.cnames.length > 0)
        .map(({ selector, found }) => ({ selector, cname: found.cnames[0] ?? null, record: keyIn(found.texts) }))
        .filter(({ cname, record }) => !isWildcard(cname, record, random))
        .sort((a, b) => (a.selector < b.selector ? -1 : 1)),
    };
  },
});

/** Servers that answer NODATA for names that do not exist (RFC 9824) tell nothing by it. */
function parentOf(parent: Resolved['outcome'], elsewhere: Resolved['outcome']): Resolved['outcome'] {
  return parent === 'nodata' && elsewhere === 'nodata' ? 'servfail' : parent;
}

/** The TXT string that is a key, where there are others beside it. */
function keyIn(texts: readonly string[]): string | null {
  return texts.find((text) => /(?:^|;)\s*p\s*=/.test(text)) ?? texts[0] ?? null;
}

function isWildcard(cname: string | null, record: string | null, random: { cnames: string[]; texts: string[] }): boolean {
  if (random.cnames.length > 0 && cname === random.cnames[0]) return true;
  return record !== null && cname === null && random.texts.includes(record);
}
