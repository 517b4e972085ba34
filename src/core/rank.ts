import type { AnyCheck } from './check.ts';
import type { Finding } from './finding.ts';
import type { Profile } from './profile.ts';
import { HURTS, SEVERITIES } from './vocabulary.ts';

const STATES = ['fail', 'unknown', 'pass', 'skip'] as const satisfies readonly Finding['state'][];

/**
 * The ranking: a pure, total order. Open failures first, then by severity, by what is hurt (money and access before looks),
 * by whether the profile names the check, and last by check, subject and id, so that equal findings never swap.
 */
export function rank(findings: readonly Finding[], profile: Profile): Finding[] {
  const keyed = findings.map((finding) => ({ finding, key: orderOf(finding, profile) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  return keyed.map(({ finding }) => finding);
}

function orderOf(finding: Finding, profile: Profile): readonly (number | string)[] {
  const named = profile.options?.[finding.check] !== undefined || profile.severity?.[finding.check] !== undefined;
  return [
    finding.ignored ? 1 : 0,
    STATES.indexOf(finding.state),
    finding.cause === undefined ? 0 : 1,
    SEVERITIES.indexOf(finding.severity),
    Math.min(...finding.hurts.map((hurt) => HURTS.indexOf(hurt))),
    named ? 0 : 1,
    finding.check,
    finding.subject,
    finding.id,
    finding.found,
  ];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]!, b[i]!];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/**
 * Names the cause of each finding that another one explains: one root cause, one headline. A failure is explained by a failure of a
 * check it lists in `causedBy`; an unknown by a failure of a check that `explainsUnknown`. Both must lie on the same host or its site, in a
 * repository in one file.
 * A cause is never milder than what it explains, or folding would hide a blocker.
 * A fault that is set once `perHost` is explained, on further pages, by the first of them.
 */
export function foldCauses(ranked: readonly Finding[], checks: readonly AnyCheck[]): Finding[] {
  const byId = new Map(checks.map((check) => [check.id as string, check]));
  const failures = ranked.filter((finding) => finding.state === 'fail');
  return ranked.map((finding) => {
    if (finding.state !== 'fail' && finding.state !== 'unknown') return finding;
    const causes = byId.get(finding.check)?.causedBy ?? [];
    const cause = failures.find(
      (other) =>
        other.id !== finding.id &&
        covers(other.subject, finding.subject) &&
        isNear(other, finding) &&
        (finding.state === 'unknown' || SEVERITIES.indexOf(other.severity) <= SEVERITIES.indexOf(finding.severity)) &&
        (causes.includes(other.check) || (finding.state === 'unknown' && byId.get(other.check)?.explainsUnknown === true)) &&
        !(byId.get(other.check)?.causedBy ?? []).includes(finding.check),
    );
    const first = byId.get(finding.check)?.perHost ? failures.find((other) => isSameFault(other, finding)) : undefined;
    const explained = cause ?? (first && first.id !== finding.id ? first : undefined);
    return explained ? { ...finding, cause: explained.id } : finding;
  });
}

/** True when two failures are one fault of a host, seen on two of its URLs. */
function isSameFault(a: Finding, b: Finding): boolean {
  return a.check === b.check && b.state === 'fail' && a.at?.[0]?.at === b.at?.[0]?.at && hostInKey(a.subject) === hostInKey(b.subject);
}

/** True when a fault of the subject with key `a` can explain one of `b`: the same, a site over its hosts, a host over its URLs or its site. */
function covers(a: string, b: string): boolean {
  if (a === b) return true;
  const [hostA, hostB] = [hostInKey(a), hostInKey(b)];
  if (hostA === undefined || hostB === undefined) return false;
  if (hostA === hostB) return true;
  return a.startsWith('site ') && hostB.endsWith(`.${hostA}`);
}

/** A repository is one subject with many faults: one explains another where they share a file. */
function isNear(a: Finding, b: Finding): boolean {
  if (!b.subject.startsWith('repo ') || a.subject !== b.subject || !a.at || !b.at) return true;
  const files = new Set(a.at.map(({ at }) => at));
  return b.at.some(({ at }) => files.has(at));
}

function hostInKey(key: string): string | undefined {
  const [kind, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
  if (kind === 'site') return name;
  if (kind === 'host') return name.split(':')[0];
  return kind === 'url' ? new URL(name).hostname : undefined;
}
