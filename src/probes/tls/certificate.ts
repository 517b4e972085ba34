import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { publicAddressesOf } from '../net/connect.ts';
import { deadline } from '../net/deadline.ts';
import { spread } from './addresses.ts';
import { certificateSchema } from './describe.ts';
import { type Handshake, handshake } from './handshake.ts';
import { sentSchema } from './sent.ts';

/** How long each address may take, ms. */
const ADDRESS_MS = 6_000;

/** The TLS handshake and certificate chain of a host on each of its addresses. */
export const tlsCertificate = defineProbe({
  id: 'tls/certificate',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for its certificate',
  deadline: 8_000,
  sees: z.object({
    /** One entry per address, at most 4. When all of them time out the probe fails instead. */
    addresses: z.array(
      z.object({
        address: z.string(),
        outcome: z.enum(['handshake', 'refused', 'timeout', 'reset', 'not-tls', 'alert']),
        /** What went wrong, for people; null after a handshake. */
        error: z.string().nullable(),
        /** Such as TLSv1.3. */
        protocol: z.string().nullable(),
        alpn: z.string().nullable(),
        ms: z.number(),
        /** Whether Node trusts the chain, name aside, and the OpenSSL code when it does not, such as CERT_HAS_EXPIRED. */
        trusted: z.boolean(),
        problem: z.string().nullable(),
        /** Leaf first, as the library put it in order. */
        chain: z.array(certificateSchema),
        /** The certificates as they were sent, below TLS 1.3, where they can be read on the wire; null where that is not spoken. */
        sent: z.array(sentSchema).nullable(),
        /** Whether a host of TLS 1.3 that is asked for TLS 1.2 marks it, so that clients notice a forced downgrade; null where it is not told. */
        marked: z.boolean().nullable(),
      }),
    ),
  }),
  async collect({ host, port }, io) {
    using limit = deadline(io, ADDRESS_MS, 'the resolver');
    const addresses = spread(await publicAddressesOf(io, { host, port }, limit.signal));
    const asked = await Promise.all(addresses.map((address) => handshake(io, { host, address, port, ms: ADDRESS_MS })));
    return { addresses: heard(host, asked) };
  },
});

/** The answers that tell something. Throws ProbeError `timeout` when there are addresses and all of them are silent or out of our reach. */
export function heard(host: string, asked: readonly (Handshake | null)[]): Handshake[] {
  const answers = asked.filter((answer) => answer !== null);
  if (asked.length === 0 || answers.some(({ outcome }) => outcome !== 'timeout')) return answers;
  throw new ProbeError('timeout', answers[0]?.error ?? `this network has no route to ${host}`);
}
