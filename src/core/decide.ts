import type { Decision, Finding } from './finding.ts';

/** Exit codes, never renumbered: 0 go, 1 no-go, 2 wrong use, 3 could not check. */
export const EXIT_CODES = { go: 0, 'no-go': 1, usage: 2, 'cannot-tell': 3 } as const satisfies Record<Decision | 'usage', number>;

/**
 * May the founder ship? One open blocker is a no-go, whatever else passed. Without one, a blocker check that could not run leaves the
 * question open, and so does an audit in which nothing could be checked.
 */
export function decide(ranked: readonly Finding[]): { decision: Decision; because: string } {
  const open = ranked.filter((finding) => !finding.ignored);
  const blockers = open.filter((finding) => finding.state === 'fail' && finding.severity === 'blocker' && finding.cause === undefined);
  const first = blockers[0];
  if (first) {
    return {
      decision: 'no-go',
      because:
        blockers.length === 1
          ? `One blocker stands between you and launch: ${first.title} (${placeOf(first)}).`
          : `${blockers.length} blockers stand between you and launch. First: ${first.title} (${placeOf(first)}).`,
    };
  }
  const unchecked = open.filter((finding) => finding.state === 'unknown' && finding.severity === 'blocker' && finding.cause === undefined);
  const checked = open.filter((finding) => finding.state === 'pass' || finding.state === 'fail');
  if (unchecked.length > 0 || checked.length === 0) {
    return { decision: 'cannot-tell', because: unsure([...new Set(unchecked.map((finding) => finding.check))]) };
  }
  const risks = open.filter((finding) => finding.state === 'fail' && finding.severity !== 'low' && finding.cause === undefined).length;
  return {
    decision: 'go',
    because:
      risks === 0
        ? 'Nothing that was checked stands in the way.'
        : `No blocker was found. ${risks === 1 ? 'One risk is' : `${risks} risks are`} worth fixing soon.`,
  };
}

/** Where a finding lies, as people say it: a host, an address, the repository. */
function placeOf({ subject }: Finding): string {
  const name = subject.slice(subject.indexOf(' ') + 1);
  return subject.startsWith('repo ') ? 'the repository' : name.replace(/^https:\/\//, '').replace(/\/$/, '');
}

/** Names as many checks as a headline bears. */
function unsure(checks: readonly string[]): string {
  if (checks.length === 0) return 'Nothing could be checked, so nobody can say.';
  if (checks.length <= 3) return `What decides could not be checked: ${checks.join(', ')}.`;
  return `${checks.length} checks that decide could not be made, among them ${checks.slice(0, 2).join(' and ')}.`;
}
