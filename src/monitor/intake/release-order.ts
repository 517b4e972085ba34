/** Numbers of a version, such as `app@1.10.2` or `v1.10`; null for anything else, such as a commit. */
function numbersOf(release: string): number[] | null {
  const found = /(?:^|@|v)(\d{1,9}(?:\.\d{1,9}){1,3})(?:[-+].*)?$/i.exec(release)?.[1];
  return found === undefined ? null : found.split('.').map(Number);
}

/**
 * Whether an error in `release` means that what was resolved in `resolvedIn` is back. Versions are compared by number (1.9 is before
 * 1.10); of two commits the other one counts as newer, and so does a release nobody named. Pure.
 */
export function isNewer(release: string | null, resolvedIn: string | null): boolean {
  if (release === null || resolvedIn === null) return true;
  if (release === resolvedIn) return false;
  const [a, b] = [numbersOf(release), numbersOf(resolvedIn)];
  if (!a || !b) return true;
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return false;
}
