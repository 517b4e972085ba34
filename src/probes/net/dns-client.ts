import { isIP } from 'node:net';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { type Message, ofType, RCODES } from '../../parsers/dns-message.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import type { RecordOf, RecordType, ResourceRecord } from '../../parsers/dns-message-record.ts';
import { compareAddresses } from '../../parsers/ip-address.ts';
import { type Answer, ask, splitServer } from './dns-ask.ts';
import { isHttps } from './dns-https.ts';
import { type DnsRun, dnsRunOf } from './dns-run.ts';
import { shared } from './shared.ts';

/** What the user's resolver says of a name. NODATA (the name exists without this type), NXDOMAIN and SERVFAIL are answers. */
export interface Resolved<T extends RecordType = RecordType> {
  outcome: 'found' | 'nodata' | 'nxdomain' | 'servfail';
  /** The alias chain in order, without the name itself; lower case. With `nxdomain` its last name is the one that does not exist. */
  cnames: string[];
  /** Records of the type at the end of the chain. */
  records: RecordOf<T>[];
  /** The authority section: the SOA that a negative answer comes with. */
  authorities: ResourceRecord[];
}

/** Addresses kept per host; no honest one has more. */
export const ADDRESSES = 32;

/** An address to connect to. */
export interface Address {
  address: string;
  family: 4 | 6;
}

/**
 * Asks the user's resolvers in order; the first that answers is believed. One question is asked once per run however many probes need
 * it. Throws ProbeError `resolver-timeout`, `resolver-unreachable` or `resolver-refused` when no resolver gives an answer.
 */
export async function resolve<T extends RecordType>(io: Io, name: string, type: T): Promise<Resolved<T>> {
  const plain = plainName(name);
  const run = dnsRunOf(io);
  const message = await shared(run.questions, {
    key: `${plain} ${type}`,
    signal: io.signal,
    work: (signal) => firstAnswer({ ...io, signal }, run, { name: plain, type }),
  });
  return readAnswer(message, plain, type);
}

async function firstAnswer(io: Io, run: DnsRun, question: { name: string; type: RecordType }): Promise<Message> {
  const failures: { server: string; answer: Answer }[] = [];
  for (const server of io.resolver) {
    const answer = run.silent.get(server) ?? (await run.lane(server, () => askResolver(io, run, { server, ...question })));
    if (answer.is === 'message' && answer.message.rcode in OUTCOMES) return answer.message;
    failures.push({ server, answer });
  }
  throw noAnswer(question.name, failures);
}

/** A resolver that has answered before is slow about this name alone; one that never has is not worth another wait. */
async function askResolver(io: Io, run: DnsRun, question: { server: string; name: string; type: RecordType }): Promise<Answer> {
  const { server } = question;
  const silent = run.silent.get(server);
  if (silent) return silent;
  const answer = await ask(io, { ...question, recursion: true });
  if (answer.is === 'message') run.heard.add(server);
  else if (answer.is === 'timeout' && !run.heard.has(server)) run.silent.set(server, answer);
  return answer;
}

const OUTCOMES: Readonly<Record<number, 'nodata' | 'nxdomain' | 'servfail'>> = {
  [RCODES.noError]: 'nodata',
  [RCODES.noSuchName]: 'nxdomain',
  [RCODES.serverFailure]: 'servfail',
};

function noAnswer(name: string, failures: readonly { server: string; answer: Answer }[]): ProbeError {
  const names = failures.map(({ server }) => (isHttps(server) ? new URL(server).host : splitServer(server).address)).join(', ');
  const kinds = new Set(failures.map(({ answer }) => answer.is));
  const advice = 'Check your internet connection, or use another resolver such as 1.1.1.1.';
  if (failures.length === 0) return new ProbeError('resolver-missing', 'No DNS resolver is set, so no name can be looked up.');
  if (kinds.has('timeout'))
    return new ProbeError('resolver-timeout', `Your DNS resolver (${names}) did not answer for ${name} in time. ${advice}`);
  if (kinds.has('message')) return new ProbeError('resolver-refused', `Your DNS resolver (${names}) refused to look up ${name}. ${advice}`);
  const why = failures.map(({ answer }) => (answer.is === 'message' ? '' : answer.why)).join('; ');
  return new ProbeError('resolver-unreachable', `Your DNS resolver (${names}) gave no usable answer for ${name}: ${why}. ${advice}`);
}

function readAnswer<T extends RecordType>(message: Message, name: string, type: T): Resolved<T> {
  const { end, cnames } = followAliases(message.answers, name, type);
  const records = ofType(
    message.answers.filter((record) => plainName(record.name) === end),
    type,
  );
  const outcome = records.length > 0 ? 'found' : (OUTCOMES[message.rcode] ?? 'servfail');
  return { outcome, cnames, records, authorities: message.authorities };
}

/** Follows the aliases inside one answer section; a chain that comes back to a name ends there. */
export function followAliases(answers: readonly ResourceRecord[], name: string, type: RecordType): { end: string; cnames: string[] } {
  const aliases = new Map(
    type === 'CNAME' ? [] : ofType(answers, 'CNAME').map((record) => [plainName(record.name), plainName(record.target)]),
  );
  const cnames: string[] = [];
  let end = plainName(name);
  for (let next = aliases.get(end); next !== undefined && !cnames.includes(next); next = aliases.get(end)) {
    cnames.push(next);
    end = next;
  }
  return { end, cnames };
}

/**
 * The addresses of a host as the user's resolver gives them: aliases followed, IPv4 first, sorted; an address literal is its own answer.
 * Empty when the name has none. Throws ProbeError `resolver-timeout` when no resolver answers. Private addresses are included:
 * whoever connects asks `dial` of ./address.ts first.
 */
export async function addressesOf(io: Io, host: string): Promise<Address[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 4 || family === 6) return [{ address: bare, family }];
  const [a, aaaa] = await Promise.allSettled([resolve(io, host, 'A'), resolve(io, host, 'AAAA')]);
  io.signal.throwIfAborted();
  const found = [
    ...(a.status === 'fulfilled' ? a.value.records.map(({ address }) => ({ address, family: 4 as const })) : []),
    ...(aaaa.status === 'fulfilled' ? aaaa.value.records.map(({ address }) => ({ address, family: 6 as const })) : []),
  ];
  // Some servers never answer AAAA; their IPv4 addresses are still good.
  const failed = [a, aaaa].find((each) => each.status === 'rejected');
  if (failed && (found.length === 0 || !(failed.reason instanceof ProbeError))) throw failed.reason;
  return found.sort((x, y) => compareAddresses(x.address, y.address)).slice(0, ADDRESSES);
}

/** A value; null where the world gave none (a ProbeError), for questions that the asker can do without. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
}
