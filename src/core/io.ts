/** What only the person can do, as data beside the question whether it is done. */
export type Task =
  /** At the registrar: these name servers and no others. */
  | { is: 'name-servers'; zone: string; servers: readonly string[] }
  /** Into the AI builder: the prompts of this file; what it changes lands in this checkout. */
  | { is: 'paste-prompts'; repo: string; file: string }
  /** At a host or in a panel: the steps of a finding. */
  | { is: 'repair'; check: string; on: string; steps: readonly string[] }
  /** At a provider: a new key in the place of one that strangers may have. */
  | { is: 'rotate'; name: string; provider: string | null; steps: readonly string[] };

/** A question to the person. `hint` says what to do where nobody can be asked. */
export interface Question {
  text: string;
  hint: string;
  task?: Task;
}

/** Everything a probe may touch of the world; injected, so that the lab, a test and production differ in data only. */
export interface Io {
  now(): Date;
  /** In [0, 1), like Math.random. */
  random(): number;
  signal: AbortSignal;
  /** Recursive resolvers as `address:port` or `https://…` (DNS over HTTPS); the first that answers is believed. */
  resolver: readonly string[];
  /** Root name servers as `address:port`. */
  roots: readonly string[];
  /** Extra trusted certificate authorities, PEM; empty means the built-in roots alone. */
  ca: readonly string[];
  /** True when private, loopback and link-local addresses may be asked. */
  allowPrivate: boolean;
  /** Environment variables: tokens of providers, passwords of test inboxes. Never printed, never evidence. */
  env: Readonly<Record<string, string | undefined>>;
  /** Asks the person and gives the answer, trimmed. Where nobody can be asked it throws a UserError `nobody-to-ask` with the hint. */
  ask(question: Question): Promise<string>;
  /** Where to really connect for an address and port, like curl --connect-to; the identity outside the lab. */
  route(host: string, port: number): { host: string; port: number };
  /** Runs `work` when the host has a free slot: the politeness limit per host. */
  turn<T>(host: string, work: () => Promise<T>): Promise<T>;
  /** Waits until one request more may be sent to the host: the politeness limit per second. Throws what `signal` was aborted with. */
  pace(host: string, signal: AbortSignal): Promise<void>;
}

/** The `pace` of servers that are our own. */
export const unpaced: Io['pace'] = () => Promise.resolve();

/** An Io of a new run: what servers have answered is shared within a run, and a run is known by its turns. */
export function freshRun(io: Io): Io {
  return { ...io, turn: politeness() };
}

/** Slots per host at any time; edges drop or rate-limit clients that open many connections at once. */
export const CONNECTIONS_PER_HOST = 6;

/** A `turn` with `limit` slots per host, first come first served. */
export function politeness(limit: number = CONNECTIONS_PER_HOST): Io['turn'] {
  const waiting = new Map<string, { active: number; queue: (() => void)[] }>();
  return async (host, work) => {
    const lane = waiting.get(host) ?? { active: 0, queue: [] };
    waiting.set(host, lane);
    if (lane.active >= limit) await new Promise<void>((resolve) => lane.queue.push(resolve));
    else lane.active += 1;
    try {
      return await work();
    } finally {
      const next = lane.queue.shift();
      if (next) next();
      else lane.active -= 1;
    }
  };
}
