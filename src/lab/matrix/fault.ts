import type { Fault, Scenario } from '../scenario.ts';
import { cleanTwin } from './world.ts';
import type { Draft } from './edit.ts';

/** One way in which a clean twin is broken, and the finding that it must give. */
export interface MatrixFault extends Fault {
  domain: string;
  /** Findings that the same cause gives as well, `check subject` each. */
  also: readonly string[];
  /** Findings that its fix leaves for a second step, because what comes next must wait for something. */
  next: readonly string[];
  /** What the founder told: launch-ready.yaml, where the fault only shows with it. */
  config?: string;
  /** True where only an audit with --active sees it. */
  active: boolean;
  breaks(world: Draft<Scenario>): void;
}

/** What a fault is declared with: what is planted, the check, the host label it is on, and how. */
type Row = [
  plant: string,
  check: Fault['check'],
  on: string,
  breaks: MatrixFault['breaks'],
  more?: { also?: readonly string[]; next?: readonly string[]; config?: string; active?: true },
];

/**
 * Faults on one domain. `on` is `site`, `repo`, a host label with `@` for the apex, or an address such as `app /login`; `also` and
 * `next` name checks with the subject in the same way, `check on`.
 */
export function faultsOn(domain: string, rows: readonly Row[]): readonly MatrixFault[] {
  return rows.map(([plant, check, on, breaks, more]) => ({
    domain,
    plant,
    check,
    on: subjectOf(on, domain),
    also: (more?.also ?? []).map((each) => findingOf(each, domain)),
    next: (more?.next ?? []).map((each) => findingOf(each, domain)),
    ...(more?.config === undefined ? {} : { config: more.config }),
    active: more?.active ?? false,
    breaks,
  }));
}

/** The pretend internet of a fault: the clean twin with this one thing broken. */
export function broken(fault: MatrixFault): Draft<Scenario> {
  const world = cleanTwin(fault.domain);
  fault.breaks(world);
  return world;
}

function findingOf(named: string, domain: string): string {
  const [check, ...on] = named.split(' ');
  return `${check} ${subjectOf(on.join(' '), domain)}`;
}

function subjectOf(on: string, domain: string): string {
  if (on === 'site') return `site ${domain}`;
  if (on === 'repo') return 'repo .';
  const [label = '', path] = on.split(' ');
  const host = label === '@' ? domain : `${label}.${domain}`;
  return path === undefined ? `host ${host}` : `url https://${host}${path}`;
}
