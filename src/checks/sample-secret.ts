import type { EvidenceOfSecret } from '../probes/repo/found.ts';

/** A found secret for examples. */
export function sampleSecret(over: Partial<EvidenceOfSecret> = {}): EvidenceOfSecret {
  return {
    rule: 'stripe-secret',
    kind: 'Stripe secret key',
    provider: 'Stripe',
    severity: 'blocker',
    masked: '…4242',
    exposure: 'head',
    says: ['live mode'],
    places: [{ exposure: 'head', at: 'src/lib/stripe.ts', line: 3 }],
    more: 0,
    ...over,
  };
}
