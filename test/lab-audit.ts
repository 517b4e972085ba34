import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../src/app/audit.ts';
import type { Finding } from '../src/core/finding.ts';
import { type Io, unpaced } from '../src/core/io.ts';
import type { Area } from '../src/core/vocabulary.ts';
import { checkOut } from '../src/lab/checkout.ts';
import { type Lab, startLab } from '../src/lab/index.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import { testIo } from './io.ts';

interface Asking {
  /** What to audit; the domain of the lab where left out. */
  target?: string;
  /** The text of a launch-ready.yaml. */
  text?: string | undefined;
  /** These areas alone. */
  only?: Area[];
  /** As fast as it goes where left out: the lab is this machine. */
  pace?: Io['pace'];
  /** With the probes that need a proof of control. */
  active?: boolean;
}

/** What an audit of a scenario's domain finds wrong; where it has a checkout, an audit of that. */
export async function failuresOf(scenario: Scenario, asking: Asking = {}): Promise<Finding[]> {
  await using lab = await startLab(scenario);
  using folder = scenario.repository && checkoutOf(scenario);
  return await auditIn(lab, { ...asking, ...(folder ? { target: folder.root } : {}) });
}

/** What an audit of a running lab's domain finds wrong. */
export async function auditIn(lab: Lab, { target = lab.domain, text, only, active, pace = unpaced }: Asking = {}): Promise<Finding[]> {
  const { resolver, roots, ca, route, env } = lab;
  const io = testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route, pace, ...(active ? { env } : {}) });
  const { report } = await audit.run(
    audit.takes.parse({
      target,
      only,
      active,
      ...(text === undefined ? {} : { config: { text, name: 'launch-ready.yaml' } }),
    }),
    io,
    () => {},
  );
  return report.findings.filter(({ state }) => state === 'fail');
}

/** A finding as faults name it. */
export function nameOf({ check, subject }: Finding): string {
  return `${check} ${subject}`;
}

function checkoutOf(scenario: Scenario): Disposable & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'launch-ready-checkout-'));
  checkOut(scenario, root);
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
