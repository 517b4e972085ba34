import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Launching {
  env?: Record<string, string>;
  cwd?: string;
  /** Another Node to run it with. */
  node?: string;
  /** Options of Node itself. */
  nodeArgs?: readonly string[];
  /** Another entry than `bin/launch-ready`. */
  program?: string;
  /** Called with everything said so far on stdout, to act in the middle. */
  onStdout?: (said: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Sends SIGINT after this many ms. */
  interruptAfter?: number;
}

/** Keeps compiled code between processes where `bin/launch-ready` keeps it too: what was started once starts in half the time. */
export function keepingCode(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
}

/** Runs `launch-ready` as a person would, in a process of its own. */
export function launch(
  args: readonly string[],
  {
    env = {},
    cwd = process.cwd(),
    node = process.execPath,
    nodeArgs = [],
    program = 'bin/launch-ready',
    onStdout,
    interruptAfter,
  }: Launching = {},
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(node, [...nodeArgs, resolve(program), ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onStdout?.(stdout, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = interruptAfter === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), interruptAfter);
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
  });
}
