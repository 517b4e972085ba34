import type { Digest } from './bundle.ts';
import type { Pointer, Verdict } from './check.ts';
import type { Fix } from './fix.ts';
import type { Evidence } from './probe.ts';
import type { CheckId, Hurts, ReqId, Severity, Url } from './vocabulary.ts';

export type FindingId = string;

/** One judgement of one check on one subject, complete enough to be read alone. */
export interface Finding {
  /** The first 12 hex digits of a hash of check, subject and place: the same in every run. */
  id: FindingId;
  check: CheckId;
  /** Subject key, such as `host app.acme.com`. */
  subject: string;
  severity: Severity;
  state: Verdict['is'] | 'unknown';
  /** The headline for its state. */
  title: string;
  /** The proof, or why it could not be checked or was skipped. */
  found: string;
  why: string;
  hurts: readonly Hurts[];
  requirements: readonly ReqId[];
  learn: readonly Url[];
  at?: Pointer[];
  /** Keys into the bundle's evidence. */
  evidence: string[];
  fix?: Fix;
  /** The finding that explains this one. */
  cause?: FindingId;
  /** An accepted risk: it does not count until the day given. */
  ignored?: { reason: string; until: string };
}

export type Decision = 'go' | 'no-go' | 'cannot-tell';

/** What a person's time and money for the fixes come to. */
export interface Estimate {
  /** 0 (nothing found) to 100; only for trends, never for the decision. */
  risk: number;
  /** Minutes to fix blockers and high findings, and all of them. */
  minutesToShip: number;
  minutesForAll: number;
  /** Whether the founder can do it alone. */
  advice: 'nothing-urgent' | 'do-it-yourself' | 'get-help';
}

export interface HostOnMap {
  host: string;
  role: string;
  addresses: string[];
  /** Who serves it, as far as names, headers and addresses tell. */
  provider?: string;
  /** What answers visitors: a proxy before a server, or a platform that is its own edge; `asOf` dates the table it was found in. */
  edge?: { name: string; stands: 'proxy' | 'platform'; by: 'alias' | 'address' | 'headers'; asOf: string };
  /** Last day of the certificate, ISO. */
  certificateUntil?: string;
  state: 'serves' | 'redirects' | 'mail' | 'dead' | 'unknown';
}

/** How the domain is registered, as far as its registry tells. */
export interface Registered {
  /** Who answered. */
  registry: string;
  registrar?: string;
  /** ISO times. */
  since?: string;
  until?: string;
  /** Whether nobody can move it to another registrar. */
  locked?: boolean;
}

/** What only a person can say, with the answer of the configuration where it has one. */
export interface MapQuestion {
  about: 'registrar' | 'renewal' | 'dns' | 'hosting' | 'mail' | 'code';
  asks: string;
  answer?: string;
}

/** The domain map: which name points where, who runs it, and who can enter. */
export interface DomainMap {
  domain: string;
  registration?: Registered;
  /** The address customers end on, and where the code lives. */
  production?: string;
  code?: string;
  questions?: MapQuestion[];
  dns?: string;
  mail?: string;
  hosts: HostOnMap[];
  redirects: { from: string; to: string; status: number }[];
}

/** Everything a reader needs; every format is a pure function of it. */
export interface Report {
  schema: 1;
  target: string;
  /** ISO time of the evidence. */
  taken: string;
  profile: string;
  bundle: Digest;
  decision: Decision;
  /** One sentence: why this decision. */
  because: string;
  counts: Record<Severity | 'passed' | 'unknown' | 'skipped' | 'ignored', number>;
  estimate: Estimate;
  /** Ranked: failures first, then unknowns, then the rest. */
  findings: Finding[];
  map?: DomainMap;
  /** The evidence behind failures and unknowns. */
  evidence: Record<string, Evidence>;
}
