import { freshRun, type Io } from '../core/io.ts';
import { connectTcp } from '../probes/net/connect.ts';
import { ask } from '../probes/net/dns-ask.ts';

/** Whether our own network works. `untested`: no canary has ever answered here, so their silence proves nothing. */
export type Network = 'ok' | 'failing' | 'untested';

/** How long a canary may take, ms. */
const PATIENCE = 2_000;
/** Root name servers asked where the config names no canaries: they stand in many networks and answer everybody. */
const ROOTS = 4;

export interface Canaries {
  /** Asks, once for all who ask at the same time: an answer of a moment ago says nothing about now. */
  check(): Promise<Network>;
  /** The last answer without asking. */
  readonly last: Network;
}

/**
 * Targets that answer whenever our own network works. Only canaries that have answered before may say that it does not: a firewall
 * that swallows them must never silence an alert.
 */
export function makeCanaries(io: Io, named: readonly string[]): Canaries {
  const questions =
    named.length > 0 ? named.map((at) => () => connects(io, at)) : io.roots.slice(0, ROOTS).map((root) => () => answers(io, root));
  let last: Network = 'untested';
  let running: Promise<Network> | undefined;
  const check = async (): Promise<Network> => {
    if (questions.length === 0) return 'untested';
    const ok = await firstTrue(questions.map((question) => question()));
    if (ok) last = 'ok';
    else if (last !== 'untested') last = 'failing';
    return last;
  };
  return {
    get last() {
      return last;
    },
    check() {
      running ??= check().finally(() => (running = undefined));
      return running;
    },
  };
}

async function connects(io: Io, at: string): Promise<boolean> {
  const cut = at.lastIndexOf(':');
  try {
    const { socket } = await connectTcp(freshRun(io), { host: at.slice(0, cut), port: Number(at.slice(cut + 1)), ms: PATIENCE });
    socket.destroy();
    return true;
  } catch {
    io.signal.throwIfAborted();
    return false;
  }
}

async function answers(io: Io, server: string): Promise<boolean> {
  const answer = await ask(io, { server, name: '.', type: 'NS', recursion: false, timeout: PATIENCE / 2 });
  return answer.is === 'message';
}

/** True as soon as one is; false when none was. */
async function firstTrue(all: readonly Promise<boolean>[]): Promise<boolean> {
  const sure = all.map(async (each) => ((await each) ? true : Promise.reject(new Error('silent'))));
  return Promise.any(sure).catch(() => false);
}
