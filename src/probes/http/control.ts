import type { Io } from '../../core/io.ts';
import { txtText } from '../../parsers/dns-message-record.ts';
import { ask, serverAt } from '../net/dns-ask.ts';
import { resolve } from '../net/dns-client.ts';
import type { Answer } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { AUTHORITY_TIMEOUT, serverAddresses, zoneOf } from '../dns/zone.ts';

/** Bytes of the file that are read: it holds one line, beside those of others. */
const BYTES = 4_096;

/** Where a domain shows a line that only its owner can put there. */
export function placesOfProof(domain: string): { record: string; file: string } {
  return { record: `_launch-ready.${domain}`, file: `https://${domain}/.well-known/launch-ready.txt` };
}

/** Whether a domain shows this line as a TXT record or in a file, exactly. Throws ProbeError where the resolver does not answer. */
export async function showsProof(io: Io, domain: string, line: string): Promise<boolean> {
  const { record, file } = placesOfProof(domain);
  return (await inDns(io, record, line)) || (await inFile(io, { file, domain, line }));
}

/** Resolvers remember for a while that there was no record, so the zone's own servers are asked as well. */
async function inDns(io: Io, name: string, line: string): Promise<boolean> {
  const { records } = await resolve(io, name, 'TXT');
  if (records.some((record) => txtText(record) === line)) return true;
  const zone = await zoneOf(io, name);
  for (const host of zone?.names ?? []) {
    const [address] = await serverAddresses(io, host);
    if (address === undefined) continue;
    const reply = await ask(io, { server: serverAt(address), name, type: 'TXT', recursion: false, timeout: AUTHORITY_TIMEOUT });
    if (reply.is !== 'message') continue;
    return reply.message.answers.some((record) => record.type === 'TXT' && txtText(record) === line);
  }
  return false;
}

async function inFile(io: Io, { file, domain, line }: { file: string; domain: string; line: string }): Promise<boolean> {
  let last: Answer | undefined;
  await walk(io, file, { site: domain, limits: { bodyBytes: BYTES }, see: (answer) => (last = answer) });
  if (last?.status !== 200) return false;
  return last.body.bytes
    .toString('utf8')
    .split(/\r?\n/)
    .some((each) => each.trim() === line);
}
