import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { isPlatformName, registeredOf } from '../../parsers/site.ts';
import { isSpf, parseSpf } from '../../parsers/spf.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { orNull, resolve } from '../net/dns-client.ts';
import { txtOf } from '../mail/txt.ts';
import { findCut } from './parent.ts';
import { sorted } from './zone.ts';

/** Domains looked at; an honest zone leans on fewer. */
const DOMAINS = 24;

const need = z.object({
  /** `ns`: it answers for the zone; `mx`: it takes the mail; `spf`: it says who may send as the domain. */
  as: z.enum(['ns', 'mx', 'spf']),
  name: z.string(),
});
type Need = z.output<typeof need>;

/** The domains of others that the domain hands its DNS, its mail or its SPF record to, and whether somebody holds them. */
export const dnsDependencies = defineProbe({
  id: 'dns/dependencies',
  on: 'site',
  touch: 'passive',
  asks: 'whether the domains it leans on exist',
  deadline: 10_000,
  sees: z.object({
    /** Sorted by domain. */
    domains: z.array(
      z.object({
        domain: z.string(),
        needs: z.array(need),
        /**
         * `free`: a name server of the registry denies the domain with authority (`told` names it). `denied`: the resolver alone says so.
         * `held`: it exists, or lies below no registry. `unheard`: nobody answered.
         */
        state: z.enum(['held', 'free', 'denied', 'unheard']),
        told: z.string().nullable(),
      }),
    ),
  }),
  async collect({ domain }, io) {
    if (isPlatformName(domain)) return { domains: [] };
    const own = registeredOf(domain);
    const needs = (await Promise.all([nameServersOf(io, domain), exchangersOf(io, domain), sendersOf(io, domain)])).flat();
    const byDomain = Map.groupBy(needs, ({ name }) => registeredOf(name) ?? '');
    const foreign = sorted(byDomain.keys()).filter((each) => each !== '' && each !== own);
    const looked = await Promise.all(
      foreign.slice(0, DOMAINS).map(async (each) => ({ domain: each, needs: byDomain.get(each) ?? [], ...(await stateOf(io, each)) })),
    );
    return { domains: looked };
  },
});

async function nameServersOf(io: Io, domain: string): Promise<Need[]> {
  const cut = await findCut(io, domain);
  const { records } = cut.parent ? { records: [] } : await resolve(io, cut.zone, 'NS');
  const names = cut.parent?.names ?? records.map((record) => plainName(record.target));
  return sorted(names).map((name) => ({ as: 'ns', name }));
}

async function exchangersOf(io: Io, domain: string): Promise<Need[]> {
  const found = await orNull(resolve(io, domain, 'MX'));
  return sorted((found?.records ?? []).map(({ exchange }) => plainName(exchange))).map((name) => ({ as: 'mx', name }));
}

/** Names whose holder decides who passes SPF, as the domain's own record gives them; what they include is their business. */
async function sendersOf(io: Io, domain: string): Promise<Need[]> {
  const found = await orNull(txtOf(io, domain));
  const names = (found?.texts ?? []).filter(isSpf).flatMap((record) =>
    parseSpf(record).terms.flatMap((term) => {
      const asks = term.is === 'modifier' ? term.name === 'redirect' : term.qualifier === '+' && term.cost > 0;
      return asks && !term.macro && term.value !== null ? [plainName(term.value)] : [];
    }),
  );
  return sorted(names).map((name) => ({ as: 'spf', name }));
}

/** Silence and SERVFAIL prove nothing; NXDOMAIN of a cache is asked for again at the registry's own name servers. */
async function stateOf(io: Io, domain: string): Promise<{ state: 'held' | 'free' | 'denied' | 'unheard'; told: string | null }> {
  const found = await orNull(resolve(io, domain, 'NS'));
  if (!found || found.outcome === 'servfail') return { state: 'unheard', told: null };
  if (found.outcome !== 'nxdomain') return { state: 'held', told: null };
  const { exists, parent } = await findCut(io, domain);
  if (exists) return { state: 'held', told: null };
  if (!parent) return { state: 'denied', told: null };
  // The root denies what has no registry at all, such as mail.internal: nobody can buy that.
  return parent.zone === '.' ? { state: 'held', told: null } : { state: 'free', told: parent.server };
}
