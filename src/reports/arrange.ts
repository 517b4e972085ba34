import type { Finding, Report } from '../core/finding.ts';
import { type Hurts, SEVERITIES } from '../core/vocabulary.ts';
import type { Mark } from './words.ts';

/** A finding with the findings it explains. */
export interface Entry {
  finding: Finding;
  folded: Finding[];
}

/** A report in the order every format shows it. */
export interface Arranged {
  /** Open blockers, and high findings that touch money, access or mail. */
  doNotShip: Entry[];
  /** The other high findings. */
  soon: Entry[];
  /** Medium and low. */
  later: Entry[];
  /** What could not be checked, by reason; folded unknowns stand under their cause. */
  unknowns: { reason: string; findings: Finding[] }[];
  passed: Finding[];
  skipped: Finding[];
  /** Accepted risks. */
  ignored: Finding[];
  /** How many of each there are. What another finding explains is counted once, under it, as the verdict counts. */
  tally: { mark: Mark; n: number }[];
}

/** A fault in one of these loses customers at once. */
const CRITICAL_FLOWS: ReadonlySet<Hurts> = new Set(['login', 'signup', 'billing', 'email']);

/** Sorts a report into its sections; the ranking inside each stays. Every finding is in exactly one place. Pure. */
export function arrange(report: Report): Arranged {
  const open = report.findings.filter((finding) => !finding.ignored);
  const entries = foldInto(open);
  const failures = entries.filter(({ finding }) => finding.state === 'fail');
  const urgent = failures.filter(({ finding }) => finding.severity === 'blocker' || finding.severity === 'high');
  const doNotShip = urgent.filter(
    ({ finding }) => finding.severity === 'blocker' || finding.hurts.some((hurt) => CRITICAL_FLOWS.has(hurt)),
  );
  const unknowns = entries.flatMap(({ finding }) => (finding.state === 'unknown' ? [finding] : []));
  const passed = open.filter((finding) => finding.state === 'pass');
  return {
    doNotShip,
    soon: urgent.filter((entry) => !doNotShip.includes(entry)),
    later: failures.filter((entry) => !urgent.includes(entry)),
    unknowns: byReason(unknowns),
    passed,
    skipped: open.filter((finding) => finding.state === 'skip'),
    ignored: report.findings.filter((finding) => finding.ignored),
    tally: [
      ...SEVERITIES.map((mark) => ({ mark, n: failures.filter(({ finding }) => finding.severity === mark).length })),
      { mark: 'unknown', n: unknowns.length },
      { mark: 'pass', n: passed.length },
    ],
  };
}

/** Puts each explained finding under the one at the end of its chain of causes; a cause that is not here, or a circle, explains nothing. */
function foldInto(open: readonly Finding[]): Entry[] {
  const byId = new Map(open.map((finding) => [finding.id, finding]));
  const rootOf = (finding: Finding): Finding => {
    if (finding.state !== 'fail' && finding.state !== 'unknown') return finding;
    const seen = new Set<string>();
    let root = finding;
    for (;;) {
      const cause = root.cause === undefined ? undefined : byId.get(root.cause);
      if (cause?.state !== 'fail') return root;
      if (seen.has(cause.id)) return finding;
      seen.add(cause.id);
      root = cause;
    }
  };
  const entries = new Map<Finding, Entry>();
  const folded: { finding: Finding; root: Finding }[] = [];
  for (const finding of open) {
    const root = rootOf(finding);
    if (root === finding) entries.set(finding, { finding, folded: [] });
    else folded.push({ finding, root });
  }
  for (const { finding, root } of folded) entries.get(root)?.folded.push(finding);
  return [...entries.values()];
}

function byReason(findings: readonly Finding[]): Arranged['unknowns'] {
  const groups = Map.groupBy(findings, (finding) => finding.found);
  return [...groups].map(([reason, grouped]) => ({ reason, findings: grouped }));
}
