/** A version of a package: its three numbers and, for one before the release, what follows the dash. */
export interface Version {
  numbers: readonly [number, number, number];
  before: string | null;
}

/** An exact version such as `15.2.3` or `16.0.0-canary.4`; null for a range or anything else. */
export function parseVersion(text: string): Version | null {
  const [, major, minor, patch, before] = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([\w.-]{1,60}))?(?:\+[\w.-]{1,60})?$/.exec(text) ?? [];
  return major === undefined ? null : { numbers: [Number(major), Number(minor), Number(patch)], before: before ?? null };
}

/** Below zero where the first version is older. What is before a release is older than the release (semver 2.0, section 11). */
export function compareVersions(a: Version, b: Version): number {
  for (const at of [0, 1, 2] as const) if (a.numbers[at] !== b.numbers[at]) return a.numbers[at] - b.numbers[at];
  if (a.before === b.before) return 0;
  if (a.before === null || b.before === null) return a.before === null ? 1 : -1;
  return a.before.localeCompare(b.before, 'en', { numeric: true });
}
