import { isIP } from 'node:net';
import type { Io } from '../../core/io.ts';
import { type Message, ofType, RCODES } from '../../parsers/dns-message.ts';
import { parentName, plainName } from '../../parsers/dns-message-name.ts';
import { compareAddresses } from '../../parsers/ip-address.ts';
import { ask, serverAt } from '../net/dns-ask.ts';
import { orNull, resolve } from '../net/dns-client.ts';
import { perRun, type Shared, shared } from '../net/shared.ts';
import { AUTHORITY_TIMEOUT, serverAddresses, sorted } from './zone.ts';

/** Where a zone is cut from its parent, as a server of the parent tells it. */
export interface Cut {
  /** The zone itself: the domain, or the zone the domain lies in when it is no zone of its own. */
  zone: string;
  exists: boolean;
  parent: { zone: string; server: string; names: string[] } | null;
  /** Where the parent's server was asked, `address:port`. */
  at: string | null;
  /** Addresses of name servers that came with the referral. */
  glue: Map<string, string[]>;
  /** The parent's answer, for signs that somebody else gave it. */
  message: Message | null;
}

interface Servers {
  zone: string;
  /** `address:port` with a name to show. */
  list: { name: string; at: string }[];
}

const PARENT_SERVERS = 3;
const REFERRALS = 8;

const cutsOf = perRun(() => new Map<string, Shared<Cut>>());

/**
 * Asks the parent zone for the delegation of a domain, following referrals down; without recursion, so that nobody's cache answers. It is
 * asked once per run, however many probes need it.
 */
export function findCut(io: Io, domain: string): Promise<Cut> {
  return shared(cutsOf(io), { key: plainName(domain), signal: io.signal, work: (signal) => followDown({ ...io, signal }, domain) });
}

async function followDown(io: Io, domain: string): Promise<Cut> {
  let name = plainName(domain);
  let servers = await enclosing(io, parentName(name));
  for (let i = 0; i < REFERRALS; i += 1) {
    const told = await firstUseful(io, servers, name);
    if (!told) break;
    const { message, server, at } = told;
    const parent = { zone: servers.zone || '.', server, names: [] as string[] };
    const glue = glueOf(message);
    if (message.rcode === RCODES.noSuchName) return { zone: name, exists: false, parent, at, glue, message };
    const owners = nsOwners(message);
    const own = owners.get(name);
    if (own) return { zone: name, exists: true, parent: { ...parent, names: sorted(own) }, at, glue, message };
    const closer = [...owners.keys()].find((owner) => isBetween(owner, servers.zone, name));
    if (closer) servers = await referred(io, closer, { names: owners.get(closer) ?? [], glue });
    else {
      // No cut here: the domain is a name inside the zone that answered, so that zone's delegation is the one that counts.
      if (servers.zone === '') break;
      name = servers.zone;
      servers = await enclosing(io, parentName(name));
    }
  }
  const { outcome } = await resolve(io, name, 'NS');
  return { zone: name, exists: outcome !== 'nxdomain', parent: null, at: null, glue: new Map(), message: null };
}

async function enclosing(io: Io, from: string): Promise<Servers> {
  for (let zone = from; zone !== ''; zone = parentName(zone)) {
    // A zone above that the resolver cannot look up is passed over; referrals lead down to the cut again.
    const told = await orNull(resolve(io, zone, 'NS'));
    if (told?.outcome === 'found' && told.cnames.length === 0)
      return referred(io, zone, { names: told.records.map((record) => plainName(record.target)), glue: new Map() });
  }
  return { zone: '', list: io.roots.slice(0, PARENT_SERVERS).map((at) => ({ name: at, at })) };
}

async function referred(
  io: Io,
  zone: string,
  { names, glue }: { names: readonly string[]; glue: ReadonlyMap<string, string[]> },
): Promise<Servers> {
  const chosen = sorted(names).slice(0, PARENT_SERVERS);
  const addresses = await Promise.all(chosen.map((name) => serverAddresses(io, name, glue.get(name))));
  // One address of each family, IPv4 first: a machine may have only one of them.
  const ofFamily = (wanted: 4 | 6): Servers['list'] =>
    chosen.flatMap((name, i) => {
      const address = addresses[i]?.find((each) => isIP(each) === wanted);
      return address === undefined ? [] : [{ name, at: serverAt(address) }];
    });
  return { zone, list: [...ofFamily(4), ...ofFamily(6)] };
}

/** Asks all at once and takes the first in the list that has something to say, so that the evidence does not depend on who is faster. */
async function firstUseful(
  io: Io,
  { zone, list }: Servers,
  name: string,
): Promise<{ message: Message; server: string; at: string } | null> {
  const stop = new AbortController();
  const racing = { ...io, signal: AbortSignal.any([io.signal, stop.signal]) };
  const asked = list.map(({ at }) => ask(racing, { server: at, name, type: 'NS', recursion: false, timeout: AUTHORITY_TIMEOUT }));
  for (const each of asked) each.catch(() => undefined); // the ones given up below reject
  try {
    for (const [i, each] of asked.entries()) {
      const answer = await each;
      if (answer.is === 'message' && isUseful(answer.message, zone, name))
        return { message: answer.message, server: list[i]!.name, at: list[i]!.at };
    }
    return null;
  } finally {
    stop.abort();
  }
}

/** An authoritative word, or a referral that leads further down; a lame server's referral upwards is neither. */
function isUseful(message: Message, zone: string, name: string): boolean {
  // A forwarder on the path says so too, and knows nothing: only a server with authority may deny a name (RFC 1035 section 4.1.1).
  if (message.rcode === RCODES.noSuchName) return message.authoritative;
  if (message.rcode !== RCODES.noError) return false;
  return message.authoritative || [...nsOwners(message).keys()].some((owner) => owner === name || isBetween(owner, zone, name));
}

function isBetween(owner: string, above: string, below: string): boolean {
  const under = (name: string, zone: string): boolean => zone === '' || name.endsWith(`.${zone}`);
  return owner !== above && under(owner, above) && under(below, owner) && owner !== '';
}

function nsOwners(message: Message): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const record of ofType([...message.answers, ...message.authorities], 'NS')) {
    const owner = plainName(record.name);
    owners.set(owner, [...(owners.get(owner) ?? []), plainName(record.target)]);
  }
  return owners;
}

function glueOf(message: Message): Map<string, string[]> {
  const glue = new Map<string, string[]>();
  for (const record of [...ofType(message.additionals, 'A'), ...ofType(message.additionals, 'AAAA')]) {
    const name = plainName(record.name);
    glue.set(name, [...(glue.get(name) ?? []), record.address].sort(compareAddresses));
  }
  return glue;
}
