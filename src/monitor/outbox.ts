import type { Config } from '../core/config.ts';
import { redactText } from '../redact/redact.ts';
import { note } from './incidents.ts';
import type { Sql } from './store/sql.ts';
import type { AlertMessage, AlertSeverity, Incident, OutboxItem, Time } from './types.ts';

/** How messages are tried again. */
export interface Retrying {
  retryMs: number;
  retryMostMs: number;
  giveUpMs: number;
}

/** A process that sends may take this long, ms, before another one believes it dead. */
const LEASE = 60_000;
const LOUDNESS = { info: 0, warning: 1, critical: 2 } as const satisfies Record<AlertSeverity, number>;

/** What is to be told about an incident. */
export interface Telling {
  incident: Incident;
  kind: OutboxItem['kind'];
  message: AlertMessage;
  at: Time;
}

/**
 * Puts a message into the outbox for every alert of the config that wants it, inside the transaction of the change it tells of: both are
 * stored or neither. RESOLVED goes only to those who were to be told DOWN. A message that is there already is not put in twice.
 */
export async function enqueue(sql: Sql, alerts: Config['alerts'], { incident, kind, message, at }: Telling): Promise<number> {
  let count = 0;
  for (const { channel, to } of recipients(alerts, message)) {
    if (kind === 'RESOLVED' && !(await sql.get(TOLD, keyOf({ incident, kind: 'DOWN', channel, to })))) continue;
    count += await sql.run(
      `INSERT INTO outbox (incident, kind, key, channel, target, message, created, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING`,
      incident.id,
      kind,
      keyOf({ incident, kind, channel, to }),
      channel,
      to,
      JSON.stringify(message),
      at,
      at,
    );
  }
  return count;
}

const TOLD = "SELECT id FROM outbox WHERE key = ? AND state <> 'gave-up'";

function keyOf({ incident, kind, channel, to }: { incident: Pick<Incident, 'id'>; kind: string; channel: string; to: string }): string {
  return `${incident.id}:${kind}:${channel}:${to}`;
}

/** The alerts that want a message: loud enough for them, and, where the incident has an owner, the owner's own or nobody's in particular. */
export function recipients(alerts: Config['alerts'], { severity, owner }: Pick<AlertMessage, 'severity' | 'owner'>): Config['alerts'] {
  const loud = alerts.filter((alert) => LOUDNESS[severity] >= LOUDNESS[alert.severity]);
  const theirs = loud.filter((alert) => owner === null || alert.owner === undefined || alert.owner === owner);
  return theirs.length > 0 ? theirs : loud; // an owner nobody can reach must not silence an alert
}

interface Row extends Omit<OutboxItem, 'message' | 'to' | 'nextAt' | 'lastError' | 'sentAt' | 'leasedUntil'> {
  target: string;
  message: string;
  next_at: number;
  last_error: string | null;
  sent_at: number | null;
  leased_until: number;
}

/** A row of the table as an item. */
export function readItem(row: Row): OutboxItem {
  const { id, incident, kind, key, channel, target, created, attempts, state } = row;
  const message = JSON.parse(row.message) as AlertMessage; // as: written by `enqueue` alone
  const rest = { nextAt: row.next_at, lastError: row.last_error, sentAt: row.sent_at, leasedUntil: row.leased_until };
  return { id, incident, kind, key, channel, to: target, message, created, attempts, state, ...rest };
}

/**
 * Takes messages that are due. Of one incident and recipient only the oldest that waits is given out, so that DOWN comes before
 * RESOLVED however long it takes. A message belongs to `worker` until it is settled or its lease ends.
 */
