import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { encodeQuery, type Message, ofType } from '../../parsers/dns-message.ts';
import { placeOf } from './dns-ask.ts';
import { exchangeTcp, type Reply } from './dns-transport.ts';

/**
 * Asks a server for a whole zone (AXFR, RFC 5936) and hangs up at the first message that holds more than the SOA record, or a refusal:
 * enough to know whether strangers may have it. `server` is `address:port`. Throws only when `io.signal` aborts or the name cannot be asked.
 */
export async function askTransfer(io: Io, { server, zone, timeout }: { server: string; zone: string; timeout: number }): Promise<Reply> {
  const to = placeOf(io, server);
  if ('is' in to) return to;
  const query = encodeQuery({ id: Math.floor(io.random() * 65_536), name: zone, type: 'AXFR', recursion: false, edns: false });
  if (!query.ok) throw new ProbeError('name-invalid', `"${zone}" is not a name that DNS can look up: ${query.problem}.`);
  let soas = 0;
  const tells = ({ rcode, answers }: Message): boolean => {
    const starts = ofType(answers, 'SOA').length;
    soas += starts;
    return rcode !== 0 || starts < answers.length || answers.length === 0 || soas > 1;
  };
  return exchangeTcp({ to, query: query.value, timeout, signal: io.signal }, tells);
}
