import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from '../core/io.ts';

/** Ports on this machine that lead to another's, until it is disposed. */
export interface Reached extends AsyncDisposable {
  ports: readonly number[];
}

/** How long the tunnel may take to open, ms. */
const OPEN_MS = 15_000;
const POLL_MS = 50;
/** A port that was free here may be taken before ssh has it; then ssh ends at once. */
const TRIES = 2;

/**
 * Opens a tunnel from ports here to ports on another machine's loopback, by the `ssh` command given, and closes it when disposed. Null
 * where it does not open: ssh may forbid forwarding there.
 */
export async function tunnel(io: Pick<Io, 'signal'>, ssh: Ssh, to: There): Promise<Reached | null> {
  for (let tries = 1; ; tries += 1) {
    const opened = await open(io, ssh, to);
    if (opened !== 'ended') return opened;
    if (tries === TRIES) return null;
  }
}

type Ssh = readonly [string, ...string[]];
interface There {
  ports: readonly number[];
  env: Readonly<Record<string, string>>;
}

/** One try: `ended` where ssh gave up by itself, null where nothing came of it in time. */
async function open(io: Pick<Io, 'signal'>, ssh: Ssh, { ports, env }: There): Promise<Reached | 'ended' | null> {
  const own = await Promise.all(ports.map(freePort));
  const [program, ...rest] = ssh;
  const host = rest.pop() ?? '';
  const forwards = own.flatMap((port, i) => ['-L', `127.0.0.1:${port}:127.0.0.1:${ports[i]}`]);
  const child = spawn(program, [...rest, '-N', '-o', 'ExitOnForwardFailure=yes', ...forwards, host], { env, stdio: 'ignore' });
  const over = new AbortController();
  const closed = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  child.once('close', () => over.abort()).once('error', () => over.abort());
  const close = async (): Promise<void> => {
    child.kill();
    await closed;
  };
  const until = performance.now() + OPEN_MS;
  while (!over.signal.aborted && !io.signal.aborted && performance.now() < until) {
    if ((await Promise.all(own.map(listens))).every(Boolean)) return { ports: own, [Symbol.asyncDispose]: close };
    await wait(POLL_MS);
  }
  const ended = over.signal.aborted;
  await close();
  io.signal.throwIfAborted();
  return ended ? 'ended' : null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
