import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { keepingCode, type Launching, type Ran } from './launch.ts';
import type { Order } from './warm-main.ts';

/** Processes that have the program loaded and wait for work. */
const idle: ChildProcess[] = [];

/**
 * Runs `launch-ready` with its own arguments, folder and environment in a process that has it loaded already; one run at a time in each. For
 * tests of what a command says and does: those of how its process starts and ends, and of what it costs, `launch` it.
 */
export async function runWarm(
  args: readonly string[],
  { env = {}, cwd = process.cwd() }: Pick<Launching, 'env' | 'cwd'> = {},
): Promise<Ran> {
  const child = idle.pop() ?? start();
  const order: Order = { args, cwd, env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env } };
  const over = new AbortController();
  const ended = once(child, 'exit', over).then(([code]) => {
    throw new Error(`its process ended with ${String(code)} at launch-ready ${args.join(' ')}`);
  });
  child.send(order);
  const [ran] = (await Promise.race([once(child, 'message', over), ended])) as [Ran]; // as: warm-main.ts sends it
  ended.catch(() => undefined);
  over.abort();
  if (ran.code === null) child.kill('SIGKILL'); // what it left running would meet the next command
  else idle.push(child);
  return ran;
}

function start(): ChildProcess {
  const child = fork('test/warm-main.ts', { env: keepingCode(), stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}
