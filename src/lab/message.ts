import {
  AUTHORITATIVE_ANSWER,
  type Answer,
  CHECKING_DISABLED,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { type Found, RCODES, type Rcode } from './lookup.ts';
import { sign } from './sign.ts';
import type { ZoneData, ZoneRecord } from './zone.ts';

/** What a server says to one question; `authoritative` and `recursive` are the AA and RA bits. */
export interface Saying extends Pick<Found, 'answers' | 'authority' | 'additional'> {
  rcode: Rcode;
  authoritative?: boolean;
  /** The zone that answers, which may be signed. */
  signer?: Pick<ZoneData, 'name' | 'signed'>;
  recursive?: boolean;
}

export const NOTHING = { answers: [], authority: [], additional: [] } as const;

/** Bits of a query that its answer repeats: opcode, RD and CD. */
const ECHOED = 0x7800 | RECURSION_DESIRED | CHECKING_DISABLED;

/** UDP answers without EDNS hold this many bytes (RFC 1035 section 2.3.4); with EDNS never more than the second (DNS flag day 2020). */
const SIZE = { plain: 512, edns: 1232 } as const;

/** What a server says to a question; nothing when it stays silent. */
export type Say = (question: { name: string; type: string }) => Saying | undefined;

/** The answer to a message in bytes; nothing from a silent server, for a message too broken to answer, and for an answer. */
export function reply(bytes: Buffer, over: 'udp' | 'tcp', say: Say): Buffer | undefined {
  if (bytes.length < 12 || (bytes[2] ?? 0) & 0x80) return undefined;
  const query = read(bytes);
  const question = query?.questions?.[0];
  const edns = query?.additionals?.find((record) => record.type === 'OPT');
  const saying = query && question && query.questions?.length === 1 ? judge(query, over, say) : refuse('FORMERR');
  if (saying === undefined) return undefined;
  const { name = '', signed } = saying.signer ?? {};
  const section = (records: readonly ZoneRecord[]): Answer[] =>
    signed && edns?.type === 'OPT' && edns.flag_do && saying.authoritative ? sign(records.map(wire), name, signed) : records.map(wire);
  const packet: Packet & { type: 'response' } = {
    type: 'response',
    id: bytes.readUInt16BE(0),
    flags:
      RCODES[saying.rcode] |
      (bytes.readUInt16BE(2) & ECHOED) |
      (saying.authoritative ? AUTHORITATIVE_ANSWER : 0) |
      (saying.recursive ? RECURSION_AVAILABLE : 0),
    questions: question ? [question] : [],
    answers: section(saying.answers),
    authorities: section(saying.authority),
    additionals: [...saying.additional.map(wire), ...(edns ? [OPT] : [])],
  };
  const full = encode(packet);
  const room = edns?.type === 'OPT' ? Math.min(SIZE.edns, Math.max(SIZE.plain, edns.udpPayloadSize)) : SIZE.plain;
  if (over === 'tcp' || full.length <= room) return full;
  return encode({
    ...packet,
    flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE,
    answers: [],
    authorities: [],
    additionals: edns ? [OPT] : [],
  });
}

/** An answer that is only a response code. */
export function refuse(rcode: Rcode): Saying {
  return { rcode, ...NOTHING };
}

const OPT: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: SIZE.edns,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

function judge(query: DecodedPacket, over: 'udp' | 'tcp', say: Say): Saying | undefined {
  const question = query.questions?.[0];
  if (((query.flags ?? 0) >> 11) & 0xf) return refuse('NOTIMP');
  if (!question || (question.class ?? 'IN') !== 'IN') return refuse('REFUSED');
  if (question.type === 'AXFR' && over === 'udp') return refuse('FORMERR'); // RFC 5936 section 4.2: TCP alone
  return say({ name: question.name === '.' ? '' : question.name, type: question.type });
}

function read(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined; // dns-packet throws on malformed messages; the client is told FORMERR
  }
}

function wire({ name, type, ttl, words }: ZoneRecord): Answer {
  const [first = '', second = '', third = '', fourth = ''] = words;
  const base = { name: name === '' ? '.' : name, ttl, class: 'IN' } as const;
  switch (type) {
    case 'A':
    case 'AAAA':
      return { ...base, type, data: first };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { ...base, type, data: first };
    case 'MX':
      return { ...base, type, data: { preference: Number(first), exchange: second === '' ? '.' : second } };
    case 'TXT':
      return { ...base, type, data: [...words] };
    case 'CAA':
      return { ...base, type, data: { flags: Number(first), tag: second as 'issue', value: third } }; // as: the typing lists three tags, the wire takes any
    case 'SRV':
      return { ...base, type, data: { priority: Number(first), weight: Number(second), port: Number(third), target: fourth } };
    case 'DNSKEY':
      return { ...base, type, data: { flags: Number(first), algorithm: Number(third), key: Buffer.from(fourth, 'base64') } };
    case 'DS':
      return {
        ...base,
        type,
        data: { keyTag: Number(first), algorithm: Number(second), digestType: Number(third), digest: Buffer.from(fourth, 'hex') },
      };
    case 'SOA': {
      const [serial, refresh, retry, expire, minimum] = words.slice(2).map(Number);
      return { ...base, type, data: { mname: first, rname: second, serial, refresh, retry, expire, minimum } };
    }
    default:
      return type satisfies never;
  }
}
