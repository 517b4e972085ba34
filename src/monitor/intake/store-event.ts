import { HOUR } from '../store/read-monitors.ts';
import { readIssue, type IssueRow } from '../store/read-issues.ts';
import type { Sql } from '../store/sql.ts';
import type { Issue } from '../types.ts';
import type { Incoming } from './event.ts';
import { isNewer } from './release-order.ts';

/** Of an issue the first events are all kept, then one in ten. */
const KEPT = 100;
const ONE_IN = 10;
/** People counted per issue; more are "1000 and more". */
const PEOPLE = 1_000;

/** Stores an event. Null when it is here already, as SDKs send again what was not answered in time. */
export async function storeEvent(sql: Sql, project: number, event: Incoming): Promise<{ issue: Issue; isNew: boolean } | null> {
  const { id, at, release } = event;
  if ((await sql.run('INSERT INTO seen (project, id, at) VALUES (?, ?, ?) ON CONFLICT (project, id) DO NOTHING', project, id, at)) === 0)
    return null;
  const found = await issueOf(sql, project, event);
  const row = await countIn(sql, found.id, event);
  if (row.events <= KEPT || row.events % ONE_IN === 0) {
    await sql.run(
      'INSERT INTO events (project, id, issue, at, release, environment, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project, id) DO NOTHING',
      project,
      id,
      found.id,
      at,
      release,
      event.environment,
      event.body,
    );
  }
  await sql.run(
    'INSERT INTO issue_hours (at, issue, events) VALUES (?, ?, 1) ON CONFLICT (at, issue) DO UPDATE SET events = issue_hours.events + 1',
    Math.floor(at / HOUR) * HOUR,
    found.id,
  );
  if (release !== null) {
    await sql.run(
      `INSERT INTO issue_releases (issue, release, events, first_seen, last_seen) VALUES (?, ?, 1, ?, ?)
        ON CONFLICT (issue, release) DO UPDATE SET events = issue_releases.events + 1,
          last_seen = CASE WHEN excluded.last_seen > issue_releases.last_seen THEN excluded.last_seen ELSE issue_releases.last_seen END`,
      found.id,
      release,
      at,
      at,
    );
  }
  return { issue: readIssue(row), isNew: found.isNew };
}

async function issueOf(
  sql: Sql,
  project: number,
  { hashes, title, place, level, at, release }: Incoming,
): Promise<{ id: number; isNew: boolean }> {
  const known = await findIssue(sql, project, hashes);
  if (known !== undefined) return { id: known, isNew: false };
  await sql.lock(`issues ${project}`);
  const meanwhile = await findIssue(sql, project, hashes);
  if (meanwhile !== undefined) return { id: meanwhile, isNew: false };
  const row = await sql.get<{ id: number }>(
    `INSERT INTO issues (project, title, place, level, first_seen, last_seen, events, first_release, last_release)
      VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING id`,
    project,
    title,
    place,
    level,
    at,
    at,
    release,
    release,
  );
  const id = row?.id ?? 0;
  for (const hash of hashes)
    await sql.run(
      'INSERT INTO issue_hashes (project, hash, issue) VALUES (?, ?, ?) ON CONFLICT (project, hash) DO NOTHING',
      project,
      hash,
      id,
    );
  return { id, isNew: true };
}

async function findIssue(sql: Sql, project: number, hashes: readonly string[]): Promise<number | undefined> {
  for (const hash of hashes) {
    const row = await sql.get<{ issue: number }>('SELECT issue FROM issue_hashes WHERE project = ? AND hash = ?', project, hash);
    if (row) return row.issue;
  }
  return undefined;
}

/** Counts an event in its issue, which comes back when it was resolved and a newer release still has it. */
async function countIn(sql: Sql, id: number, { at, release, who }: Incoming): Promise<IssueRow> {
  const isMore = who !== null && (await isNewPerson(sql, id, who));
  const row = await sql.get<IssueRow>(
    `UPDATE issues SET events = events + 1, users = users + ?, last_seen = CASE WHEN last_seen > ? THEN last_seen ELSE ? END,
      first_seen = CASE WHEN first_seen < ? THEN first_seen ELSE ? END, last_release = COALESCE(CAST(? AS TEXT), last_release) WHERE id = ? RETURNING *`,
    isMore ? 1 : 0,
    at,
    at,
    at,
    at,
    release,
    id,
  );
  if (!row) throw new Error(`issue ${id} went away while an event of it was stored`);
  if (row.state !== 'resolved' || !isNewer(release, row.resolved_in)) return row;
  await sql.run("UPDATE issues SET state = 'open', regressed_in = ? WHERE id = ?", release ?? 'unknown', id);
  return { ...row, state: 'open', regressed_in: release ?? 'unknown' };
}

async function isNewPerson(sql: Sql, issue: number, who: string): Promise<boolean> {
  const { users } = (await sql.get<{ users: number }>('SELECT users FROM issues WHERE id = ?', issue)) ?? { users: 0 };
  if (users >= PEOPLE) return false;
  return (await sql.run('INSERT INTO issue_users (issue, who) VALUES (?, ?) ON CONFLICT (issue, who) DO NOTHING', issue, who)) === 1;
}
