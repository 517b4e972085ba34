import { spawn } from 'node:child_process';
import type { Io } from '../core/io.ts';
import { type Reached, tunnel } from './tunnel.ts';
import { plainEnv, type Ran, runCommand } from './run-command.ts';

/** A machine that understands POSIX shell: this one, or another over the system's own `ssh` with its keys and known hosts. */
export interface Machine {
  readonly name: string;
  sh(script: string, options?: { ms?: number; onLine?: (line: string) => void }): Promise<Ran>;
  /** Puts files of a local folder into a folder there, replacing it; gives what went wrong. */
  upload(from: { folder: string; files: readonly string[] }, to: string, ms: number): Promise<Ran>;
  /** Makes ports of its loopback reachable from here; gives ours in the same order, or null where that cannot be had. */
  reach(ports: readonly number[]): Promise<Reached | null>;
}

const SH_MS = 30_000;
/** Never ask for a password, never trust a new host key by itself: nobody sits before the terminal. */
const SSH = ['ssh', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=10'] as const;

export function openMachine(io: Io, ssh: string | undefined): Machine {
  const env = plainEnv(io);
  const argv = (script: string): [string, ...string[]] =>
    ssh === undefined ? ['sh', '-c', script] : [...SSH, ssh, `sh -c ${quote(script)}`];
  return {
    name: ssh ?? 'this machine',
    reach: (ports) =>
      ssh === undefined
        ? Promise.resolve({ ports, [Symbol.asyncDispose]: async () => undefined })
        : tunnel(io, [...SSH, ssh], { ports, env }),
    sh: (script, { ms = SH_MS, onLine } = {}) => runCommand(io, { argv: argv(script), env, ms, ...(onLine ? { onLine } : {}) }),
    async upload({ folder, files }, to, ms) {
      const pack = spawn('tar', ['-cf', '-', '-C', folder, '--null', '--no-recursion', '-T', '-'], {
        env,
        signal: io.signal,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      pack.on('error', () => undefined); // the other end then sees a cut archive and says so
      const packed = new Promise<number | null>((resolve) => {
        pack.once('close', resolve);
      });
      pack.stdin.on('error', () => undefined).end(files.map((file) => `${file}\0`).join(''));
      const script = `set -e; rm -rf ${quote(to)}; mkdir -p ${quote(to)}; tar -xf - -C ${quote(to)}`;
      const ran = await runCommand(io, { argv: argv(script), env, ms, input: pack.stdout });
      if (ran.code === 0 && (await packed) !== 0) return { ...ran, code: 1, log: [...ran.log, 'tar could not read every file'] };
      pack.kill();
      return ran;
    },
  };
}

/** Text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
