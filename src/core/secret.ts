import type { Severity } from './vocabulary.ts';

/** Who can see a secret, worst first: every visitor, whoever has the code, whoever has its history, this machine alone. */
export const EXPOSURES = ['bundle', 'head', 'history', 'local'] as const;
export type Exposure = (typeof EXPOSURES)[number];

/** One place where a secret stands. */
export interface Place {
  exposure: Exposure;
  /** A path below the root, an address, or a commit or tag with `message`. */
  at: string;
  line: number | null;
  /** The file that held it, where `at` lies inside one: an archive, a document, a source map. */
  via?: string;
  /** How it was written there, outermost first, such as `base64`; absent for plain text. */
  coded?: string;
  /** The commit that brought it, and when it was written; history alone. */
  commit?: string;
  date?: string;
  /** False where HEAD no longer holds this version; history alone. */
  inHead?: boolean;
  /** The commit in the history of HEAD that took it away, and when; history alone. */
  removed?: { commit: string; date: string };
}

/** A secret that was found, without its value. */
export interface FoundSecret {
  /** A keyed hash of kind and value: the same wherever it stands, and worthless to a stranger. */
  id: string;
  /** The id of its kind. */
  rule: string;
  kind: string;
  provider: string;
  severity: Severity;
  /** `…` and the last four characters. */
  masked: string;
  exposure: Exposure;
  /** What its own characters say: live or test mode, role, account, end, whether a checksum fits. */
  says: string[];
  /** The variable whose value it is, where an environment file of this machine says so. */
  variable?: string;
  /** The first 20 places, worst first, and how many more there are. */
  places: Place[];
  more: number;
}
