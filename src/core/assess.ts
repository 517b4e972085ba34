import { type Bundle, digestBundle } from './bundle.ts';
import type { AnyCheck } from './check.ts';
import { decide } from './decide.ts';
import { estimate } from './estimate.ts';
import type { Finding, Report } from './finding.ts';
import { judge } from './judge.ts';
import type { Profile } from './profile.ts';
import { foldCauses, rank } from './rank.ts';

/** Evidence longer than this many characters of JSON is left out of reports; the bundle has it whole. */
const EVIDENCE_IN_REPORT = 6_000;

/** Bundle to Report: judge, fold causes, rank, decide. Pure, and the same bytes for the same bundle whatever the order of checks. */
export function assess(bundle: Bundle, checks: readonly AnyCheck[], profile: Profile): Report {
  const judged = rank(judge(bundle, checks, profile), profile);
  const findings = rank(foldCauses(judged, checks), profile);
  return {
    schema: 1,
    target: bundle.target,
    taken: bundle.taken,
    profile: profile.name,
    bundle: digestBundle(bundle),
    ...decide(findings),
    counts: count(findings),
    estimate: estimate(findings),
    findings,
    evidence: shown(bundle, findings),
  };
}

/** Folded findings are not counted: the one that explains them is. */
function count(findings: readonly Finding[]): Report['counts'] {
  const counts: Report['counts'] = { blocker: 0, high: 0, medium: 0, low: 0, passed: 0, unknown: 0, skipped: 0, ignored: 0 };
  for (const finding of findings) {
    if (finding.cause !== undefined) continue;
    if (finding.ignored) counts.ignored += 1;
    else if (finding.state === 'fail') counts[finding.severity] += 1;
    else if (finding.state === 'unknown') counts.unknown += 1;
    else if (finding.state === 'pass') counts.passed += 1;
    else counts.skipped += 1;
  }
  return counts;
}

function shown(bundle: Bundle, findings: readonly Finding[]): Report['evidence'] {
  const keys = new Set(findings.filter((f) => f.state === 'fail' || f.state === 'unknown').flatMap((f) => f.evidence));
  return Object.fromEntries(
    [...keys].sort().flatMap((key) => {
      const evidence = bundle.evidence[key];
      if (!evidence) return [];
      const tooLong = evidence.ok && JSON.stringify(evidence.saw).length > EVIDENCE_IN_REPORT;
      return [[key, tooLong ? { ...evidence, saw: `too long to show here; \`--save bundle.json\` keeps it whole` } : evidence]];
    }),
  );
}
