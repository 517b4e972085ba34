import type { AuditRun } from '../types.ts';
import type { Database } from './sql.ts';
import type { Store } from './store.ts';

type Reads = Pick<Store, 'record' | 'putRecord' | 'addRecord' | 'deleteRecord' | 'records' | 'saveAudit' | 'audits' | 'audit'>;

interface AuditRow {
  id: number;
  at: number;
  domain: string;
  decision: AuditRun['decision'];
  counts: string;
  report: string;
}

/** Small documents, and the audits that ran here. `now` decides what has expired. */
export function recordReads(database: Database, now: () => number): Reads {
  const put = (
    kind: string,
    id: string,
    { value, expires }: { value: unknown; expires: number | undefined },
    conflict: string,
  ): Promise<number> =>
    database.run(
      `INSERT INTO records (kind, id, value, expires) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, expires = excluded.expires ${conflict}`,
      kind,
      id,
      JSON.stringify(value),
      expires ?? null,
      ...(conflict === '' ? [] : [now()]),
    );
  return {
    async record<T>(kind: string, id: string) {
      const row = await database.get<{ value: string }>(
        'SELECT value FROM records WHERE kind = ? AND id = ? AND (expires IS NULL OR expires > ?)',
        kind,
        id,
        now(),
      );
      return row ? (JSON.parse(row.value) as T) : null; // as: whoever wrote it says what it is
    },
    putRecord: async (kind, id, value, expires) => void (await put(kind, id, { value, expires }, '')),
    addRecord: async (kind, id, value, expires) => (await put(kind, id, { value, expires }, 'WHERE records.expires <= ?')) === 1,
    deleteRecord: async (kind, id) => (await database.run('DELETE FROM records WHERE kind = ? AND id = ?', kind, id)) === 1,
    async records(kind) {
      const rows = await database.all<{ id: string; value: string; expires: number | null }>(
        'SELECT id, value, expires FROM records WHERE kind = ? AND (expires IS NULL OR expires > ?) ORDER BY id',
        kind,
        now(),
      );
      return rows.map(({ id, value, expires }) => ({ id, value: JSON.parse(value) as unknown, expires }));
    },
    async saveAudit(audit) {
      const { at, domain, decision, counts, report } = audit;
      const row = await database.get<{ id: number }>(
        'INSERT INTO audits (at, domain, decision, counts, report) VALUES (?, ?, ?, ?, ?) RETURNING id',
        at,
        domain,
        decision,
        JSON.stringify(counts),
        JSON.stringify(report),
      );
      return { ...audit, id: row?.id ?? 0 };
    },
    async audits({ domain, limit = 100 } = {}) {
      const where = domain === undefined ? '' : 'WHERE domain = ?';
      const rows = await database.all<Omit<AuditRow, 'report'>>(
        `SELECT id, at, domain, decision, counts FROM audits ${where} ORDER BY id DESC LIMIT ?`,
        ...(domain === undefined ? [limit] : [domain, limit]),
      );
      return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as AuditRun['counts'] })); // as: saveAudit wrote it
    },
    async audit(id) {
      const row = await database.get<AuditRow>('SELECT * FROM audits WHERE id = ?', id);
      return row ? { ...row, counts: JSON.parse(row.counts) as AuditRun['counts'], report: JSON.parse(row.report) as unknown } : null; // as: the same
    },
  };
}
