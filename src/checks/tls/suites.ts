import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { type Weakness, weaknessOf } from '../../parsers/tls-suites.ts';
import { tlsOffers } from '../../probes/tls/offers.ts';
import { onSome } from '../certificate.ts';
import { roleFor, stakesOf } from '../host.ts';
import { list } from '../plain.ts';
import { sampleOffers } from '../sample-tls.ts';
import { strongSuites } from '../suite-fix.ts';

/** What each weakness comes to, the worst first. RFC 9325 section 4.1 says MUST NOT of all but the last, and SHOULD NOT of that. */
const SAYS = {
  anonymous: { severity: 'high', says: 'connections without any certificate' },
  unencrypted: { severity: 'high', says: 'connections without encryption' },
  export: { severity: 'high', says: 'encryption that was weakened for export and breaks in hours' },
  broken: { severity: 'medium', says: 'broken encryption' },
  unforgotten: { severity: 'low', says: 'encryption that a key stolen later opens afterwards' },
} as const satisfies Record<Weakness, { severity: Severity; says: string }>;
const WORST_FIRST = Object.keys(SAYS) as Weakness[]; // as: Object.keys widens

export default defineCheck({
  id: 'tls/suites',
  requirements: ['TLS-1'],
  title: 'Only strong encryption is accepted',
  failing: 'Old encryption is accepted that attackers can read or forge',
  severity: 'high',
  hurts: ['data', 'trust'],
  why: 'Passwords and payments can be read where weak encryption is agreed on. Security reviews of your customers look for it.',
  learn: ['https://www.rfc-editor.org/rfc/rfc9325#section-4', 'https://ssl-config.mozilla.org/'],
  on: 'host',
  reads: { offers: tlsOffers },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no weak suite is taken', saw: { offers: { addresses: [sampleOffers()] } }, gives: 'pass' },
    {
      name: 'a connection without encryption is taken',
      saw: { offers: { addresses: [sampleOffers({ weak: ['TLS_ECDHE_ECDSA_WITH_NULL_SHA'] })] } },
      gives: 'fail',
    },
    {
      name: 'triple DES and RC4',
      saw: { offers: { addresses: [sampleOffers({ weak: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_RC4_128_SHA'] })] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'plain RSA with SHA-1, as some edges keep it for old phones',
      saw: { offers: { addresses: [sampleOffers({ weak: ['TLS_RSA_WITH_AES_128_CBC_SHA'] })] } },
      gives: { fail: 'low' },
    },
    {
      name: 'a filter on the way swallows the hello',
      saw: { offers: { addresses: [sampleOffers({ weak: null })] } },
      gives: 'skip',
    },
    { name: 'nobody speaks TLS there', saw: { offers: { addresses: [] } }, gives: 'skip' },
  ],
  judge({ offers: { addresses } }, { subject: { host }, config }) {
    if (roleFor(config, host) === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    if (addresses.length === 0) return { is: 'skip', because: `${host} speaks no TLS; tls/handshake says why.` };
    const weak = addresses.filter((each) => each.weak !== null && each.weak.length > 0);
    const suites = [...new Set(weak.flatMap((each) => each.weak ?? []))];
    const worst = WORST_FIRST.find((kind) => suites.some((suite) => weaknessOf(suite) === kind));
    if (worst === undefined) {
      const open = addresses.some((each) => each.weak === null);
      return open
        ? { is: 'skip', because: `${host} did not answer a hello of weak suites, so a filter may stand before it.` }
        : { is: 'pass' };
    }
    const { severity, says } = SAYS[worst];
    return {
      is: 'fail',
      found: `https://${host}${onSome(weak, addresses)} accepts ${says}: ${list(suites, 3)}.`,
      ...stakesOf(host, config, severity === 'high' ? undefined : severity),
      fix: strongSuites(
        { host, config },
        {
          goal: `https://${host} accepts only suites with forward secrecy and authenticated encryption.`,
          not: 'write a list of your own, or keep RC4, 3DES, NULL or anonymous suites for old clients.',
          see: `the audit of ${host} has no finding tls/suites, and browsers still connect.`,
        },
      ),
    };
  },
});
