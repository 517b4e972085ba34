import type { Socket } from 'node:net';
import type { Listeners } from './listeners.ts';
import type { Live } from './live.ts';
import { lookup } from './lookup.ts';
import { NOTHING, refuse, reply, type Say, type Saying } from './message.ts';
import { resolverOver } from './resolver.ts';
import type { Scenario } from './scenario.ts';
import { isWithin, type ZoneData } from './zone.ts';

/** The pretend address of the recursive resolver. */
export const RESOLVER = '9.9.9.9';

/**
 * Opens the recursive resolver and every authoritative server of the live tree, over UDP and TCP, and those that come with a change. A
 * server answers from what it holds when it is asked.
 */
export async function openDns(live: Live, listeners: Listeners, resolver: NonNullable<Scenario['resolver']>): Promise<void> {
  const opened = new Set<string>();
  const openNew = async (): Promise<void> => {
    const fresh = [...live.servers].filter(([address, { does }]) => does !== 'gone' && !opened.has(address));
    for (const [address] of fresh) opened.add(address);
    await Promise.all(fresh.map(([address]) => openServer(address, (question) => sayOf(live, address)?.(question), listeners)));
  };
  live.onChange(openNew);
  await Promise.all([openNew(), openServer(RESOLVER, recursive(live, resolver), listeners)]);
}

/** What the server at an address says now; nothing when it is silent. */
function sayOf(live: Live, address: string): Say | undefined {
  const server = live.servers.get(address);
  if (!server || server.does === 'silent' || server.does === 'gone') return undefined;
  return server.does === 'refuse' ? () => refuse('REFUSED') : authoritative(server);
}

function recursive(live: Live, does: NonNullable<Scenario['resolver']>): Say {
  if (does === 'timeout') return () => undefined;
  if (does === 'servfail') return () => ({ ...refuse('SERVFAIL'), recursive: true });
  let tree = live.tree;
  let resolve = resolverOver(tree);
  return (question) => {
    if (tree !== live.tree) resolve = resolverOver((tree = live.tree));
    return resolve(question);
  };
}

/** How a server with these zones, longest name first, answers: from the zone nearest to the question, or REFUSED. */
function authoritative({ zones, transfers }: { zones: readonly ZoneData[]; transfers: boolean }): Say {
  return (question) => {
    const asked = question.name.toLowerCase();
    const held = zones.filter((each) => isWithin(asked, each.name));
    const zone = held.find(({ name }) => question.type !== 'DS' || name !== asked) ?? held[0];
    if (!zone) return refuse('REFUSED');
    if (question.type === 'AXFR') return transfers && zone.name === asked ? whole(zone) : refuse('REFUSED');
    const found = lookup(zone, question);
    return { ...NOTHING, ...found, authoritative: found.cut === undefined || found.answers.length > 0, signer: zone };
  };
}

/** A zone as one message of a transfer: the SOA record first and last (RFC 5936 section 2.2). */
function whole({ soa, nodes }: ZoneData): Saying {
  const records = [...nodes.values()].flatMap((sets) => [...sets.values()].flat()).filter((record) => record !== soa);
  return { ...NOTHING, rcode: 'NOERROR', authoritative: true, answers: [soa, ...records, soa] };
}

function openServer(address: string, say: Say, listeners: Listeners): Promise<void> {
  const answer = (bytes: Buffer, over: 'udp' | 'tcp'): Buffer | undefined => {
    listeners.counts.queries += 1;
    return reply(bytes, over, say);
  };
  return listeners.dns(
    { host: address, port: 53 },
    {
      datagram: (bytes) => answer(bytes, 'udp'),
      stream: (socket) =>
        eachMessage(socket, (bytes) => {
          const said = answer(bytes, 'tcp');
          if (said) socket.write(Buffer.concat([Buffer.from([said.length >> 8, said.length & 0xff]), said]));
        }),
    },
  );
}

/** Takes messages with their two-byte lengths out of a stream (RFC 1035 section 4.2.2). */
function eachMessage(socket: Socket, take: (bytes: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const length = held.readUInt16BE(0);
      take(held.subarray(2, 2 + length));
      held = held.subarray(2 + length);
    }
  });
}
