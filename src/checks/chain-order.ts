import type { Severity } from '../core/vocabulary.ts';
import type { Address } from './certificate.ts';
import { datesOf, type Diagnosis, outOfDate } from './chain-diagnosis.ts';
import { list, plain } from './plain.ts';

/**
 * What is wrong with a list that can be trusted all the same: RFC 5246 section 7.4.2 wants each certificate to certify the one before it,
 * which strict clients insist on. Null when nothing is.
 */
export function disorderOf({ chain, sent }: Address, now: Date): (Diagnosis & { severity: Severity }) | null {
  const [, ...above] = chain;
  const stale = above.find((each) => outOfDate(each, now) && chain.some((other) => other !== each && other.issuer === each.subject));
  if (stale) {
    const name = plain(stale.subject, 60);
    return {
      severity: 'medium',
      says: `a cross-signed certificate "${name}" that ${datesOf(stale, now)}, at which older phones and programs stop`,
      repair: `Remove "${name}" from the file that the server sends. With certbot, \`--preferred-chain\` names the newer root.`,
    };
  }
  const path: number[] = [];
  for (let at: number | null = 0; at !== null && !path.includes(at); at = sent?.[at]?.issuedBy ?? null) path.push(at);
  const foreign = (sent ?? []).filter((_, at) => !path.includes(at)).map(({ subject }) => plain(subject, 60));
  if (path.some((place, at) => place !== at) && foreign.length === 0) {
    return {
      severity: 'medium',
      says: `its chain in the wrong order: ${(sent ?? []).map(({ subject }) => plain(subject, 60)).join(', ')}`,
      repair: 'Put the certificates in order in one file: your own first, then the one that signed it, and so on; leave the root out.',
    };
  }
  if (foreign.length === 0) return null;
  return {
    severity: 'low',
    says: `certificates that do not belong to its chain: ${list(foreign, 3)}`,
    repair: 'Remove the foreign certificates from the file that the server sends: they cost time on each connection.',
  };
}
