import { spawn } from 'node:child_process';

/** A foreign server that runs until it is disposed of. */
export interface Daemon extends AsyncDisposable {
  /** What it wrote to its standard error so far. */
  log(): string;
}

/** Starts a server in the foreground and waits for the words with which it says on its standard error that it is ready. */
export async function startDaemon(program: string, args: readonly string[], ready: RegExp): Promise<Daemon> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`The program \`${program}\` is needed for this test: ${error.message}`)));
    child.once('close', () => reject(new Error(`${program} ended:\n${log}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (ready.test(log)) resolve();
    });
  });
  return {
    log: () => log,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What Debian's `named` writes when it answers. */
export const NAMED_READY = /\ball zones loaded\b[^]*\brunning\b/;
