import { audit } from '../src/app/audit.ts';
import type { Finding } from '../src/core/finding.ts';
import type { Area } from '../src/core/vocabulary.ts';
import { type Lab, startLab } from '../src/lab/index.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import { testIo } from './io.ts';

/** What an audit of a scenario's domain finds wrong, under the text of a launch-ready.yaml if there is one; `only` of some areas. */
export async function failuresOf(scenario: Scenario, text?: string, only?: Area[]): Promise<Finding[]> {
  await using lab = await startLab(scenario);
  return await auditIn(lab, text, only);
}

/** What an audit of a running lab's domain finds wrong. */
export async function auditIn(lab: Lab, text?: string, only?: Area[]): Promise<Finding[]> {
  const { domain, resolver, roots, ca, route } = lab;
  const io = testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route });
  const { report } = await audit.run(
    audit.takes.parse({ target: domain, only, ...(text === undefined ? {} : { config: { text, name: 'launch-ready.yaml' } }) }),
    io,
    () => {},
  );
  return report.findings.filter(({ state }) => state === 'fail');
}

/** A finding as faults name it. */
export function nameOf({ check, subject }: Finding): string {
  return `${check} ${subject}`;
}
