import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A private PostgreSQL with an empty database per call of `database`. */
export interface Postgres extends AsyncDisposable {
  /** The address of a new database. */
  database(): Promise<string>;
}

/** Where Debian keeps the programs of each version; the newest is taken. */
const DEBIAN = '/usr/lib/postgresql';

/** Starts the real server in a folder of its own that is gone afterwards. PostgreSQL refuses to run as root, so root lends it another name. `more` are settings such as `autovacuum=off`. */
export async function startPostgres(more: readonly string[] = []): Promise<Postgres> {
  const [version] = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const program = (name: string): string => join(DEBIAN, version ?? '', 'bin', name);
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-postgres-'));
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const made = spawnSync(program('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'], {
    ...as,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off', 'max_connections=60', ...more];
  const server = spawn(program('postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const { default: pg } = await import('pg');
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(text);
    await client.end();
  };
  const end = performance.now() + 30_000;
  while (
    !(await ask('SELECT 1').then(
      () => true,
      () => false,
    ))
  ) {
    if (server.exitCode !== null || performance.now() > end) throw new Error(`PostgreSQL does not start: ${said}`);
    await new Promise((go) => setTimeout(go, 50));
  }
  let count = 0;
  return {
    async database() {
      count += 1;
      await ask(`CREATE DATABASE test${count}`);
      return `postgres://postgres@127.0.0.1:${port}/test${count}`;
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null) {
        server.kill('SIGINT'); // fast shutdown
        await once(server, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
}
