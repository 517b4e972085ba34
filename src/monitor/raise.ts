import type { Config } from '../core/config.ts';
import { insertIncident, note, type Noted, openIncidents, saveIncident } from './incidents.ts';
import { messageOf } from './message.ts';
import { enqueue } from './outbox.ts';
import type { Sql } from './store/sql.ts';
import type { Incident, MonitorEvent, OutboxItem, Time } from './types.ts';

/** A transaction in which something happened that somebody may have to hear of. */
export interface Telling {
  sql: Sql;
  now: Time;
  alerts: Config['alerts'];
  /** Address of the dashboard, for links. */
  base: string | undefined;
  responseMs: number;
  /** What to tell live pages once the transaction is stored. */
  happened: MonitorEvent[];
}

/** What an incident is opened with. */
export type Opening = Pick<Incident, 'rule' | 'subject' | 'title' | 'severity' | 'owner' | 'cause'> &
  Partial<Pick<Incident, 'monitors' | 'stillDown' | 'hosts' | 'addresses'>>;

/** Opens an incident and puts its messages into the outbox, all in the same transaction; the caller holds the lock `incidents`. */
export async function open(telling: Telling, opening: Opening, notes: readonly Omit<Noted, 'at'>[]): Promise<Incident> {
  const { sql, now } = telling;
  const incident = await insertIncident(sql, {
    monitors: [],
    stillDown: [],
    hosts: [],
    addresses: [],
    acked: null,
    ackedBy: null,
    resolved: null,
    ...opening,
    opened: now,
    respondBy: now + telling.responseMs,
  });
  await noteOn(telling, incident, { kind: 'opened', says: opening.cause.says });
  for (const each of notes) await noteOn(telling, incident, each);
  await tell(telling, incident, 'DOWN');
  return incident;
}

/** Ends an incident, with its messages. */
export async function resolve(
  telling: Telling,
  incident: Incident,
  { says, by = null }: { says: string; by?: string | null },
): Promise<Incident> {
  const ended: Incident = { ...incident, resolved: telling.now, stillDown: [] };
  await saveIncident(telling.sql, ended);
  await noteOn(telling, ended, { kind: 'resolved', says, by });
  await tell(telling, ended, 'RESOLVED');
  return ended;
}

/** Adds a line to the timeline and tells live pages. */
export async function noteOn(telling: Telling, incident: Incident, noted: Omit<Noted, 'at'>): Promise<void> {
  const event = await note(telling.sql, incident.id, { ...noted, at: telling.now });
  telling.happened.push({ kind: 'incident', incident, event });
}

/** Puts a message about an incident into the outbox. */
export async function tell({ sql, now, alerts, base }: Telling, incident: Incident, kind: OutboxItem['kind']): Promise<number> {
  return enqueue(sql, alerts, { incident, kind, message: messageOf(incident, kind, { at: now, base }), at: now });
}

/** The state of a rule now: `bad` opens one incident for its subject, and what is no longer so ends it. */
export async function follow(telling: Telling, opening: Opening, bad: boolean): Promise<void> {
  const known = (incidents: readonly Incident[]): Incident | undefined =>
    incidents.find(({ rule, subject }) => rule === opening.rule && subject === opening.subject);
  const before = known(await openIncidents(telling.sql));
  if (bad === (before !== undefined)) return;
  await telling.sql.lock('incidents');
  const found = known(await openIncidents(telling.sql)); // another process may have been faster
  if (bad && found === undefined) await open(telling, opening, []);
  if (!bad && found !== undefined) await resolve(telling, found, { says: 'It is well again' });
}
