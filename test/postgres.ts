import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** A private PostgreSQL on a socket in a folder of its own, gone when disposed. */
export interface Postgres extends AsyncDisposable {
  url: string;
}

const DEADLINE_MS = 60_000;

/** Debian keeps the server programs apart from PATH; the newest version is taken. */
function programs(): string {
  const root = '/usr/lib/postgresql';
  const newest = readdirSync(root).toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error('PostgreSQL is not installed');
  return join(root, newest, 'bin');
}

/** Starts a cluster with pg_stat_statements. It refuses to run as root, so there it runs as postgres. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-pg-'));
  const asRoot = process.getuid?.() === 0;
  const owner = asRoot ? idsOf('postgres') : undefined;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const options = { ...owner, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } };
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {
    ...options,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'shared_preload_libraries=pg_stat_statements',
    'fsync=off',
    'autovacuum=off',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], { ...options, stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const url = `postgres://tester@/postgres?host=${encodeURIComponent(folder)}`;
  const dispose = async (): Promise<void> => {
    // Connections that are just being closed may say goodbye; who stays is cut off.
    server.kill('SIGTERM');
    const impatient = setTimeout(() => server.kill('SIGINT'), 5_000);
    await gone;
    clearTimeout(impatient);
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + DEADLINE_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('CREATE EXTENSION pg_stat_statements');
      await client.end();
      return { url, [Symbol.asyncDispose]: dispose };
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > until || server.exitCode !== null) {
        await dispose();
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
}
