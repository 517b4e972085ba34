import { type EnvelopeItem, parseEnvelope, readJsonObject } from '../../parsers/sentry-envelope.ts';
import type { Committer } from '../commit.ts';
import { countRun } from '../jobs.ts';
import { HOUR } from '../store/read-monitors.ts';
import type { Sql } from '../store/sql.ts';
import type { MonitorEvent, Project } from '../types.ts';
import { senderOf } from './auth.ts';
import { storeCheckIn } from './check-ins.ts';
import { incoming } from './event.ts';
import { inflate } from './inflate.ts';
import { maskedText } from './people.ts';
import { type Json, list, number, object, text } from './read.ts';
import type { IntakeAnswer, IntakeRequest } from './request.ts';
import { storeAggregates, storeSession } from './sessions.ts';
import { ofSpans, ofTransaction, storeServed } from './spans.ts';
import { storeEvent } from './store-event.ts';

/** What the intake stands on. */
export interface Intake {
  committer: Committer;
  now: () => number;
  projects: () => readonly Project[];
  /** Name of this process in rows that only it writes. */
  writer: string;
  /** Mixed into hashes of people, so that nobody can be looked up in them. */
  salt: string;
  happened: (events: readonly MonitorEvent[]) => void;
  counted: (how: 'accepted' | 'refused', items: number) => void;
}

/** One error or span may be this large, bytes; develop.sentry.dev/sdk/data-model/envelopes/#size-limits. */
const ITEM = 1024 * 1024;

/** Browsers send errors across origins; text/plain spares them the question, but it must be answered. */
export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Content-Encoding, X-Sentry-Auth, Authorization',
  'Access-Control-Expose-Headers': 'X-Sentry-Error, X-Sentry-Rate-Limits, Retry-After',
  'Access-Control-Max-Age': '3600',
} as const;

/** A piece of an envelope that is to be stored, and what to tell live pages afterwards. */
type Storing = (sql: Sql) => Promise<MonitorEvent | null>;

/** Takes what an SDK sends. 200 means that it is stored; what is thrown away is counted. Never throws on what was sent. */
export async function ingest(
  intake: Intake,
  request: IntakeRequest,
  at: { project: number; form: 'envelope' | 'store' },
): Promise<IntakeAnswer> {
  const early = senderOf(request, intake.projects(), { id: at.project });
  if (!early.ok && early.status !== 401) return refuse(intake, early);
  const read = await inflate(request.body, request.headers['content-encoding']);
  if (!read.ok) return refuse(intake, read);
  const sender = early.ok ? early : senderOf(request, intake.projects(), { id: at.project, bytes: read.bytes });
  if (!sender.ok) return refuse(intake, sender);
  if (at.form === 'store') return storeOne(intake, sender.project, read.bytes);
  const parsed = parseEnvelope(read.bytes);
  if (!parsed.ok) return refuse(intake, { status: 400, problem: parsed.problem });
  const { header, items } = parsed.value;
  const id = text(header['event_id'], 36);
  const work = items.map((item) => prepare(intake, sender.project, { item, id }));
  await store(intake, work);
  return answer(200, id === null ? {} : { id });
}

async function storeOne(intake: Intake, project: Project, bytes: Uint8Array): Promise<IntakeAnswer> {
  const event = bytes.length > ITEM ? null : readJsonObject(bytes);
  if (!event) return refuse(intake, { status: 400, problem: 'it is no JSON object of at most 1 MB' });
  const item = { type: 'event', header: {}, payload: bytes };
  await store(intake, [prepare(intake, project, { item, id: null })]);
  return answer(200, { id: text(event['event_id'], 36) });
}

async function store(intake: Intake, work: readonly Storing[]): Promise<void> {
  const events = await intake.committer.add(async (sql) => {
    const told: MonitorEvent[] = [];
    for (const each of work) {
      const event = await each(sql);
      if (event) told.push(event);
    }
    return told;
  });
  intake.counted('accepted', work.length);
  intake.happened(events);
}

/** Reads one item outside of the transaction, where it may take its time, and gives what is left to do inside. */
function prepare(intake: Intake, project: Project, { item, id }: { item: EnvelopeItem; id: string | null }): Storing {
  const now = intake.now();
  const drop =
    (reason: string): Storing =>
    (sql) =>
      dropped(sql, project.id, { category: item.type || 'unnamed', reason, n: 1, now });
  const is = KNOWN.find((known) => known === item.type);
  if (!is) return drop('not kept here');
  if (item.payload.length > ITEM) return drop('larger than 1 MB');
  const json = readJsonObject(item.payload);
  if (!json) return drop('no JSON');
  switch (is) {
    case 'event': {
      const event = incoming(json, { id, now, salt: intake.salt });
      if (event.id === '') return drop('no event_id');
      return async (sql) => {
        const stored = await storeEvent(sql, project.id, event);
        if (stored && event.job !== null) await countRun(sql, { project: project.id, job: event.job, at: event.at }, 'failed');
        return stored && { kind: 'issue', ...stored };
      };
    }
    case 'transaction': {
      const served = ofTransaction(json, now);
      return served ? storing((sql) => storeServed(sql, { project: project.id, writer: intake.writer }, [served])) : drop('no times');
    }
    case 'span':
      return storing((sql) => storeServed(sql, { project: project.id, writer: intake.writer }, ofSpans(json, now)));
    case 'session':
      return storing((sql) => storeSession(sql, project.id, json, now));
    case 'sessions':
      return storing((sql) => storeAggregates(sql, project.id, json, now));
    case 'check_in':
      return storing((sql) => storeCheckIn(sql, project.id, json, now));
    case 'client_report':
      return storing((sql) => storeReport(sql, project.id, json, now));
  }
  return is satisfies never;
}

const KNOWN = ['event', 'transaction', 'span', 'session', 'sessions', 'check_in', 'client_report'] as const;

function storing(work: (sql: Sql) => Promise<unknown>): Storing {
  return async (sql) => {
    await work(sql);
    return null;
  };
}

async function dropped(
  sql: Sql,
  project: number,
  { category, reason, n, now }: { category: string; reason: string; n: number; now: number },
): Promise<null> {
  await sql.run(
    `INSERT INTO dropped (project, at, category, reason, n) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (project, at, category, reason) DO UPDATE SET n = dropped.n + excluded.n`,
    project,
    Math.floor(now / HOUR) * HOUR,
    word(category, 40),
    reason.slice(0, 80),
    n,
  );
  return null;
}

/** What a client says it dropped itself. */
async function storeReport(sql: Sql, project: number, report: Json, now: number): Promise<void> {
  for (const each of list(report['discarded_events']).slice(0, 50).map(object)) {
    const n = Math.max(0, Math.floor(number(each['quantity']) ?? 0));
    const reason = `client: ${word(text(each['reason']) ?? 'unknown', 60)}`;
    if (n > 0) await dropped(sql, project, { category: text(each['category'], 40) ?? 'default', reason, n, now });
  }
}

/** A name of strangers as one harmless word. */
function word(name: string, most: number): string {
  return maskedText(name)
    .replaceAll(/[^\w.-]/g, '')
    .slice(0, most);
}

function refuse(intake: Intake, { status, problem }: { status: number; problem: string }): IntakeAnswer {
  intake.counted('refused', 1);
  const { body, headers } = answer(status, { detail: problem });
  return { status, body, headers: { ...headers, 'X-Sentry-Error': problem.replaceAll(/[^\x20-\x7e]/g, '?') } };
}

export function answer(status: number, body: unknown): IntakeAnswer {
  return { status, headers: { ...CORS, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
