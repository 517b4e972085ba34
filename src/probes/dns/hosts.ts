import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { type Address, addressesOf, orNull, resolve } from '../net/dns-client.ts';
import { randomLabel } from './random-label.ts';

/** First labels that founders give their hosts. */
const COMMON = [
  'www',
  'app',
  'api',
  'docs',
  'dashboard',
  'admin',
  'my',
  'portal',
  'blog',
  'help',
  'status',
  'mail',
  'smtp',
  'send',
  'staging',
  'dev',
  'test',
  'preview',
] as const;

const HOW_FOUND = ['apex', 'common', 'config'] as const;

/** Which of the usual host names exist below a domain, and whether a wildcard makes every name exist. */
export const dnsHosts = defineProbe({
  id: 'dns/hosts',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for the usual host names',
  deadline: 8_000,
  sees: z.object({
    /** Names that exist (any answer but NXDOMAIN); the apex is always listed. With a wildcard, only names whose answer differs from it. */
    hosts: z.array(z.object({ host: z.string(), how: z.enum(HOW_FOUND) })),
    /** What a random name answers, when it answers. */
    wildcard: z.object({ addresses: z.array(z.string()), cname: z.string().nullable() }).nullable(),
    /** How many names were asked. */
    asked: z.int(),
  }),
  async collect({ domain }, io) {
    const hosts = COMMON.map((label) => `${label}.${domain}`);
    const [random, ...common] = await Promise.all([
      look(io, `${randomLabel(io)}.${domain}`),
      // One name of a dead subzone may keep the resolver waiting; it is left out and the rest counts.
      ...hosts.map((host) => orNull(look(io, host))),
    ]);
    const wildcard = random.addresses.length > 0 || random.cname !== null ? { addresses: random.addresses, cname: random.cname } : null;
    const exists = common.map((seen) => seen !== null && isOwn(seen, random));
    return {
      hosts: [
        { host: domain, how: 'apex' as const },
        ...hosts.filter((_, i) => exists[i]).map((host) => ({ host, how: 'common' as const })),
      ],
      wildcard,
      asked: hosts.length,
    };
  },
});

interface Seen {
  outcome: 'found' | 'nodata' | 'nxdomain' | 'servfail';
  addresses: string[];
  cname: string | null;
}

async function look(io: Io, host: string): Promise<Seen> {
  const { outcome, cnames } = await resolve(io, host, 'A');
  const addresses: Address[] = outcome === 'found' || outcome === 'nodata' ? await addressesOf(io, host) : [];
  return { outcome, addresses: addresses.map(({ address }) => address), cname: cnames[0] ?? null };
}

/**
 * True when a name exists for itself. An alias exists even when its target does not. What every name answers proves nothing: the
 * wildcard's addresses, NODATA from servers that deny names that way (RFC 9824), SERVFAIL from a broken zone.
 */
function isOwn(seen: Seen, random: Seen): boolean {
  if (seen.cname !== null) return seen.cname !== random.cname;
  if (seen.outcome === 'nxdomain') return false;
  if (seen.outcome !== 'found' && seen.addresses.length === 0) return seen.outcome !== random.outcome;
  return !seen.addresses.every((address) => random.addresses.includes(address));
}
