import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Io } from '../../core/io.ts';
import { openProxy } from './proxy.ts';
import { speak, type Wire } from './wire.ts';

const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-first-run',
  '--no-default-browser-check',
  '--remote-debugging-pipe',
  // Without it the proxy is left out for loopback addresses, and what io allows would not count there.
  '--proxy-bypass-list=<-loopback>',
] as const;

/** Helper processes may still write their last. */
const RETRY = { maxRetries: 10, retryDelay: 50 } as const;

/** A running browser; closing it ends its processes and removes its profile. */
export interface Browser extends Pick<Wire, 'send' | 'listen'>, AsyncDisposable {}

export interface Started {
  /** The path of the browser. */
  program: string;
  /** SHA-256 hashes of public keys, base64, whose certificates are accepted as well. */
  trust: readonly string[];
}

/**
 * Starts a Chromium with a profile that is thrown away and our proxy as its only way out. It is spoken to over two pipes, so that no
 * other process can. It ends when `io` is stopped, and does not outlive this process.
 */
export async function openBrowser(io: Io, { program, trust }: Started): Promise<Browser> {
  io.signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'launch-ready-'));
  const proxy = await openProxy(io);
  const flags = [...FLAGS, `--user-data-dir=${folder}`, `--proxy-server=http://127.0.0.1:${proxy.port}`];
  // Root has no sandbox in Chromium; everybody else keeps it, for the page is a stranger's.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  if (trust.length > 0) flags.push(`--ignore-certificate-errors-spki-list=${trust.join(',')}`);
  const child = spawn(program, [...flags, 'about:blank'], {
    // What Chromium itself leaves in the folder for temporary files goes with the profile.
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const wire = speak(child.stdio[3] as Writable, child.stdio[4] as Readable); // as: both were asked for as pipes
  void gone.then(() => wire.over());
  const stop = (): void => kill(child);
  // Where this process is left at once, there is no time to wait for the other.
  const leave = (): void => {
    stop();
    rmSync(folder, { recursive: true, force: true, ...RETRY });
  };
  io.signal.addEventListener('abort', stop, { once: true });
  process.once('exit', leave);
  return {
    send: wire.send,
    listen: wire.listen,
    async [Symbol.asyncDispose]() {
      io.signal.removeEventListener('abort', stop);
      stop();
      await gone;
      await proxy[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, ...RETRY });
      process.off('exit', leave);
    },
  };
}

/** Kills the whole group: a renderer left alone would go on using the machine. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
