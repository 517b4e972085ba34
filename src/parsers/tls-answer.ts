import { SUITES } from './tls-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from './tls-hello.ts';

/** What a server said before encryption begins. */
export interface TlsAnswer {
  hello: {
    /** Null for a number that is no version of ours. */
    version: TlsVersion | null;
    suite: number;
    /** A HelloRetryRequest: the server speaks TLS 1.3 and asks for a key share (RFC 8446 section 4.1.4). */
    retry: boolean;
    /** The protocol chosen, below TLS 1.3. */
    alpn: string | null;
    /** Its random ends in the mark of a server that could have spoken a newer version (RFC 8446 section 4.1.3). */
    marked: boolean;
  } | null;
  /** The group of the key exchange: of the key share, or of the ServerKeyExchange (RFC 8422 section 5.4). */
  group: number | null;
  /** Bits of a finite-field prime (RFC 5246 section 7.4.3). */
  primeBits: number | null;
  /** The description of an alert (RFC 8446 section 6). */
  alert: number | null;
  /** Certificates in DER, in the order in which they were sent; below TLS 1.3. */
  chain: readonly Uint8Array[];
  /** A CertificateStatus was sent (RFC 6066 section 8). */
  stapled: boolean;
  /** Nothing more comes that could be read. */
  complete: boolean;
  /** What is wrong with the bytes; null when nothing is. */
  problem: string | null;
}

/** More than any honest server sends, bytes; and certificates of a chain that are kept. */
const BYTE_LIMIT = 262_144;
const CHAIN_LIMIT = 16;

const ALERT = 21;
const HANDSHAKE = 22;
/** SHA-256 of "HelloRetryRequest", sent in the place of the random (RFC 8446 section 4.1.3). */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
/** "DOWNGRD" and 1 or 0, by which a server of TLS 1.3 or 1.2 lets its client notice that somebody made them speak something older. */
const DOWNGRADE_MARK = /444f574e475244(01|00)$/;

/** Handshake types (RFC 8446 section 4, RFC 5246 section 7.4). */
const TYPES = { serverHello: 2, certificate: 11, serverKeyExchange: 12, serverHelloDone: 14, certificateStatus: 22 } as const;

/** A message that ends too early. */
class Short extends Error {}

type Draft = { -readonly [K in keyof TlsAnswer]: TlsAnswer[K] };

/** Reads what a server has sent so far. Never throws; bytes that are no TLS have a `problem` and are complete. */
export function readAnswer(bytes: Uint8Array): TlsAnswer {
  const answer: Draft = {
    hello: null,
    group: null,
    primeBits: null,
    alert: null,
    chain: [],
    stapled: false,
    complete: false,
    problem: null,
  };
  try {
    readRecords(bytes, answer);
  } catch (error) {
    if (!(error instanceof Short)) throw error;
    answer.problem = 'a message ends too early';
  }
  if (answer.problem === null && !answer.complete && bytes.length > BYTE_LIMIT) answer.problem = 'the answer is too long';
  if (answer.problem !== null) answer.complete = true;
  return answer;
}

/** Records: type, version, length, content (RFC 8446 section 5.1). A handshake message may spread over several. */
function readRecords(bytes: Uint8Array, answer: Draft): void {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length && !answer.complete;) {
    const type = bytes[at];
    const known = type === ALERT || type === HANDSHAKE;
    if (!known || (bytes[at + 1] ?? 3) !== 3) {
      if (answer.hello === null) answer.problem = 'this is not TLS';
      answer.complete = true;
      return;
    }
    if (at + 5 > bytes.length) return;
    const length = number(bytes, at + 3, 2);
    if (length > 16_384 + 2_048) {
      answer.problem = 'a record is too long';
      return;
    }
    const content = bytes.subarray(at + 5, at + 5 + length);
    if (content.length < length) return;
    if (type === ALERT) {
      answer.alert = number(content, 1, 1);
      // A warning, such as unrecognized_name, is followed by the ServerHello (RFC 6066 section 3).
      answer.complete = number(content, 0, 1) === 2;
    } else {
      parts.push(content);
      const all = Buffer.concat(parts);
      parts.length = 0;
      parts.push(all.subarray(readMessages(all, answer)));
    }
    at += 5 + length;
  }
}

