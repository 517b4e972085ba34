import type { Socket } from 'node:net';
import type { Listeners } from './listeners.ts';
import { lookup } from './lookup.ts';
import { NOTHING, refuse, reply, type Saying } from './message.ts';
import { resolverOver } from './resolver.ts';
import type { Scenario, Zone } from './scenario.ts';
import { serversOf } from './tree.ts';
import { isWithin, type ZoneData } from './zone.ts';

/** The pretend address of the recursive resolver. */
export const RESOLVER = '9.9.9.9';

type Say = (question: { name: string; type: string }) => Saying;

/** Opens the recursive resolver and every authoritative server of a tree of zones, over UDP and TCP. */
export async function openDns(tree: readonly Zone[], listeners: Listeners, resolver: NonNullable<Scenario['resolver']>): Promise<void> {
  const speakers = [...serversOf(tree)].flatMap(([address, { does, zones }]): [string, Say | null][] => {
    if (does === 'gone') return [];
    if (does === 'silent') return [[address, null]];
    return [[address, does === 'refuse' ? () => refuse('REFUSED') : authoritative(zones)]];
  });
  const recursive = {
    answer: () => resolverOver(tree),
    timeout: () => null,
    servfail: () => () => ({ ...refuse('SERVFAIL'), recursive: true }),
  };
  speakers.push([RESOLVER, recursive[resolver]()]);
  await Promise.all(speakers.map(([address, say]) => openServer(address, say, listeners)));
}

/** How a server with these zones, longest name first, answers: from the zone nearest to the question, or REFUSED. */
function authoritative(zones: readonly ZoneData[]): Say {
  return (question) => {
    const zone = zones.find((each) => isWithin(question.name.toLowerCase(), each.name));
    if (!zone) return refuse('REFUSED');
    const found = lookup(zone, question);
    return { ...NOTHING, ...found, authoritative: found.cut === undefined || found.answers.length > 0 };
  };
}

/** Without `say` the server is silent. */
function openServer(address: string, say: Say | null, listeners: Listeners): Promise<void> {
  const answer = (bytes: Buffer, over: 'udp' | 'tcp'): Buffer | undefined => {
    listeners.counts.queries += 1;
    return say ? reply(bytes, over, say) : undefined;
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
