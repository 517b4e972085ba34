import type { Estimate, Finding } from './finding.ts';
import type { Severity } from './vocabulary.ts';

/** Points a finding adds to the risk, by severity; the sum saturates at 100. */
const POINTS = { blocker: 25, high: 10, medium: 3, low: 1 } as const satisfies Record<Severity, number>;

/** Minutes of blockers and high findings above which a founder alone will not be done in a day. */
const ONE_DAY = 480;

/** Risk for trends, minutes of work, and whether to do it alone. Adding a finding never lowers the risk or the minutes. Pure. */
export function estimate(findings: readonly Finding[]): Estimate {
  const open = findings.filter((finding) => finding.state === 'fail' && !finding.ignored && finding.cause === undefined);
  const urgent = open.filter((finding) => finding.severity === 'blocker' || finding.severity === 'high');
  const minutes = (list: readonly Finding[]): number => list.reduce((sum, finding) => sum + (finding.fix?.minutes ?? 0), 0);
  const minutesToShip = minutes(urgent);
  return {
    risk: Math.min(
      100,
      open.reduce((sum, finding) => sum + POINTS[finding.severity], 0),
    ),
    minutesToShip,
    minutesForAll: minutes(open),
    advice: urgent.length === 0 ? 'nothing-urgent' : minutesToShip > ONE_DAY ? 'get-help' : 'do-it-yourself',
  };
}
