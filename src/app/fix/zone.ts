import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import type { Report } from '../../core/finding.ts';
import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { planRecords } from '../../providers/cloudflare/records.ts';
import { zoneStatus, type ZoneState } from '../../providers/cloudflare/state.ts';
import { applyChanges } from '../edge/changes.ts';
import { look, whereOf } from '../edge/look.ts';
import type { Journal } from '../journal.ts';
import { sortFixes } from './sort.ts';

/** What can be changed at the edge for a report, and whether visitors come through it. */
export interface ZoneFix {
  zone: string;
  changes: Change[];
  /** What waits for something to be proven first. */
  held: string[];
  /** Name servers the registrar must say before any of it is seen; empty when they are in place. */
  nameServers: string[];
}

/** Why nothing can be changed from here. */
export interface NoZone {
  zone: null;
  why: string;
}

/** The changes that the configuration and the DNS fixes of a report ask for; nothing is sent. */
export async function planZone(report: Report, { domain, repo, io, tell }: Fixing): Promise<ZoneFix | NoZone> {
  if (!io.env['CLOUDFLARE_API_TOKEN']) return { zone: null, why: 'CLOUDFLARE_API_TOKEN is not set, so DNS and edge are changed by hand.' };
  try {
    const { open, plan } = await look(whereOf({ target: domain, repo }), io, tell);
    const changes = [...plan.changes, ...records(report, open.state).filter((each) => !plan.changes.some(({ at }) => at === each.at))];
    const { active, nameServers } = zoneStatus(open.state);
    return { zone: plan.zone, changes, held: plan.held.map(({ what, why }) => `${what}: ${why}`), nameServers: active ? [] : nameServers };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { zone: null, why: `${error.message} ${error.hint}` };
  }
}

/** Carries changes out in the journal's sight. */
export async function changeZone(changes: readonly Change[], { journal, io, tell }: Fixing): Promise<Change[]> {
  const { done, found } = await applyChanges(changes, { io, journal, tell });
  return [...found, ...done];
}

export interface Fixing {
  domain: string;
  repo: string;
  io: Io;
  tell: Tell;
  journal: Journal;
}

/** The record changes of a report, each naming what it mends. */
function records(report: Report, state: ZoneState): Change[] {
  return sortFixes(report).dns.flatMap(({ finding, step }) =>
    step.zone === state.name ? planRecords(state, { add: step.add ?? [], remove: step.remove ?? [], mends: [finding.id] }) : [],
  );
}
