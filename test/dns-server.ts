import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import dnsPacket, { type Answer, type Packet } from 'dns-packet';

/** What a test server does with a question: a message (id and question are filled in), one or several packets as they are, or silence. */
export type Reaction = (Packet & { rcode?: number }) | Uint8Array | readonly Uint8Array[] | null;

export interface Asked {
  name: string;
  type: string;
  via: 'udp' | 'tcp';
  packet: Packet;
}

export interface TestServer extends AsyncDisposable {
  host: string;
  port: number;
  /** `address:port`. */
  at: string;
  /** Every question so far, in order. */
  asked: Asked[];
}

/** A DNS server on a port of the system's choice, UDP and TCP. `tcp: false` leaves TCP closed; a function serves it in its own way. */
export async function dnsServer(react: (asked: Asked) => Reaction, { tcp = true }: { tcp?: boolean | Serve } = {}): Promise<TestServer> {
  const asked: Asked[] = [];
  const answer = (bytes: Buffer, via: Asked['via']): readonly Uint8Array[] => {
    const packet = dnsPacket.decode(bytes);
    const question = packet.questions?.[0];
    if (!question) return [];
    const entry: Asked = { name: question.name.toLowerCase(), type: question.type, via, packet };
    asked.push(entry);
    const reaction = react(entry);
    if (reaction === null) return [];
    if (Array.isArray(reaction)) return reaction as Uint8Array[]; // as: isArray does not narrow readonly arrays
    if (reaction instanceof Uint8Array) return [reaction];
    const { rcode = 0, flags = 0, ...rest } = reaction as Packet & { rcode?: number }; // as: see above
    return [dnsPacket.encode({ id: packet.id ?? 0, type: 'response', questions: [question], ...rest, flags: flags | rcode })];
  };
  const stream: Serve = (socket) =>
    socket.on('data', (bytes) => {
      for (const reply of answer(bytes.subarray(2), 'tcp')) {
        socket.write(Buffer.concat([Uint8Array.of(reply.length >> 8, reply.length & 0xff), reply]));
      }
    });
  const udp = createSocket('udp4');
  udp.on('message', (bytes, from) => {
    for (const reply of answer(bytes, 'udp')) udp.send(reply, from.port, from.address);
  });
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { port } = udp.address();
  const close = promisify(udp.close.bind(udp));
  try {
    const streams = tcp === false ? undefined : await tcpServer(tcp === true ? stream : tcp, port);
    return {
      ...place(port),
      asked,
      async [Symbol.asyncDispose]() {
        await streams?.[Symbol.asyncDispose]();
        await close();
      },
    };
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error; // as: node:net rejects with errno errors
    return dnsServer(react, { tcp }); // somebody has the port for TCP; another one will do
  }
}

export type Serve = (socket: Socket) => unknown;

/** A TCP server, on a port of the system's choice where none is given. */
export async function tcpServer(serve: Serve, wanted = 0): Promise<Omit<TestServer, 'asked'>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: a TCP server has no path
  return {
    ...place(port),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function place(port: number): Pick<TestServer, 'host' | 'port' | 'at'> {
  return { host: '127.0.0.1', port, at: `127.0.0.1:${port}` };
}

/** One line of a zone: `www.acme.test A 192.0.2.1`; MX as `10 mx.acme.test`, TXT in full, `*` as first label for a wildcard. */
export type Zone = readonly string[];

/** `resolver`: recursive, follows aliases. `authority`: AA flag, NS at the zone's own name. */
export function answersFrom(lines: Zone, role: 'resolver' | 'authority' = 'resolver'): (asked: Asked) => Reaction {
  const records = lines.map(readLine);
  const flags = role === 'resolver' ? dnsPacket.RECURSION_AVAILABLE : dnsPacket.AUTHORITATIVE_ANSWER;
  return ({ name, type }) => {
    const answers: Answer[] = [];
    let at = name;
    for (let i = 0; i < 10; i += 1) {
      const here = ownedBy(records, at);
      const wanted = here.filter((record) => record.type === type);
      answers.push(...wanted);
      const alias = here.find((record) => record.type === 'CNAME');
      if (wanted.length > 0 || !alias) break;
      answers.push(alias);
      at = (alias as { data: string }).data; // as: the data of a CNAME is a name
    }
    const exists = ownedBy(records, at).length > 0 || records.some((record) => record.name.endsWith(`.${at}`));
    return { flags, rcode: exists ? 0 : 3, answers };
  };
}

function ownedBy(records: readonly Answer[], name: string): Answer[] {
  const exact = records.filter((record) => record.name === name);
  if (exact.length > 0) return exact;
  const above = name.split('.').map((_, i, labels) => `*.${labels.slice(i + 1).join('.')}`);
  const wild = above.find((owner) => records.some((record) => record.name === owner));
  return records.filter((record) => record.name === wild).map((record) => ({ ...record, name }));
}

function readLine(line: string): Answer {
  const [, name = '', type = '', value = ''] = /^(\S+) (\S+) ?(.*)$/s.exec(line) ?? [];
  const words = value.split(' ');
  const number = (i: number): number => Number(words[i]);
  const base = { name, ttl: 300, class: 'IN' as const };
  switch (type) {
    case 'MX':
      return { ...base, type: 'MX', data: { preference: number(0), exchange: words[1] ?? '.' } };
    case 'TXT':
      return { ...base, type: 'TXT', data: value.split('|') };
    case 'CAA':
      return { ...base, type: 'CAA', data: { flags: number(0), tag: (words[1] ?? 'issue') as 'issue', value: words.slice(2).join(' ') } }; // as: tests use unknown tags too
    case 'SOA':
      return {
        ...base,
        type: 'SOA',
        data: {
          mname: words[0] ?? '',
          rname: words[1] ?? '',
          serial: number(2),
          refresh: 7200,
          retry: 900,
          expire: 1_209_600,
          minimum: 300,
        },
      };
    default:
      return { ...base, type: type as 'A', data: value }; // as: A, AAAA, NS, CNAME and PTR share one shape
  }
}