/** Reads the messages that are whole and gives the bytes they took. */
function readMessages(bytes: Uint8Array, answer: Draft): number {
  let at = 0;
  while (at + 4 <= bytes.length && !answer.complete) {
    const length = number(bytes, at + 1, 3);
    if (at + 4 + length > bytes.length) return at;
    readMessage(bytes[at] ?? 0, bytes.subarray(at + 4, at + 4 + length), answer);
    at += 4 + length;
  }
  return at;
}

function readMessage(type: number, body: Uint8Array, answer: Draft): void {
  switch (type) {
    case TYPES.serverHello:
      return readServerHello(body, answer);
    case TYPES.certificate:
      answer.chain = certificatesIn(body);
      return;
    case TYPES.serverKeyExchange:
      return readKeyExchange(body, answer);
    case TYPES.certificateStatus:
      answer.stapled = true;
      return;
    case TYPES.serverHelloDone:
      answer.complete = true;
      return;
    default:
    // Requests for a certificate, tickets and what is yet to be invented.
  }
}

function readServerHello(body: Uint8Array, answer: Draft): void {
  const random = Buffer.from(slice(body, 2, 32)).toString('hex');
  const session = number(body, 34, 1);
  const suite = number(body, 35 + session, 2);
  let version = number(body, 0, 2);
  let alpn: string | null = null;
  const start = 38 + session;
  const end = start + 2 <= body.length ? start + 2 + number(body, start, 2) : start;
  for (let at = start + 2; at < end;) {
    const type = number(body, at, 2);
    const data = slice(body, at + 4, number(body, at + 2, 2));
    if (type === 43) version = number(data, 0, 2);
    if (type === 51) answer.group = number(data, 0, 2);
    if (type === 16) alpn = Buffer.from(slice(data, 3, number(data, 2, 1))).toString('latin1');
    at += 4 + data.length;
  }
  answer.hello = { version: versionOf(version), suite, retry: random === RETRY_RANDOM, alpn, marked: DOWNGRADE_MARK.test(random) };
  // All that follows is encrypted.
  if (version === TLS_VERSIONS['TLSv1.3']) answer.complete = true;
}

function versionOf(code: number): TlsVersion | null {
  const found = Object.entries(TLS_VERSIONS).find(([, each]) => each === code);
  return found ? (found[0] as TlsVersion) : null; // as: Object.entries widens
}

function certificatesIn(body: Uint8Array): Uint8Array[] {
  const chain: Uint8Array[] = [];
  const end = 3 + number(body, 0, 3);
  for (let at = 3; at < end && chain.length < CHAIN_LIMIT;) {
    const each = slice(body, at + 3, number(body, at, 3));
    chain.push(each);
    at += 3 + each.length;
  }
  return chain;
}

function readKeyExchange(body: Uint8Array, answer: Draft): void {
  const suite = SUITES.get(answer.hello?.suite ?? 0) ?? '';
  if (/^TLS_ECDHE?_/.test(suite) && number(body, 0, 1) === 3) answer.group = number(body, 1, 2);
  if (/^TLS_DHE?_/.test(suite)) answer.primeBits = bitsOf(slice(body, 2, number(body, 0, 2)));
}

function bitsOf(prime: Uint8Array): number {
  const first = prime.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (prime.length - first) * 8 - Math.clz32(prime[first] ?? 0) + 24;
}

/** `size` bytes from `at` as a number. Throws Short. */
function number(bytes: Uint8Array, at: number, size: number): number {
  return slice(bytes, at, size).reduce((sum, byte) => sum * 256 + byte, 0);
}

function slice(bytes: Uint8Array, at: number, size: number): Uint8Array {
  if (at + size > bytes.length) throw new Short();
  return bytes.subarray(at, at + size);
}
