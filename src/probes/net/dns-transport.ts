import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type Decoded, decodeMessage, type Message } from '../../parsers/dns-message.ts';
import { plainName } from '../../parsers/dns-message-name.ts';

/** What came of one question on the wire. `code` is the errno where there was one. */
export type Reply = { is: 'message'; message: Message } | { is: 'timeout' | 'unreachable' | 'malformed'; why: string; code: string | null };

export interface Sending {
  to: { host: string; port: number };
  query: Uint8Array;
  /** How long to wait, ms. */
  timeout: number;
  signal: AbortSignal;
}

type Finish = (reply: Reply) => void;

/** Sends a question by UDP from a port the system picks, and waits for the answer to exactly this question from exactly this server. */
export function exchangeUdp({ to, query, timeout, signal }: Sending): Promise<Reply> {
  return settle(timeout, signal, (finish) => {
    const socket = createSocket(isIPv6(to.host) ? 'udp6' : 'udp4');
    socket.on('error', (error) => finish(failed(error)));
    socket.on('message', (bytes) => {
      const answer = answerTo(query, bytes);
      if (answer) finish(read(answer));
    });
    // A connected socket takes packets from this one address and port alone, and hears when nobody listens there.
    socket.connect(to.port, to.host, (error?: Error) => {
      if (error) return finish(failed(error));
      socket.send(query, (sendError) => sendError && finish(failed(sendError)));
    });
    return () => socket.close();
  });
}

/**
 * Sends a question by TCP (RFC 7766) and waits for one answer. A transfer comes in several messages, of which all but the first may leave
 * out the question (RFC 5936 section 2.2); the first with which `tells` is content is the answer.
 */
export function exchangeTcp({ to, query, timeout, signal }: Sending, tells: (message: Message) => boolean = () => true): Promise<Reply> {
  return settle(timeout, signal, (finish) => {
    const socket = connect(to.port, to.host);
    const chunks: Uint8Array[] = [];
    let [length, wanted, heard] = [0, 2, 0];
    socket.on('error', (error) => finish(failed(error)));
    socket.on('close', () => finish({ is: 'unreachable', why: 'it closed the connection without an answer', code: null }));
    socket.on('connect', () => socket.write(Buffer.concat([Uint8Array.of(query.length >> 8, query.length & 0xff), query])));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      while (length >= wanted) {
        const all = Buffer.concat(chunks);
        wanted = 2 + all.readUInt16BE(0);
        chunks.splice(0, chunks.length, all);
        if (length < wanted) return;
        const answer = answerTo(query, all.subarray(2, wanted), heard > 0);
        if (!answer) return finish({ is: 'malformed', why: 'it answered another question', code: null });
        if (!answer.ok || tells(answer.value)) return finish(read(answer));
        chunks.splice(0, 1, all.subarray(wanted));
        [length, wanted, heard] = [length - wanted, 2, heard + 1];
      }
    });
    return () => socket.destroy();
  });
}

/** Runs `open` until it finishes, time is up or the signal aborts, and closes what it opened in every case. */
function settle(timeout: number, signal: AbortSignal, open: (finish: Finish) => () => void): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error); // as: an AbortSignal's reason is whatever aborted; ours are errors
    let over = false;
    const end = (): boolean => {
      if (over) return false;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      close();
      return true;
    };
    const finish: Finish = (reply) => end() && resolve(reply);
    const abort = (): void => {
      if (end()) reject(signal.reason as Error); // as: see above
    };
    const close = open(finish);
    const timer = setTimeout(() => finish({ is: 'timeout', why: `no answer within ${timeout / 1000} s`, code: null }), timeout);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** The decoded answer; null for a packet that answers something else, so that a forged one cannot end the wait. */
export function answerTo(query: Uint8Array, bytes: Uint8Array, goesOn = false): Decoded<Message> | null {
  if (bytes.length < 12 || bytes[0] !== query[0] || bytes[1] !== query[1] || (bytes[2]! & 0xf8) !== 0x80) return null;
  const answer = decodeMessage(bytes);
  const asked = decodeMessage(query);
  if (!answer.ok || !asked.ok) return answer;
  const [got, want] = [answer.value.questions[0], asked.value.questions[0]];
  if (!got) return goesOn || answer.value.rcode !== 0 ? answer : null; // servers that could not read the question leave it out
  const same = want && plainName(got.name) === plainName(want.name) && got.type === want.type && got.class === want.class;
  return same ? answer : null;
}

/** An answer as a reply. */
export function read(answer: Decoded<Message>): Reply {
  if (answer.ok) return { is: 'message', message: answer.value };
  return { is: 'malformed', why: `${answer.problem} (byte ${answer.at})`, code: null };
}

function failed(error: NodeJS.ErrnoException): Reply {
  const code = error.code ?? null;
  return { is: code === 'ETIMEDOUT' ? 'timeout' : 'unreachable', why: error.message, code };
}
