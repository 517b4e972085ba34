import type { Severity } from '../core/vocabulary.ts';
import type { Address } from './certificate.ts';
import { list, plain } from './plain.ts';

/** What is wrong with a chain, and what repairs it. */
export interface Diagnosis {
  says: string;
  repair: string;
}

/**
 * What is wrong with a list that can be trusted all the same: RFC 5246 section 7.4.2 wants each certificate to certify the one before it,
 * which strict clients insist on. Null when nothing is.
 */
export function disorderOf(sent: Address['sent']): (Diagnosis & { severity: Severity }) | null {
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
