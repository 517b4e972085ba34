import { redact } from '../redact/redact.ts';
import type { Sql } from './store/sql.ts';
import type { Incident, IncidentEvent, Time } from './types.ts';

type Kept = Omit<Incident, 'id' | 'rule' | 'subject' | 'opened' | 'resolved'>;
interface IncidentRow {
  id: number;
  rule: Incident['rule'];
  subject: string;
  opened: number;
  resolved: number | null;
  data: string;
}

/** A row of the table as an incident. */
export function readIncident({ id, rule, subject, opened, resolved, data }: IncidentRow): Incident {
  return { ...(JSON.parse(data) as Kept), id, rule, subject, opened, resolved }; // as: written by `open` and `save` alone
}

/** All incidents that are open, oldest first. */
export async function openIncidents(sql: Sql): Promise<Incident[]> {
  const rows = await sql.all<IncidentRow>('SELECT * FROM incidents WHERE resolved IS NULL ORDER BY id');
  return rows.map(readIncident);
}

export async function findIncident(sql: Sql, id: number): Promise<Incident | null> {
  const row = await sql.get<IncidentRow>('SELECT * FROM incidents WHERE id = ?', id);
  return row ? readIncident(row) : null;
}

/** Writes a new incident down, secrets masked; the caller holds the lock `incidents`, so that two processes never open one twice. */
export async function insertIncident(sql: Sql, told: Omit<Incident, 'id'>): Promise<Incident> {
  const incident = redact(told) as typeof told; // as: redacting keeps the shape
  const { rule, subject, opened, resolved, ...data } = incident;
  const row = await sql.get<{ id: number }>(
    'INSERT INTO incidents (rule, subject, opened, resolved, data) VALUES (?, ?, ?, ?, ?) RETURNING id',
    rule,
    subject,
    opened,
    resolved,
    JSON.stringify(data),
  );
  return { ...incident, id: row?.id ?? 0 };
}

export async function saveIncident(sql: Sql, incident: Incident): Promise<void> {
  const { id, rule: _rule, subject: _subject, opened: _opened, resolved, ...data } = incident;
  await sql.run('UPDATE incidents SET resolved = ?, data = ? WHERE id = ?', resolved, JSON.stringify(data), id);
}

/** What goes into a timeline. */
export interface Noted {
  at: Time;
  kind: IncidentEvent['kind'];
  says: string;
  by?: string | null;
  facts?: IncidentEvent['facts'];
}

/** Adds a line to an incident's timeline; secrets are masked. */
export async function note(sql: Sql, incident: number, { at, kind, says, by = null, facts = {} }: Noted): Promise<IncidentEvent> {
  await sql.lock(`incident ${incident}`);
  const last = await sql.get<{ n: number | null }>('SELECT MAX(n) AS n FROM incident_events WHERE incident = ?', incident);
  const event = redact({ incident, n: (last?.n ?? 0) + 1, at, kind, says, by, facts }) as IncidentEvent; // as: redacting keeps the shape
  await sql.run(
    'INSERT INTO incident_events (incident, n, at, kind, says, by_whom, facts) VALUES (?, ?, ?, ?, ?, ?, ?)',
    incident,
    event.n,
    at,
    kind,
    event.says,
    event.by,
    JSON.stringify(event.facts),
  );
  return event;
}

interface EventRow {
  incident: number;
  n: number;
  at: number;
  kind: IncidentEvent['kind'];
  says: string;
  by_whom: string | null;
  facts: string;
}

/** An incident's timeline, oldest first. */
export async function timeline(sql: Sql, incident: number): Promise<IncidentEvent[]> {
  const rows = await sql.all<EventRow>('SELECT * FROM incident_events WHERE incident = ? ORDER BY at, n', incident);
  return rows.map(({ by_whom, facts, ...row }) => ({ ...row, by: by_whom, facts: JSON.parse(facts) as IncidentEvent['facts'] })); // as: ours
}
