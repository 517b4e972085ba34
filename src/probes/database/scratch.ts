import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { UserError } from '../../core/errors.ts';

/** The roles of Supabase's API; made where the server has none, and gone with the database. */
const ROLES = ['anon', 'authenticated', 'service_role'] as const;
const STATEMENT_MS = 15_000;
const CONNECT_MS = 8_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|)$/;

/** A database of its own on somebody's server, and a login that owns it and nothing else. */
export interface Scratch extends AsyncDisposable {
  version: string;
  owner: string;
  /** A new connection as the owner. It is no superuser: what strangers' migrations run cannot leave the database. */
  connect(): Promise<Client>;
}

/**
 * Makes an empty database on the server that `address` names, and drops it at the end with every role it made. No database that is there is
 * opened or changed. Refuses servers on other machines unless `anywhere`. Throws UserError without the address or its password.
 */
export async function openScratch(address: string, anywhere: boolean): Promise<Scratch> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol))
    throw new UserError(
      'no-postgres-address',
      'The variable holds no address of PostgreSQL.',
      'It looks like postgres://user@127.0.0.1:5432/postgres.',
    );
  const socket = url.searchParams.get('host');
  if (!anywhere && (!LOOPBACK.test(url.hostname) || (socket !== null && !socket.startsWith('/'))))
    throw new UserError(
      'not-this-machine',
      'The server is on another machine, and migrations of a checkout would run on it.',
      'Use a PostgreSQL of your own on 127.0.0.1, or say --anywhere if it is a test server.',
    );
  const admin = await connected(address);
  const name = `launch_ready_replay_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(18).toString('hex');
  const made: string[] = [];
  const clients = new Set<Client>();
  const close = async (): Promise<void> => {
    for (const client of clients) await client.end().catch(() => undefined);
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
    // A role that another run uses meanwhile stays for that one.
    for (const role of made.toReversed()) await admin.query(`DROP ROLE IF EXISTS ${role}`).catch(() => undefined);
    await admin.end().catch(() => undefined);
  };
  try {
    const { rows } = await admin.query<{ rolname: string; super: boolean; version: string }>(
      `SELECT rolname, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super, current_setting('server_version') AS version
       FROM pg_roles WHERE rolname = ANY ($1) OR rolname = current_user`,
      [ROLES],
    );
    await admin.query(`CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD '${password}'`);
    made.push(name);
    for (const role of ROLES) {
      if (!rows.some(({ rolname }) => rolname === role)) {
        await admin.query(`CREATE ROLE ${role} NOLOGIN${role === 'service_role' && rows[0]?.super ? ' BYPASSRLS' : ''}`);
        made.push(role);
      }
      await admin.query(`GRANT ${role} TO ${name}`);
    }
    await admin.query(`GRANT ${name} TO CURRENT_USER`);
    await admin.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0 ENCODING 'UTF8'`);
    const own = new URL(address);
    Object.assign(own, { username: name, password, pathname: `/${name}` });
    return {
      version: rows[0]?.version ?? '',
      owner: name,
      async connect() {
        const client = await connected(own.href);
        clients.add(client);
        return client;
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    if (error instanceof UserError) throw error;
    throw refused(error, 'The login may not create databases and roles.');
  }
}

async function connected(address: string): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: address,
    application_name: 'launch-ready',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS * 2,
    options: `-c statement_timeout=${STATEMENT_MS} -c lock_timeout=5000 -c client_min_messages=error`,
  });
  client.on('error', () => undefined); // a connection lost between questions fails the next one
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw refused(error, 'Is it running, and is the login right?');
  }
}

function refused(error: unknown, hint: string): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  return new UserError('database-unreachable', `PostgreSQL refuses (${code}).`, hint);
}
