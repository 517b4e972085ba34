import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { readAnswer, type TlsAnswer } from '../../parsers/tls-answer.ts';
import { clientHello, type Offer, TLS_VERSIONS } from '../../parsers/tls-hello.ts';
import { connectTo, type Endpoint } from '../net/connect.ts';
import { deadline, within } from '../net/deadline.ts';
import { isUnreachable } from '../net/failure.ts';

/**
 * What came back to a hello. `no`: the server ended the handshake for what was offered. `unknown`: silence or a reset, which a filter on
 * the way may have made. `absent`: nobody listens, it is not TLS, or this network has no way there.
 */
export type HelloReply =
  | { is: 'yes'; answer: TlsAnswer & { hello: NonNullable<TlsAnswer['hello']> } }
  | { is: 'no' | 'unknown' | 'absent'; because: string };

/** What to offer, and how much of the answer is wanted: the ServerHello alone, or all that comes in clear. */
export type Asking = Omit<Offer, 'host' | 'random'> & { wants?: 'all' };

/** Alerts that answer the offer (RFC 8446 section 6.2): handshake_failure, protocol_version, insufficient_security, inappropriate_fallback. */
const REFUSALS = new Set([40, 70, 71, 86]);

/** Sends one hello to one address, in the host's turn; once more where the answer was `unknown`. Throws on cancellation and bugs. */
export async function askHello(io: Io, to: Endpoint & { address: string }, asking: Asking): Promise<HelloReply> {
  const first = await io.turn(to.host, () => askOnce(io, to, asking));
  return first.is === 'unknown' ? io.turn(to.host, () => askOnce(io, to, asking)) : first;
}

async function askOnce(io: Io, to: Endpoint & { address: string }, { wants, ...offer }: Asking): Promise<HelloReply> {
  try {
    using limit = deadline(io, to.ms, to.host);
    const { socket } = await connectTo(io, to);
    try {
      socket.write(clientHello({ ...offer, host: to.host, random: randomBytes(64) }));
      const answer = await within(limit.signal, hear(socket, wants === 'all'));
      return judged(answer, offer.version);
    } finally {
      socket.destroy();
    }
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof ProbeError)) throw error;
    const away = error.code === 'ECONNREFUSED' || error.code === 'private-address' || isUnreachable(error.code);
    return { is: away ? 'absent' : 'unknown', because: error.message };
  }
}

/** What the server says until it is complete, or has ended; null when it was reset first. */
function hear(socket: Socket, all: boolean): Promise<TlsAnswer | null> {
  const { promise, resolve } = Promise.withResolvers<TlsAnswer | null>();
  let heard = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    const answer = readAnswer(heard);
    if (answer.complete || (answer.hello !== null && !all)) resolve(answer);
  });
  socket.on('end', () => resolve(readAnswer(heard)));
  socket.on('error', () => resolve(null));
  socket.on('close', () => resolve(null));
  return promise;
}

function judged(answer: TlsAnswer | null, version: Offer['version']): HelloReply {
  if (answer === null) return { is: 'unknown', because: 'the connection was reset' };
  const { hello, alert, problem } = answer;
  if (hello !== null) {
    const asked = TLS_VERSIONS[version];
    const given = hello.version === null ? 0 : TLS_VERSIONS[hello.version];
    if (given === 0 || given > asked || (version === 'TLSv1.3' && given !== asked)) return { is: 'no', because: 'another version' };
    return { is: 'yes', answer: { ...answer, hello } };
  }
  if (problem !== null) return { is: 'absent', because: problem };
  if (alert === null) return { is: 'no', because: 'the connection was closed' };
  return { is: REFUSALS.has(alert) ? 'no' : 'unknown', because: `alert ${alert}` };
}
