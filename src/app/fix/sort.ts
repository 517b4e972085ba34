import type { Finding, Report } from '../../core/finding.ts';
import type { DnsRecord, FixStep } from '../../core/fix.ts';
import type { Area } from '../../core/vocabulary.ts';

/** A finding with the step that mends it. */
export interface Step<B extends FixStep['by']> {
  finding: Finding;
  step: Extract<FixStep, { by: B }>;
}

/** What is to be done about a report, by who can do it. */
export interface Sorted {
  /** Records to change; of steps that touch the same record only the first is here, the others follow after another look. */
  dns: Step<'dns'>[];
  /** Settings of the edge. */
  edge: Step<'edge'>[];
  /** Findings whose repair is in the code: their prompts go to the AI builder. */
  code: Finding[];
  /** Findings for the person: at a registrar, a host, in a panel. */
  hand: Finding[];
}

/** Areas whose faults are made, and mended, in the code. */
const IN_CODE: ReadonlySet<Area> = new Set(['headers', 'cors', 'caching', 'performance', 'app', 'secrets']);
/** Checks of other areas whose repair is in the code all the same. */
const ALSO_IN_CODE: ReadonlySet<string> = new Set(['routing/page', 'routing/environment']);

/** Sorts the open failures of a report, ranking kept; what another finding explains is left out, for it goes with its cause. Pure. */
export function sortFixes(report: Pick<Report, 'findings'>): Sorted {
  const sorted: Sorted = { dns: [], edge: [], code: [], hand: [] };
  const touched = new Set<string>();
  for (const finding of report.findings) {
    const { fix } = finding;
    if (finding.state !== 'fail' || finding.ignored || finding.cause !== undefined || !fix) continue;
    if (fix.by === 'dns') {
      const records = [...(fix.remove ?? []), ...(fix.add ?? [])].map(placeOf);
      // Who serves a zone is settled at the registrar, never by a record inside it.
      if (records.some((record) => record.endsWith(' NS'))) {
        sorted.hand.push(finding);
        continue;
      }
      if (records.some((record) => touched.has(record))) continue;
      for (const record of records) touched.add(record);
      sorted.dns.push({ finding, step: fix });
      continue;
    }
    if (fix.by === 'edge') sorted.edge.push({ finding, step: fix });
    else if (fix.by === 'file' || IN_CODE.has(areaOf(finding)) || ALSO_IN_CODE.has(finding.check)) sorted.code.push(finding);
    else sorted.hand.push(finding);
  }
  return sorted;
}

/** Where a record lies: two steps on one name and type must not be taken at once, since each was thought out for what is there now. */
function placeOf({ name, type }: DnsRecord): string {
  return `${name.toLowerCase().replace(/\.$/, '')} ${type}`;
}

function areaOf({ check }: Finding): Area {
  return check.slice(0, check.indexOf('/')) as Area; // as: a check id begins with its area
}
