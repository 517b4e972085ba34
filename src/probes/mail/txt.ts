import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { txtText } from '../../parsers/dns-message-record.ts';
import { resolve, type Resolved } from '../net/dns-client.ts';

/** The TXT strings of a name, each record's chunks joined, in code-unit order. */
export async function txtOf(io: Io, name: string): Promise<{ outcome: Resolved['outcome']; cnames: string[]; texts: string[] }> {
  const { outcome, cnames, records } = await resolve(io, name, 'TXT');
  return { outcome, cnames, texts: records.map(txtText).sort() };
}

/** What a probe throws where SERVFAIL must not pass for "there is no record": the fix for that would be a second record. */
export function brokenName(name: string): ProbeError {
  return new ProbeError('servfail', `The name servers of ${name} fail (SERVFAIL), so nobody can read its records at the moment.`);
}
