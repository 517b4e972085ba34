import { UserError } from '../src/core/errors.ts';
import { type Io, politeness, unpaced } from '../src/core/io.ts';

/** An Io for tests: the clock stands at 2026-11-22, randomness is seeded, nothing is routed, private addresses are refused. */
export function testIo(overrides: Partial<Io> = {}): Io {
  return {
    now: () => new Date('2026-11-22T00:00:00Z'),
    random: seeded(1),
    signal: new AbortController().signal,
    resolver: [],
    roots: [],
    ca: [],
    allowPrivate: false,
    env: {},
    ask: ({ hint }) => Promise.reject(new UserError('nobody-to-ask', 'Nobody can be asked here.', hint)),
    route: (host, port) => ({ host, port }),
    turn: politeness(),
    pace: unpaced,
    ...overrides,
  };
}

/** A `route` that sends the addresses of the table (`192.0.2.1:53`) to local servers and leaves all others as they are. */
export function routeTo(table: Readonly<Record<string, { host: string; port: number }>>): Io['route'] {
  return (host, port) => table[`${host}:${port}`] ?? { host, port };
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
