/** How a domain is registered. Days count from now; a negative `ends` is over. */
export interface Registration {
  /** Who the domain was bought from, with its number in IANA's list. */
  registrar: { name: string; id: number };
  bought: number;
  ends: number;
  /** EPP states as RDAP words them (RFC 8056), such as `client transfer prohibited`. */
  status: readonly string[];
}

/** How a careful founder's domain is registered. */
export const WELL: Registration = {
  registrar: { name: 'Porkbun LLC', id: 1861 },
  bought: -420,
  ends: 310,
  status: ['client delete prohibited', 'client transfer prohibited'],
};

/** How a package stands at its registry; every name that a scenario says nothing of was published years ago. */
export type PackageState = 'absent' | 'held' | { daysAgo: number; versions: number };
