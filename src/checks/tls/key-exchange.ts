import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsOffers } from '../../probes/tls/offers.ts';
import { onSome } from '../certificate.ts';
import { roleFor, stakesOf } from '../host.ts';
import { sampleOffers } from '../sample-tls.ts';
import { strongSuites } from '../suite-fix.ts';

/** Bits of a finite-field prime: RFC 9325 section 4.5 requires 2048; below 1024 they were broken in public in 2015 (https://weakdh.org). */
const LEAST_BITS = 2048;
const BROKEN_BELOW = 1024;

export default defineCheck({
  id: 'tls/key-exchange',
  requirements: ['TLS-1'],
  title: 'Keys are exchanged with strong numbers',
  failing: 'Recorded traffic of older clients can be decrypted',
  severity: 'high',
  hurts: ['data', 'trust'],
  why: 'Whoever breaks a short prime once can read every recorded connection that used it. Security reviews of your customers test for it.',
  learn: ['https://www.rfc-editor.org/rfc/rfc9325#section-4.5', 'https://weakdh.org/', 'https://ssl-config.mozilla.org/'],
  on: 'host',
  reads: { offers: tlsOffers },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'elliptic curves alone', saw: { offers: { addresses: [sampleOffers()] } }, gives: 'pass' },
    { name: 'a prime of 2048 bits', saw: { offers: { addresses: [sampleOffers({ dheBits: 2048 })] } }, gives: 'pass' },
    { name: 'a prime of 1024 bits', saw: { offers: { addresses: [sampleOffers({ dheBits: 1024 })] } }, gives: { fail: 'medium' } },
    { name: 'a prime of 512 bits, weakened for export', saw: { offers: { addresses: [sampleOffers({ dheBits: 512 })] } }, gives: 'fail' },
    {
      name: 'one old server among two',
      saw: { offers: { addresses: [sampleOffers(), sampleOffers({ address: '203.0.113.11', dheBits: 1024 })] } },
      gives: { fail: 'medium' },
    },
    { name: 'a filter on the way swallows the hello', saw: { offers: { addresses: [sampleOffers({ weak: null })] } }, gives: 'skip' },
    { name: 'nobody speaks TLS there', saw: { offers: { addresses: [] } }, gives: 'skip' },
  ],
  judge({ offers: { addresses } }, { subject: { host }, config }) {
    if (roleFor(config, host) === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    if (addresses.length === 0) return { is: 'skip', because: `${host} speaks no TLS; tls/handshake says why.` };
    const weak = addresses.filter(({ dheBits }) => dheBits !== null && dheBits < LEAST_BITS);
    if (weak.length === 0) {
      const open = addresses.some((each) => each.weak === null);
      return open
        ? { is: 'skip', because: `${host} did not answer a hello of weak suites, so a filter may stand before it.` }
        : { is: 'pass' };
    }
    const bits = Math.min(...weak.map(({ dheBits }) => dheBits ?? LEAST_BITS));
    return {
      is: 'fail',
      found: `https://${host}${onSome(weak, addresses)} exchanges keys (DHE) with a prime of only ${bits} bits.`,
      ...stakesOf(host, config, bits < BROKEN_BELOW ? undefined : 'medium'),
      fix: strongSuites(
        { host, config },
        {
          goal: `https://${host} exchanges keys over elliptic curves, or with a prime of at least ${LEAST_BITS} bits.`,
          not: 'generate a new prime of 1024 bits, or keep DHE for clients that also know ECDHE.',
          see: `the audit of ${host} has no finding tls/key-exchange, and browsers still connect.`,
        },
      ),
    };
  },
});