export async function claimMessages(sql: Sql, { worker, now, limit }: { worker: string; now: Time; limit: number }): Promise<OutboxItem[]> {
  const skip = sql.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const rows = await sql.all<Row>(
    `UPDATE outbox SET leased_by = ?, leased_until = ? WHERE id IN (
      SELECT id FROM outbox o WHERE state = 'waiting' AND next_at <= ? AND leased_until <= ? AND NOT EXISTS (
        SELECT 1 FROM outbox b WHERE b.incident = o.incident AND b.channel = o.channel AND b.target = o.target AND b.state = 'waiting'
          AND b.id < o.id)
      ORDER BY next_at LIMIT ? ${skip}) RETURNING *`,
    worker,
    now + LEASE,
    now,
    now,
    limit,
  );
  return rows.map(readItem);
}

/** How a try ended: delivered, or refused with the words of whoever refused. */
export type Delivery = { ok: true } | { ok: false; says: string; retryAfterMs?: number };

/**
 * Writes down how a try ended. A refused message waits longer each time, with jitter; past the time limit it is given up, the incident
 * says so, and its RESOLVED is withheld from that recipient. Gives the item as it is now, or null when the lease was lost.
 */
export async function settle(
  sql: Sql,
  item: OutboxItem,
  how: { worker: string; now: Time; delivery: Delivery; retrying: Retrying; random: number },
): Promise<OutboxItem | null> {
  const { worker, now, delivery } = how;
  const attempts = item.attempts + 1;
  const given = !delivery.ok && now - item.created >= how.retrying.giveUpMs;
  const state = delivery.ok ? 'sent' : given ? 'gave-up' : 'waiting';
  const lastError = delivery.ok ? null : redactText(delivery.says).slice(0, 300);
  const nextAt = delivery.ok ? now : now + waitOf(how.retrying, { attempts, random: how.random, least: delivery.retryAfterMs ?? 0 });
  const sentAt = delivery.ok ? now : null;
  const changed = await sql.run(
    `UPDATE outbox SET attempts = ?, state = ?, last_error = ?, next_at = ?, sent_at = ?, leased_by = NULL, leased_until = 0
      WHERE id = ? AND leased_by = ? AND leased_until = ?`,
    attempts,
    state,
    lastError,
    nextAt,
    sentAt,
    item.id,
    worker,
    item.leasedUntil,
  );
  if (changed === 0) return null;
  const who = `${item.channel}${item.message.owner === null ? '' : ` (${item.message.owner})`}`;
  if (delivery.ok)
    await note(sql, item.incident, { at: now, kind: 'told', says: `${item.kind} reached ${who}`, facts: { key: item.key, attempts } });
  else if (given) await giveUp(sql, item, { now, who, says: lastError ?? '' });
  // Once is enough in a timeline; the number of tries stands in the delivery.
  else if (attempts === 1)
    await note(sql, item.incident, {
      at: now,
      kind: 'telling-failed',
      says: `${item.kind} did not reach ${who} and is tried again: ${lastError}`,
    });
  return { ...item, attempts, state, lastError, nextAt, sentAt, leasedUntil: 0 };
}

async function giveUp(sql: Sql, item: OutboxItem, { now, who, says }: { now: Time; who: string; says: string }): Promise<void> {
  await note(sql, item.incident, {
    at: now,
    kind: 'gave-up',
    says: `${item.kind} never reached ${who}: ${says}`,
    facts: { key: item.key },
  });
  if (item.kind !== 'DOWN') return;
  const rest = [item.incident, item.channel, item.to] as const;
  const held = await sql.run(
    "UPDATE outbox SET state = 'withheld' WHERE incident = ? AND channel = ? AND target = ? AND state = 'waiting' AND kind <> 'DOWN'",
    ...rest,
  );
  if (held > 0)
    await note(sql, item.incident, { at: now, kind: 'gave-up', says: `What followed was not sent to ${who}, who was never told DOWN` });
}

/** Doubling from the first wait to the longest, then 0.75 to 1.25 of it, so that many messages do not come back at once. */
export function waitOf(
  { retryMs, retryMostMs }: Retrying,
  { attempts, random, least }: { attempts: number; random: number; least: number },
): number {
  const doubled = Math.min(retryMostMs, retryMs * 2 ** Math.min(attempts - 1, 30));
  return Math.round(Math.max(least, doubled * (0.75 + random / 2)));
}
