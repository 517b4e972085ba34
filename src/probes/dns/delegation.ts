import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { type Message, ofType } from '../../parsers/dns-message.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { type Answer, ask, serverAt } from '../net/dns-ask.ts';
import { resolve } from '../net/dns-client.ts';
import { type Cut, findCut } from './parent.ts';
import { AUTHORITY_TIMEOUT, failureOf, lacksFamily, serverAddresses, sorted } from './zone.ts';

/** The root has 13 names; a zone with more than this many addresses per name is not asked at all of them. */
const NAMES = 13;
const ADDRESSES_PER_NAME = 4;

/** What the parent zone and every authoritative server say of the domain's delegation. */
export const dnsDelegation = defineProbe({
  id: 'dns/delegation',
  on: 'site',
  touch: 'passive',
  asks: 'the parent zone and every name server',
  deadline: 8_000,
  sees: z.object({
    /** False when the parent zone says the domain does not exist (NXDOMAIN). */
    exists: z.boolean(),
    /** The parent's referral; null when no parent server answered. `names` in lower case without final dot, sorted. */
    parent: z.object({ zone: z.string(), server: z.string(), names: z.array(z.string()) }).nullable(),
    /** Every name server the parent or the zone itself names, sorted by name. */
    servers: z.array(
      z.object({
        name: z.string(),
        /** One entry per address; empty when the name does not resolve. */
        answers: z.array(
          z.object({
            address: z.string(),
            outcome: z.enum(['answered', 'refused', 'servfail', 'nxdomain', 'timeout', 'unreachable', 'malformed']),
            authoritative: z.boolean(),
            ms: z.number(),
            /** The NS set this server gives for the domain, sorted. */
            names: z.array(z.string()),
            soa: z
              .object({
                primary: z.string(),
                serial: z.number(),
                refresh: z.number(),
                retry: z.number(),
                expire: z.number(),
                minimum: z.number(),
                ttl: z.number(),
              })
              .nullable(),
          }),
        ),
      }),
    ),
  }),
  async collect({ domain }, io) {
    const cut = await findCut(io, domain);
    if (!cut.exists) return { exists: false, parent: cut.parent, servers: [] };
    const known = cut.parent?.names ?? (await namesByResolver(io, cut.zone));
    const first = await Promise.all(known.slice(0, NAMES).map((name) => askServer(io, cut, name)));
    const own = sorted(first.flatMap((server) => server.answers.flatMap((answer) => (answer.authoritative ? answer.names : []))));
    const more = own.filter((name) => !known.includes(name)).slice(0, NAMES);
    const asked = [...first, ...(await Promise.all(more.map((name) => askServer(io, cut, name))))];
    const answers = asked.flatMap((server) => server.answers);
    if (cut.parent === null && known.length > 0) refuseBlocked(cut.zone, answers);
    refuseIntercepted(
      cut,
      asked.flatMap((server) => server.messages),
    );
    const servers = asked.map(({ name, answers }) => ({ name, answers })).sort((a, b) => (a.name < b.name ? -1 : 1));
    return { exists: true, parent: cut.parent, servers };
  },
});

async function namesByResolver(io: Io, zone: string): Promise<string[]> {
  const { records } = await resolve(io, zone, 'NS');
  return sorted(records.map((record) => plainName(record.target)));
}

async function askServer(io: Io, cut: Cut, name: string) {
  const addresses = (await serverAddresses(io, name, cut.glue.get(name))).slice(0, ADDRESSES_PER_NAME);
  const asked = await Promise.all(addresses.map((address) => askAddress(io, cut.zone, address)));
  const heard = asked.filter(({ deaf }) => !deaf);
  const kept = heard.length > 0 ? heard : asked;
  return { name, answers: kept.map(({ answer }) => answer), messages: kept.flatMap(({ messages }) => messages) };
}

async function askAddress(io: Io, zone: string, address: string) {
  const question = { server: serverAt(address), name: zone, recursion: false, timeout: AUTHORITY_TIMEOUT };
  const [ns, soa] = await Promise.all([ask(io, { ...question, type: 'NS' }), ask(io, { ...question, type: 'SOA' })]);
  const messages = messagesOf(ns, soa);
  const record = messagesOf(soa).flatMap((message) => ofType(message.answers, 'SOA'))[0];
  const names = messagesOf(ns).flatMap((message) => ofType(message.answers, 'NS').filter((each) => plainName(each.name) === zone));
  const answer = {
    address,
    outcome: failureOf(ns) ?? failureOf(soa) ?? ('answered' as const),
    authoritative: messages.length === 2 && messages.every((message) => message.authoritative) && record !== undefined,
    ms: soa.ms,
    names: sorted(names.map((each) => plainName(each.target))),
    soa: record
      ? {
          primary: plainName(record.primary),
          serial: record.serial,
          refresh: record.refresh,
          retry: record.retry,
          expire: record.expire,
          minimum: record.minimum,
          ttl: record.ttl,
        }
      : null,
  };
  return { answer, messages, deaf: lacksFamily(address, ns) || lacksFamily(address, soa) };
}

function messagesOf(...answers: readonly Answer[]): Message[] {
  return answers.flatMap((answer) => (answer.is === 'message' ? [answer.message] : []));
}

/** When the resolver knows the zone and nobody else answers at all, the network lets no questions out; that is no fault of the domain. */
function refuseBlocked(zone: string, answers: readonly { outcome: string }[]): void {
  if (answers.length === 0 || answers.some(({ outcome }) => outcome !== 'timeout' && outcome !== 'unreachable')) return;
  throw new ProbeError(
    'port-53-blocked',
    `This network lets DNS questions reach its own resolver alone, so the name servers of ${zone} cannot be asked. Try from another network.`,
  );
}

/** A transparent DNS proxy answers in everybody's name, with recursion offered and without authority; no parent zone's server does that. */
function refuseIntercepted(cut: Cut, messages: readonly Message[]): void {
  const all = [...(cut.message ? [cut.message] : []), ...messages];
  if (!cut.message || !all.every((message) => message.recursionAvailable && !message.authoritative)) return;
  throw new ProbeError(
    'dns-intercepted',
    `Something on this network answers DNS questions in place of the name servers of ${cut.zone}. Try from another network.`,
  );
}
