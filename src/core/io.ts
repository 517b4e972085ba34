/** Everything a probe may touch of the world; injected, so that the lab, a test and production differ in data only. */
export interface Io {
  now(): Date;
  /** In [0, 1), like Math.random. */
  random(): number;
  signal: AbortSignal;
  /** Recursive resolvers as `address:port`; the first that answers is believed. */
  resolver: readonly string[];
  /** Root name servers as `address:port`. */
  roots: readonly string[];
  /** Extra trusted certificate authorities, PEM; empty means the built-in roots alone. */
  ca: readonly string[];
  /** True when private, loopback and link-local addresses may be asked. */
  allowPrivate: boolean;
  /** Environment variables: tokens of providers, passwords of test inboxes. Never printed, never evidence. */
  env: Readonly<Record<string, string | undefined>>;
  /**
   * Asks the person one question and gives the answer, trimmed. Where nobody can be asked it throws a UserError `nobody-to-ask` with
   * the hint, which names the flag that answers beforehand.
   */
  ask(question: { text: string; hint: string }): Promise<string>;
  /** Where to really connect for an address and port, like curl --connect-to; the identity outside the lab. */
  route(host: string, port: number): { host: string; port: number };
  /** Runs `work` when the host has a free slot: the politeness limit per host. */
  turn<T>(host: string, work: () => Promise<T>): Promise<T>;
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
