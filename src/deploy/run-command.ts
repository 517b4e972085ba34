import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Io } from '../core/io.ts';
import { masker } from '../redact/known.ts';

export interface Command {
  argv: readonly [string, ...string[]];
  cwd?: string;
  /** Everything the command may see; nothing else of our environment reaches it. */
  env: Readonly<Record<string, string>>;
  /** Values of secrets among `env`, masked wherever they are said. */
  secrets?: readonly string[];
  ms: number;
  /** Sent to its stdin. */
  input?: string | Readable;
  /** Each line of both streams, secrets masked. */
  onLine?: (line: string) => void;
}

/** How a command ended. `out` is stdout as it came and may hold secrets; `log` are the last lines of both streams, masked. */
export interface Ran {
  is: 'ended' | 'deadline' | 'no-start';
  code: number | null;
  out: string;
  log: string[];
}

const LOG_LINES = 60;
const OUT_LIMIT = 4 * 1024 * 1024;
/** After a command has ended, ms until we stop listening to what it left running with its streams open. */
const LINGER_MS = 1_000;

/** What every command may see of our environment. */
export function plainEnv(io: Pick<Io, 'env'>): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TMPDIR', 'TERM', 'SSH_AUTH_SOCK', 'SHELL'];
  return Object.fromEntries(names.flatMap((name) => (io.env[name] === undefined ? [] : [[name, io.env[name]]])));
}

/** Runs a command to its end, its deadline or cancellation; at the latter two it and everything it started in its group is killed. */
export async function runCommand(io: Pick<Io, 'signal'>, command: Command): Promise<Ran> {
  io.signal.throwIfAborted();
  const child = spawn(command.argv[0], command.argv.slice(1), {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: command.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const mask = masker(command.secrets ?? []);
  const tell = (line: string): void => {
    const masked = mask(line);
    log.push(masked);
    if (log.length > LOG_LINES) log.shift();
    command.onLine?.(masked);
  };
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (out.length < OUT_LIMIT) out += text;
  });
  const lines = [byLine(child.stdout, tell), byLine(child.stderr.setEncoding('utf8'), tell)];
  child.stdin.on('error', () => undefined); // a command need not read what it is sent
  if (typeof command.input === 'object') command.input.pipe(child.stdin);
  else child.stdin.end(command.input);

  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it has ended in the meantime
    }
  };
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, command.ms);
  io.signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = await new Promise<{ code: number | null } | { error: Error }>((resolve) => {
      let lingering: NodeJS.Timeout | undefined;
      child.once('error', (error) => resolve({ error }));
      child.once('exit', (code) => {
        lingering = setTimeout(() => resolve({ code }), LINGER_MS);
      });
      child.once('close', (code) => {
        clearTimeout(lingering);
        resolve({ code });
      });
    });
    io.signal.throwIfAborted();
    for (const flush of lines) flush();
    if ('error' in ended) return { is: 'no-start', code: null, out, log: [mask(ended.error.message)] };
    return { is: late ? 'deadline' : 'ended', code: ended.code, out, log };
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', kill);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function byLine(stream: Readable, tell: (line: string) => void): () => void {
  let rest = '';
  stream.on('data', (text: string) => {
    const parts = `${rest}${text}`.split(/\r?\n/);
    rest = (parts.pop() ?? '').slice(-8_000);
    for (const part of parts) tell(part);
  });
  return () => {
    if (rest !== '') tell(rest);
    rest = '';
  };
}

/** Why a command did not do its work, in a sentence; nothing for one that did. */
export function complaint(what: string, ran: Ran, ms: number): string | undefined {
  if (ran.is === 'deadline') return `${what} did not end within ${Math.round(ms / 1000)} s and was stopped.`;
  if (ran.is === 'no-start') return `${what} could not be started: ${ran.log[0] ?? ''}.`;
  if (ran.code === 0) return undefined;
  return `${what} ended with code ${ran.code ?? 'none'}${ran.log.at(-1) ? `: ${ran.log.at(-1)}` : ''}.`;
}
