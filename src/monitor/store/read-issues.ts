import { inflateSync } from 'node:zlib';
import type { ErrorEvent, Issue } from '../types.ts';
import type { Sql } from './sql.ts';
import type { Span, Store } from './store.ts';

export interface IssueRow {
  id: number;
  project: number;
  title: string;
  place: string;
  level: string;
  first_seen: number;
  last_seen: number;
  events: number;
  users: number;
  first_release: string | null;
  last_release: string | null;
  state: Issue['state'];
  resolved_in: string | null;
  regressed_in: string | null;
  owner: string | null;
}

export function readIssue(row: IssueRow): Issue {
  const { id, project, title, place, level, events, users, state, owner } = row;
  const seen = { firstSeen: row.first_seen, lastSeen: row.last_seen, firstRelease: row.first_release, lastRelease: row.last_release };
  return { id, project, title, place, level, events, users, state, owner, ...seen, regressedIn: row.regressed_in };
}

type Reads = Pick<Store, 'issues' | 'issue' | 'events' | 'errorCounts'>;

export function issueReads(sql: Pick<Sql, 'all' | 'get'>): Reads {
  return {
    async issues({ project, release, state, limit = 100 } = {}) {
      const where = [
        ...(project === undefined ? [] : [['project = ?', project] as const]),
        ...(state === undefined ? [] : [['state = ?', state] as const]),
        ...(release === undefined ? [] : [['id IN (SELECT issue FROM issue_releases WHERE release = ?)', release] as const]),
      ];
      const filter = where.length === 0 ? '' : `WHERE ${where.map(([text]) => text).join(' AND ')}`;
      const rows = await sql.all<IssueRow>(
        `SELECT * FROM issues ${filter} ORDER BY last_seen DESC, id DESC LIMIT ?`,
        ...where.map(([, value]) => value),
        limit,
      );
      return rows.map(readIssue);
    },
    async issue(id) {
      const row = await sql.get<IssueRow>('SELECT * FROM issues WHERE id = ?', id);
      if (!row) return null;
      const releases = await sql.all<{ release: string; events: number; first_seen: number; last_seen: number }>(
        'SELECT * FROM issue_releases WHERE issue = ? ORDER BY last_seen DESC',
        id,
      );
      return {
        issue: readIssue(row),
        releases: releases.map(({ release, events, first_seen, last_seen }) => ({
          release,
          events,
          firstSeen: first_seen,
          lastSeen: last_seen,
        })),
      };
    },
    async events(issue, limit = 100) {
      const rows = await sql.all<Omit<ErrorEvent, 'payload'> & { body: Uint8Array }>(
        'SELECT id, issue, at, release, environment, body FROM events WHERE issue = ? ORDER BY at DESC, id LIMIT ?',
        issue,
        limit,
      );
      // as: written as an object by the intake alone
      return rows.map(({ body, ...row }) => ({ ...row, payload: JSON.parse(inflateSync(body).toString('utf8')) as ErrorEvent['payload'] }));
    },
    async errorCounts({ from, to }: Span, step) {
      const ms = step === 'hour' ? 3_600_000 : 86_400_000;
      const start = Math.floor(from / ms) * ms;
      const rows = await sql.all<{ at: number; events: number }>(
        'SELECT at, SUM(events) AS events FROM issue_hours WHERE at >= ? AND at < ? GROUP BY at',
        start,
        to,
      );
      const counts = new Map<number, number>();
      for (const { at, events } of rows) counts.set(Math.floor(at / ms) * ms, (counts.get(Math.floor(at / ms) * ms) ?? 0) + events);
      const list: { at: number; events: number }[] = [];
      for (let at = start; at < to; at += ms) list.push({ at, events: counts.get(at) ?? 0 });
      return list;
    },
  };
}
