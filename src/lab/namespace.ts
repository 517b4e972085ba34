import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Scenario } from './scenario.ts';

export interface NamespaceOptions {
  signal?: AbortSignal;
  /** Takes what the command prints on stdout; it goes to our own where left out. */
  write?: (text: string) => void;
}

/** A private network is not possible here; `code` says which program is missing or refused. */
class NamespaceError extends Error {
  override readonly name = 'NamespaceError';
  readonly code: 'no-unshare' | 'no-ip';

  constructor(code: 'no-unshare' | 'no-ip', message: string) {
    super(message);
    this.code = code;
  }
}

/** The exit codes with which the process inside says that it could not set up its network or its name lookups. */
export const NO_IP = 72;
export const NO_MOUNT = 73;

/**
 * Runs a command inside a private network in which the scenario is the whole internet: its servers listen on their pretend addresses
 * and on ports 53, 80, 443 and 25, and /etc/resolv.conf and the usual CA variables point into it, so that dig, curl and openssl need
 * no options. Needs Linux with `unshare` and `ip`, no root. Returns the command's exit code; throws a NamespaceError where it cannot.
 */
export async function inNamespace(scenario: Scenario, argv: readonly string[], options: NamespaceOptions = {}): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'launch-ready-lab-'));
  try {
    await writeFile(join(folder, 'scenario.json'), JSON.stringify(scenario));
    await mustUnshare();
    const main = join(import.meta.dirname, `namespace-main${extname(import.meta.filename)}`);
    const code = await run(['-Urnm', '--', process.execPath, main, folder, ...argv], { stdio: 'inherit', ...options });
    if (code === NO_IP)
      throw new NamespaceError('no-ip', 'The program `ip` is missing or may not add addresses; private networks need iproute2.');
    if (code === NO_MOUNT)
      throw new NamespaceError('no-unshare', 'This system does not let ordinary users mount a resolv.conf of their own.');
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function mustUnshare(): Promise<void> {
  let code: number;
  try {
    code = await run(['-Urnm', 'true'], { stdio: 'ignore' });
  } catch {
    throw new NamespaceError('no-unshare', 'The program `unshare` is missing; private networks need Linux with util-linux.');
  }
  if (code !== 0) throw new NamespaceError('no-unshare', 'This system does not let ordinary users make private networks (unshare -Urn).');
}

async function run(args: readonly string[], { stdio, signal, write }: NamespaceOptions & { stdio: 'ignore' | 'inherit' }): Promise<number> {
  const child = spawn('unshare', args, { stdio: [stdio, write ? 'pipe' : stdio, stdio], ...(signal ? { signal } : {}) });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => write?.(text));
  const [code] = (await once(child, 'close')) as [number | null]; // as: `close` gives the exit code, null after a signal
  return code ?? 1;
}
