import { auditFor } from '../fix/fix.ts';
import type { Report } from '../../core/finding.ts';
import { smoke } from '../smoke.ts';
import { keepReport } from './memory.ts';
import type { Became, Sprint, Stage } from './stage.ts';

/** An audit as every stage takes it. */
export function look({ target, workspace, profile, io, tell }: Sprint, first = false): Promise<Report> {
  return auditFor({ target: target.domain, repo: workspace.root, profile, first }, io, tell);
}

/** The look before anything is changed. */
export const before: Stage = {
  name: 'audit',
  title: 'Audit',
  async run(sprint) {
    const report = await look(sprint, true);
    keepReport(sprint.workspace.state, 'before', report);
    return { state: 'done', says: `${report.decision.toUpperCase()}: ${report.because}` };
  },
};

/** The last look: audit, and what customers do (HND-7). */
export const validation: Stage = {
  name: 'validation',
  title: 'Final validation',
  async run(sprint): Promise<Became> {
    const report = await look(sprint);
    keepReport(sprint.workspace.state, 'after', report);
    const says = `${report.decision.toUpperCase()}: ${report.because}`;
    const tried = await smoke.run({ repo: sprint.workspace.root }, sprint.io, sprint.tell);
    const bad = tried.tried.filter(({ state }) => state !== 'pass').map(({ what, says: why }) => `${what}: ${why}`);
    if (report.decision === 'go' && tried.state === 'pass') return { state: 'done', says: `${says} Signup, login and core flow work.` };
    return { state: 'open', says, open: bad };
  },
};
