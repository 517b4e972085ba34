import type { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ran } from './launch.ts';

/** A command line, and the world it runs in. */
export interface Order {
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
}

/** Time for what a command has left running, ms: a process of its own would go on until then. */
const LEFT_RUNNING = 10_000;
const MAIN = new URL('../src/cli/main.ts', import.meta.url).href;
const HOME = process.cwd();
/** What a program listens to. */
const HEARD: readonly (readonly [EventEmitter, string])[] = [
  ...['SIGINT', 'SIGTERM', 'uncaughtException', 'exit'].map((name) => [process, name] as const),
  [process.stdout, 'error'],
  [process.stderr, 'error'],
];

const said = { stdout: '', stderr: '' };
let leave: () => void = () => {};
let runs = 0;

process.on('message', (order: Order) => void run(order).then((ran) => process.send?.(ran)));
process.exit = (code) => {
  process.exitCode = code ?? process.exitCode;
  leave();
  return undefined as never; // as: nothing of the program comes after its exit
};
for (const name of ['stdout', 'stderr'] as const)
  process[name].write = (text: string | Uint8Array, ...rest: unknown[]) => {
    said[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };

/** Runs the program itself once more: all that it loads is loaded already. */
async function run({ args, cwd, env }: Order): Promise<Ran> {
  const own = process.getActiveResourcesInfo().length;
  const heard = HEARD.map(([from, name]) => from.listeners(name));
  Object.assign(said, { stdout: '', stderr: '' });
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, resolve(HOME, 'bin/launch-ready'), ...args];
  process.exitCode = undefined;
  const left = new Promise<void>((done) => (leave = done));
  try {
    process.chdir(cwd);
    runs += 1;
    await Promise.race([import(`${MAIN}?${runs}`), left]);
    return { code: await ended(own), ...said };
  } catch (error) {
    return { code: null, stdout: said.stdout, stderr: `${said.stderr}${String(error)}` };
  } finally {
    process.exitCode = undefined;
    process.chdir(HOME);
    for (const [i, [from, name]] of HEARD.entries())
      for (const each of from.listeners(name)) if (!heard[i]!.includes(each)) from.off(name, each as () => void); // as: what was heard is let go
  }
}

/** The exit code, once nothing but its own is open that keeps this process alive, as with every process; throws where that does not come. */
async function ended(own: number): Promise<number> {
  const until = Date.now() + LEFT_RUNNING;
  for (let open: string[]; (open = process.getActiveResourcesInfo()).length > own; await pause(1))
    if (Date.now() > until) throw new Error(`the command is done and its process would go on: ${open.join(', ')}`);
  return Number(process.exitCode ?? 0);
}
