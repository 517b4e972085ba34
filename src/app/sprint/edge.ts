import type { Report } from '../../core/finding.ts';
import { fixEdge } from '../fix/fix.ts';
import type { Fixing } from '../fix/zone.ts';
import { look } from './look.ts';
import { keptReport } from './memory.ts';
import type { Became, Sprint, Stage } from './stage.ts';

/** DNS, mail records and edge. */
export const edge: Stage = {
  name: 'edge',
  title: 'DNS and edge',
  run: (sprint) => mendZone(sprint, keptReport(sprint.workspace.state, 'before')),
};

/** What else the edge can mend once servers and code are. */
export const edgeAgain: Stage = {
  name: 'edge-again',
  title: 'DNS and edge, once more',
  run: async (sprint) => mendZone(sprint, await look(sprint)),
};

async function mendZone(sprint: Sprint, report: Report): Promise<Became> {
  const { target, workspace, profile, io, tell, journal, yes } = sprint;
  const fixing: Fixing = { domain: target.domain, repo: workspace.root, io, tell, journal };
  const how = { plan: false, yes, target: target.domain, repo: workspace.root, profile };
  const { changes, open, held } = await fixEdge(report, fixing, how);
  const says = changes.length === 0 ? 'Nothing was to be changed.' : `${changes.length} changes made.`;
  return { state: open.length === 0 ? 'done' : 'open', says, open: [...open, ...held] };
}
