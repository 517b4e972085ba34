import { isAligned } from './matrix.ts';
import type { Verdict } from './verdict.ts';

/** How a rule stands. Nobody outside can see complaint rates, and a tool that passes that row is lying. */
export type Standing = 'met' | 'not met' | 'not asked' | 'cannot be seen from outside' | 'unknown';

/** A rule for senders in bulk, as the three big mailbox providers ask for it. */
export interface BulkRule {
  rule: string;
  google: Standing;
  yahoo: Standing;
  microsoft: Standing;
  told: string;
}

/** What was learnt of the sending address. */
export interface SenderAddress {
  ip: string;
  /** The name it has (PTR) and whether that leads back; null when DNS did not answer. */
  name: string | null;
  returns: boolean | null;
}

/**
 * The rules of Google (all senders; 5,000 a day since Nov 2025 at SMTP), Yahoo (Feb 2024) and Microsoft (5,000 a day since 5 May 2025),
 * held against what arrived. Sources: Google "Email sender guidelines", Yahoo Sender Hub, Microsoft "Strengthening email ecosystem".
 */
export function bulkRules(verdicts: readonly Verdict[], senders: readonly SenderAddress[]): BulkRule[] {
  const all = (fits: (verdict: Verdict) => boolean | null): Standing => {
    const seen = verdicts.map(fits);
    if (seen.length === 0 || seen.includes(null)) return seen.includes(false) ? 'not met' : 'unknown';
    return seen.every(Boolean) ? 'met' : 'not met';
  };
  const everywhere = (rule: string, standing: Standing, told: string): BulkRule => ({
    rule,
    google: standing,
    yahoo: standing,
    microsoft: standing,
    told,
  });
  const hidden = 'cannot be seen from outside';
  const returns = senders.map((each) => each.returns);
  const ptr: Standing = senders.length === 0 || returns.includes(null) ? 'unknown' : returns.every(Boolean) ? 'met' : 'not met';
  return [
    everywhere(
      'SPF passes',
      all(({ spf }) => (spf.result === 'temperror' ? null : spf.result === 'pass')),
      'for the domain of the return path',
    ),
    everywhere(
      'DKIM passes',
      all(({ dkim }) => dkim.some((each) => each.result === 'pass')),
      'with any domain',
    ),
    everywhere(
      'DMARC is published',
      all(({ dmarc }) => (dmarc.result === 'temperror' ? null : dmarc.result !== 'none')),
      'p=none is enough',
    ),
    everywhere('From is aligned', all(isAligned), 'SPF or DKIM carries the domain of From'),
    {
      ...everywhere(
        'Sent over TLS',
        all(({ encrypted }) => encrypted),
        'by the Received line',
      ),
      microsoft: 'not asked',
      yahoo: 'not asked',
    },
    { ...everywhere('The sending address has a name', ptr, 'PTR that leads back'), microsoft: 'not asked' },
    { ...everywhere('Complaints under 0.3 %', hidden, 'Postmaster Tools, Sender Hub and SNDS show yours'), microsoft: 'not asked' },
    {
      ...everywhere('One click ends advertising', hidden, 'not asked of the mail tested here; look at your newsletters'),
      microsoft: 'not asked',
    },
  ];
}
