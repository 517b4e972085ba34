import { redactText } from '../redact/redact.ts';
import type { Engine } from './engine.ts';
import { findIncident, saveIncident } from './incidents.ts';
import { noteOn, resolve, type Telling } from './raise.ts';
import type { MonitorState } from './types.ts';

type Actions = Pick<
  Engine,
  'ackIncident' | 'assignIncident' | 'addNote' | 'resolveIncident' | 'resolveIssue' | 'assignIssue' | 'maintenance'
>;

/** Characters of a note. */
const NOTE = 5_000;
/** Characters of a name. */
const NAME = 80;

/** What people do with incidents, issues and monitors. `told` is one transaction that live pages hear of. */
export function incidentActions(told: <T>(work: (telling: Telling) => Promise<T>) => Promise<T>): Actions {
  return {
    ackIncident: (id, by) =>
      told(async (telling) => {
        await telling.sql.lock('incidents');
        const incident = await findIncident(telling.sql, id);
        if (!incident || incident.acked !== null) return incident;
        const acked = { ...incident, acked: telling.now, ackedBy: nameOf(by) };
        await saveIncident(telling.sql, acked);
        await noteOn(telling, acked, { kind: 'acked', says: `${by} is at work on it`, by });
        return acked;
      }),
    assignIncident: (id, owner, by) =>
      told(async (telling) => {
        await telling.sql.lock('incidents');
        const incident = await findIncident(telling.sql, id);
        const named = nameOf(owner);
        if (!incident || incident.owner === named) return incident;
        const assigned = { ...incident, owner: named };
        await saveIncident(telling.sql, assigned);
        await noteOn(telling, assigned, { kind: 'assigned', says: named === null ? 'Nobody owns it' : `${named} owns it`, by });
        return assigned;
      }),
    addNote: (id, { by, text }) =>
      told(async (telling) => {
        const incident = await findIncident(telling.sql, id);
        if (incident) await noteOn(telling, incident, { kind: 'note', says: text.slice(0, NOTE), by });
        return incident;
      }),
    resolveIncident: (id, by) =>
      told(async (telling) => {
        await telling.sql.lock('incidents');
        const incident = await findIncident(telling.sql, id);
        if (!incident || incident.resolved !== null) return incident;
        return resolve(telling, incident, { says: `${by} has ended it`, by });
      }),
    resolveIssue: (id) =>
      told(
        async ({ sql }) =>
          (await sql.run("UPDATE issues SET state = 'resolved', resolved_in = last_release, regressed_in = NULL WHERE id = ?", id)) === 1,
      ),
    assignIssue: (id, owner) =>
      told(async ({ sql }) => (await sql.run('UPDATE issues SET owner = ? WHERE id = ?', nameOf(owner), id)) === 1),
    maintenance: (monitor, until) =>
      told(async ({ sql }) => {
        const lock = sql.dialect === 'postgres' ? ' FOR UPDATE' : '';
        const row = await sql.get<{ state: string }>(`SELECT state FROM monitors WHERE id = ?${lock}`, monitor);
        if (!row) return false;
        const state: MonitorState = { ...(JSON.parse(row.state) as MonitorState), maintenanceUntil: until }; // as: ours
        await sql.run('UPDATE monitors SET state = ? WHERE id = ?', JSON.stringify(state), monitor);
        return true;
      }),
  };
}

/** A name as it is stored: secrets masked, one line, null for nobody. */
function nameOf(owner: string | null): string | null {
  const name = redactText(owner ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, NAME);
  return name === '' ? null : name;
}
