import type { Database, Sql } from './sql.ts';

/** Words that differ between the dialects. */
const WORDS = {
  sqlite: { serial: 'INTEGER PRIMARY KEY AUTOINCREMENT', int: 'INTEGER', blob: 'BLOB', packed: ' WITHOUT ROWID' },
  postgres: { serial: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY', int: 'BIGINT', blob: 'BYTEA', packed: '' },
} as const;

/** Each entry is one version, applied once and never edited afterwards. Times are ms, durations of samples tenths of ms. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE monitors (n {serial}, id TEXT NOT NULL UNIQUE, spec TEXT NOT NULL, place {int} NOT NULL, wanted {int} NOT NULL,
      state TEXT NOT NULL, last TEXT, next_at {int} NOT NULL, leased_by TEXT, leased_until {int} NOT NULL DEFAULT 0)`,
    'CREATE INDEX monitors_due ON monitors (next_at)',
    `CREATE TABLE samples (monitor {int} NOT NULL, at {int} NOT NULL, outcome {int} NOT NULL, status {int}, dns {int}, tcp {int}, tls {int},
      ttfb {int}, total {int} NOT NULL, cert {int}, code TEXT, PRIMARY KEY (monitor, at)){packed}`,
    `CREATE TABLE bars (monitor {int} NOT NULL, step {int} NOT NULL, at {int} NOT NULL, looks {int} NOT NULL, ok {int} NOT NULL,
      fail {int} NOT NULL, unknown {int} NOT NULL, sketch {blob} NOT NULL, PRIMARY KEY (monitor, step, at)){packed}`,
    `CREATE TABLE incidents (id {serial}, rule TEXT NOT NULL, subject TEXT NOT NULL, opened {int} NOT NULL, resolved {int}, data TEXT NOT NULL)`,
    'CREATE INDEX incidents_opened ON incidents (opened)',
    'CREATE INDEX incidents_open ON incidents (rule, subject) WHERE resolved IS NULL',
    `CREATE TABLE incident_events (incident {int} NOT NULL, n {int} NOT NULL, at {int} NOT NULL, kind TEXT NOT NULL, says TEXT NOT NULL,
      by_whom TEXT, facts TEXT NOT NULL, PRIMARY KEY (incident, n)){packed}`,
    `CREATE TABLE outbox (id {serial}, incident {int} NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL,
      target TEXT NOT NULL, message TEXT NOT NULL, created {int} NOT NULL, next_at {int} NOT NULL, attempts {int} NOT NULL DEFAULT 0,
      state TEXT NOT NULL DEFAULT 'waiting', last_error TEXT, sent_at {int}, leased_by TEXT, leased_until {int} NOT NULL DEFAULT 0)`,
    "CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting'",
    'CREATE INDEX outbox_incident ON outbox (incident)',
    'CREATE TABLE projects (id {serial}, name TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE)',
    `CREATE TABLE issues (id {serial}, project {int} NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL, level TEXT NOT NULL,
      first_seen {int} NOT NULL, last_seen {int} NOT NULL, events {int} NOT NULL, users {int} NOT NULL DEFAULT 0, first_release TEXT,
      last_release TEXT, state TEXT NOT NULL DEFAULT 'open', resolved_in TEXT, regressed_in TEXT, owner TEXT)`,
    'CREATE INDEX issues_seen ON issues (last_seen)',
    'CREATE TABLE issue_hashes (project {int} NOT NULL, hash TEXT NOT NULL, issue {int} NOT NULL, PRIMARY KEY (project, hash)){packed}',
    'CREATE TABLE issue_users (issue {int} NOT NULL, who TEXT NOT NULL, PRIMARY KEY (issue, who)){packed}',
    `CREATE TABLE issue_releases (issue {int} NOT NULL, release TEXT NOT NULL, events {int} NOT NULL, first_seen {int} NOT NULL,
      last_seen {int} NOT NULL, PRIMARY KEY (issue, release)){packed}`,
    'CREATE TABLE issue_hours (at {int} NOT NULL, issue {int} NOT NULL, events {int} NOT NULL, PRIMARY KEY (at, issue)){packed}',
    `CREATE TABLE events (project {int} NOT NULL, id TEXT NOT NULL, issue {int} NOT NULL, at {int} NOT NULL, release TEXT, environment TEXT,
      body {blob} NOT NULL, PRIMARY KEY (project, id))`,
    'CREATE INDEX events_issue ON events (issue, at)',
    'CREATE TABLE seen (project {int} NOT NULL, id TEXT NOT NULL, at {int} NOT NULL, PRIMARY KEY (project, id)){packed}',
    `CREATE TABLE route_stats (project {int} NOT NULL, step {int} NOT NULL, at {int} NOT NULL, route TEXT NOT NULL, release TEXT NOT NULL,
      writer TEXT NOT NULL, requests {int} NOT NULL, errors {int} NOT NULL, sketch {blob} NOT NULL,
      PRIMARY KEY (project, step, at, route, release, writer)){packed}`,
    `CREATE TABLE session_stats (project {int} NOT NULL, at {int} NOT NULL, release TEXT NOT NULL, environment TEXT NOT NULL,
      sessions {int} NOT NULL, errored {int} NOT NULL, crashed {int} NOT NULL, PRIMARY KEY (project, at, release, environment)){packed}`,
    `CREATE TABLE session_states (project {int} NOT NULL, sid TEXT NOT NULL, at {int} NOT NULL, errored {int} NOT NULL, ended {int} NOT NULL,
      PRIMARY KEY (project, sid)){packed}`,
    `CREATE TABLE dropped (project {int} NOT NULL, at {int} NOT NULL, category TEXT NOT NULL, reason TEXT NOT NULL, n {int} NOT NULL,
      PRIMARY KEY (project, at, category, reason)){packed}`,
    `CREATE TABLE log_rates (source TEXT NOT NULL, at {int} NOT NULL, lines {int} NOT NULL, server_errors {int} NOT NULL,
      auth_failures {int} NOT NULL, with_id {int} NOT NULL, PRIMARY KEY (source, at)){packed}`,
    `CREATE TABLE check_ins (project {int} NOT NULL, slug TEXT NOT NULL, status TEXT NOT NULL, at {int} NOT NULL, data TEXT NOT NULL,
      PRIMARY KEY (project, slug)){packed}`,
    `CREATE TABLE markers (id {serial}, at {int} NOT NULL, release TEXT NOT NULL, environment TEXT NOT NULL, by_whom TEXT, url TEXT,
      source TEXT NOT NULL)`,
    'CREATE INDEX markers_at ON markers (at)',
    `CREATE TABLE audits (id {serial}, at {int} NOT NULL, domain TEXT NOT NULL, decision TEXT NOT NULL, counts TEXT NOT NULL, report TEXT NOT NULL)`,
    'CREATE TABLE records (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, expires {int}, PRIMARY KEY (kind, id))',
    'CREATE TABLE duties (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until {int} NOT NULL, done {int} NOT NULL DEFAULT 0)',
  ],
  [
    'ALTER TABLE check_ins ADD COLUMN due {int}',
    `CREATE TABLE job_stats (project {int} NOT NULL, at {int} NOT NULL, job TEXT NOT NULL, ok {int} NOT NULL, failed {int} NOT NULL,
      missed {int} NOT NULL, PRIMARY KEY (project, at, job)){packed}`,
  ],
];

/** Tables whose rows `/metrics` counts. */
export const COUNTED = ['monitors', 'samples', 'bars', 'incidents', 'outbox', 'issues', 'events', 'route_stats', 'audits'] as const;

/** Brings a database to the newest version; several processes may start at once. */
export async function migrate(database: Database): Promise<void> {
  await database.tx(async (sql) => {
    await sql.lock('launch-ready schema');
    await sql.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    const at = Number((await sql.get('SELECT MAX(version) AS version FROM schema_version'))?.['version'] ?? 0);
    if (at > MIGRATIONS.length) throw new Error(`this store was written by a newer launch-ready (version ${at} of its schema)`);
    for (let version = at; version < MIGRATIONS.length; version += 1) {
      for (const text of MIGRATIONS[version] ?? []) await sql.run(inDialect(text, sql.dialect));
      await sql.run('INSERT INTO schema_version (version) VALUES (?)', version + 1);
    }
  });
}

function inDialect(text: string, dialect: Sql['dialect']): string {
  return text.replaceAll(/\{(serial|int|blob|packed)\}/g, (_, word: keyof (typeof WORDS)['sqlite']) => WORDS[dialect][word]);
}
