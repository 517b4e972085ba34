import { Malformed, readName, writeName } from './dns-message-name.ts';
import { cursor, RECORD_TYPES, readRecord, type RecordOf, type RecordType, type ResourceRecord } from './dns-message-record.ts';

/** A value, or what is wrong with the input and where (byte offset in a message, character offset in a name). */
export type Decoded<T> = { ok: true; value: T } | { ok: false; problem: string; at: number };

/** Response codes we tell apart (IANA DNS RCODEs). */
export const RCODES = { noError: 0, formatError: 1, serverFailure: 2, noSuchName: 3, notImplemented: 4, refused: 5 } as const;

/** A DNS message (RFC 1035 section 4). `rcode` has the EDNS upper bits (RFC 6891) folded in; OPT is in `edns`, not in `additionals`. */
export interface Message {
  id: number;
  response: boolean;
  opcode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  rcode: number;
  questions: { name: string; type: number; class: number }[];
  answers: ResourceRecord[];
  authorities: ResourceRecord[];
  additionals: ResourceRecord[];
  /** `errors` are the extended errors of RFC 8914: why the server failed, in its own words. */
  edns: { udpSize: number; version: number; dnssec: boolean; errors: { code: number; text: string }[] } | null;
}

export interface Query {
  /** 16 bits. */
  id: number;
  name: string;
  /** AXFR asks for the whole zone (RFC 5936). */
  type: RecordType | 'AXFR';
  /** The RD flag. */
  recursion: boolean;
  /** Left out for servers too old for EDNS; 1232 bytes of UDP otherwise. */
  edns?: boolean;
  /** The DO flag: DNSSEC records wanted. */
  dnssec?: boolean;
}

/** UDP payload size that avoids fragments (DNS Flag Day 2020). */
const UDP_SIZE = 1232;
const MESSAGE_LIMIT = 65_535;
const OPT = 41;
const AXFR = 252;
const EXTENDED_ERROR = 15;

/** The bytes of a question. */
export function encodeQuery(query: Query): Decoded<Uint8Array> {
  return guarded(() => {
    const name = writeName(query.name);
    const edns = query.edns ?? true;
    const head = [query.id >> 8, query.id & 0xff, query.recursion ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0];
    const type = query.type === 'AXFR' ? AXFR : RECORD_TYPES[query.type];
    const opt = [0, 0, OPT, UDP_SIZE >> 8, UDP_SIZE & 0xff, 0, 0, query.dnssec ? 0x80 : 0, 0, 0, 0];
    return Uint8Array.from([...head, ...name, type >> 8, type & 0xff, 0, 1, ...(edns ? opt : [])]);
  });
}

/** The message in `bytes`. Never throws; a message marked truncated keeps the records before the cut. */
export function decodeMessage(bytes: Uint8Array): Decoded<Message> {
  return guarded(() => {
    if (bytes.length > MESSAGE_LIMIT) throw new Malformed('the message is longer than 65,535 bytes', MESSAGE_LIMIT);
    const head = cursor(bytes, 0, bytes.length);
    const [id, flags] = [head.u16(), head.u16()];
    const [asked, ...counts] = [head.u16(), head.u16(), head.u16(), head.u16()];
    const message: Message = {
      id,
      response: (flags & 0x8000) !== 0,
      opcode: (flags >> 11) & 0xf,
      authoritative: (flags & 0x400) !== 0,
      truncated: (flags & 0x200) !== 0,
      recursionDesired: (flags & 0x100) !== 0,
      recursionAvailable: (flags & 0x80) !== 0,
      rcode: flags & 0xf,
      questions: [],
      answers: [],
      authorities: [],
      additionals: [],
      edns: null,
    };
    try {
      readSections(bytes, message, { asked, counts });
    } catch (error) {
      if (!(error instanceof Malformed) || !message.truncated) throw error;
    }
    return message;
  });
}

function readSections(bytes: Uint8Array, message: Message, { asked, counts }: { asked: number; counts: number[] }): void {
  let at = 12;
  for (let i = 0; i < asked; i += 1) {
    const { name, next } = readName(bytes, at);
    const tail = cursor(bytes, next, bytes.length);
    message.questions.push({ name, type: tail.u16(), class: tail.u16() });
    at = next + 4;
  }
  for (const [i, section] of [message.answers, message.authorities, message.additionals].entries()) {
    for (let n = counts[i] ?? 0; n > 0; n -= 1) {
      const { record, next } = readRecord(bytes, at);
      if (record.type === 'OTHER' && record.code === OPT) readOpt(bytes, at, message);
      else section.push(record);
      at = next;
    }
  }
}

/** RFC 6891 section 6.1.2: the class is the sender's UDP size, the TTL holds the upper bits of the rcode, the version and the flags. */
function readOpt(bytes: Uint8Array, start: number, message: Message): void {
  if (message.edns) throw new Malformed('there are two OPT records', start);
  const fields = cursor(bytes, readName(bytes, start).next + 2, bytes.length);
  const [udpSize, upper, version, flags] = [fields.u16(), fields.u8(), fields.u8(), fields.u16()];
  message.edns = { udpSize, version, dnssec: (flags & 0x8000) !== 0, errors: readErrors(fields.bytes(fields.u16())) };
  message.rcode |= upper << 4;
}

function readErrors(options: Uint8Array): { code: number; text: string }[] {
  const errors: { code: number; text: string }[] = [];
  const from = cursor(options, 0, options.length);
  while (from.left() > 0) {
    const [option, value] = [from.u16(), from.bytes(from.u16())];
    if (option !== EXTENDED_ERROR) continue;
    const body = cursor(value, 0, value.length);
    errors.push({ code: body.u16(), text: new TextDecoder().decode(body.rest()) });
  }
  return errors;
}

/** The records of one type. */
export function ofType<T extends RecordType>(records: readonly ResourceRecord[], type: T): RecordOf<T>[] {
  return records.filter((record): record is RecordOf<T> => record.type === type);
}

function guarded<T>(work: () => T): Decoded<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.message, at: error.at };
    throw error;
  }
}
