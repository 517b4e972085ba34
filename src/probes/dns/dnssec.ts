import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import type { Message } from '../../parsers/dns-message.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import type { RecordType } from '../../parsers/dns-message-record.ts';
import { delegationOf, needsParentKeys, validateZone } from '../../parsers/dnssec.ts';
import { ask, serverAt } from '../net/dns-ask.ts';
import { type Cut, findCut } from './parent.ts';
import { AUTHORITY_TIMEOUT, failureOf, serverAddresses } from './zone.ts';

/** Servers that are tried until one answers. */
const SERVERS = 3;

/** Whether a resolver that validates (DNSSEC) believes the zone: DS from the parent, keys and records from one server of the zone. */
export const dnsDnssec = defineProbe({
  id: 'dns/dnssec',
  on: 'site',
  touch: 'passive',
  asks: 'the parent zone and one name server for signatures',
  deadline: 8_000,
  sees: z.object({
    zone: z.string(),
    /** Who was asked; null where the zone itself need not be asked. */
    server: z.string().nullable(),
    state: z.discriminatedUnion('is', [
      z.object({ is: z.literal('insecure'), because: z.string() }),
      /** `link` is where the chain breaks, as a sentence without end. */
      z.object({ is: z.literal('bogus'), link: z.string() }),
      /** `key` is the tag of the key that the parent vouches for; times in ISO 8601, of the signature that lasts longest. */
      z.object({
        is: z.literal('secure'),
        key: z.number(),
        signatures: z.array(z.object({ set: z.string(), from: z.string(), until: z.string() })),
      }),
    ]),
  }),
  async collect({ domain }, io) {
    const cut = await findCut(io, domain);
    const { zone, parent, at } = cut;
    if (!cut.exists || !parent || at === null)
      throw new ProbeError('dnssec-no-parent', `No server of the zone above ${domain} says whether ${domain} is signed.`);
    const ds = await signed(io, { at, name: zone, type: 'DS' });
    if (!ds) throw new ProbeError('dnssec-no-ds', `${parent.server} does not answer whether ${zone} is signed.`);
    const parentKeys = needsParentKeys(zone, ds) ? await signed(io, { at, name: parent.zone, type: 'DNSKEY' }) : null;
    const follows = delegationOf(zone, ds).usable.length > 0;
    const told = follows ? await askZone(io, cut, domain) : null;
    const { server = null, keys = null, answers = [] } = told ?? {};
    const state = validateZone({ zone, parent: parent.zone, ds, parentKeys, keys, answers, now: io.now() });
    if (state.is !== 'secure') return { zone, server, state };
    const signatures = state.signatures.map(({ set, from, until }) => ({ set, from: from.toISOString(), until: until.toISOString() }));
    return { zone, server, state: { ...state, signatures } };
  },
});

/** Keys, SOA and addresses from the first server of the zone that answers all of it. */
async function askZone(io: Io, { zone, parent, glue }: Cut, domain: string) {
  const name = plainName(domain);
  for (const server of parent!.names.slice(0, SERVERS)) {
    const [address] = await serverAddresses(io, server, glue.get(server));
    if (address === undefined) continue;
    const at = serverAt(address);
    const keys = await signed(io, { at, name: zone, type: 'DNSKEY' });
    if (!keys) continue;
    const [soa, a] = await Promise.all([signed(io, { at, name: zone, type: 'SOA' }), signed(io, { at, name, type: 'A' })]);
    if (!soa || !a) continue;
    return {
      server,
      keys,
      answers: [
        { name: zone, type: 'SOA' as const, message: soa },
        { name, type: 'A' as const, message: a },
      ],
    };
  }
  throw new ProbeError('dnssec-no-server', `No name server of ${zone} answers for its keys and records.`);
}

/** An answer with authority, its signatures included; null for every other. */
async function signed(io: Io, { at, name, type }: { at: string; name: string; type: RecordType }): Promise<Message | null> {
  const answer = await ask(io, { server: at, name, type, recursion: false, dnssec: true, timeout: AUTHORITY_TIMEOUT });
  if (answer.is !== 'message' || !answer.message.authoritative) return null;
  const failure = failureOf(answer);
  return failure === null || failure === 'nxdomain' ? answer.message : null;
}
