import { type Io, politeness } from '../../core/io.ts';
import type { Message } from '../../parsers/dns-message.ts';
import type { Answer } from './dns-ask.ts';
import { perRun, type Shared } from './shared.ts';

/** What the probes of one run share about DNS. */
export interface DnsRun {
  questions: Map<string, Shared<Message>>;
  /** Resolvers that answered something, and those that never did, with their first silence. */
  heard: Set<string>;
  silent: Map<string, Answer>;
  /** Limits the questions in flight per resolver; home routers drop more. */
  lane: Io['turn'];
}

/** Questions in flight to one resolver. */
const IN_FLIGHT = 20;

/** The state of the run that this Io belongs to. */
export const dnsRunOf: (io: Io) => DnsRun = perRun(() => ({
  questions: new Map(),
  heard: new Set(),
  silent: new Map(),
  lane: politeness(IN_FLIGHT),
}));
