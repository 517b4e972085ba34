import { fixEdge } from '../fix/fix.ts';
import type { Fixing } from '../fix/zone.ts';
import { look } from './look.ts';
import { keptReport } from './memory.ts';
import type { Became, Sprint, Stage } from './stage.ts';

/** DNS, mail records and edge. */
export const edge: Stage = {
  name: 'edge',
  title: 'DNS and edge',
  async run(sprint): Promise<Became> {
    const { changes, open } = await mendZone(sprint, keptReport(sprint.workspace.state, 'before'));
    const says = changes.length === 0 ? 'Nothing was changed.' : `${changes.length} changes made.`;
    return open.length === 0 ? { state: 'done', says } : { state: 'open', says, open };
  },
};

/** What else the edge can mend once servers and code are. */
export const edgeAgain: Stage = {
  name: 'edge-again',
  title: 'DNS and edge, once more',
  async run(sprint): Promise<Became> {
    const { changes, open } = await mendZone(sprint, await look(sprint));
    const says = changes.length === 0 ? 'Nothing more to change.' : `${changes.length} changes made.`;
    return open.length === 0 ? { state: 'done', says } : { state: 'open', says, open };
  },
};

function mendZone(sprint: Sprint, report: Parameters<typeof fixEdge>[0]): ReturnType<typeof fixEdge> {
  const { target, workspace, profile, io, tell, journal, yes } = sprint;
  const fixing: Fixing = { domain: target.domain, repo: workspace.root, io, tell, journal };
  return fixEdge(report, fixing, { plan: false, yes, target: target.domain, repo: workspace.root, profile });
}
