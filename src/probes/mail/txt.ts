import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { txtText } from '../../parsers/dns-message-record.ts';
import { resolve, type Resolved } from '../net/dns-client.ts';

/** A name may publish 64 KiB; what nobody means to be read is left out of the evidence. */
const RECORDS = 50;
const CHARACTERS = 4_096;

/** The TXT strings of a name, each record's chunks joined, in code-unit order. */
export async function txtOf(io: Io, name: string): Promise<{ outcome: Resolved['outcome']; cnames: string[]; texts: string[] }> {
  const { outcome, cnames, records } = await resolve(io, name, 'TXT');
  const texts = records.slice(0, RECORDS).map((record) => txtText(record).slice(0, CHARACTERS));
  return { outcome, cnames, texts: texts.sort() };
}

/** What a probe throws where SERVFAIL must not pass for "there is no record": the fix for that would be a second record. */
export function brokenName(name: string): ProbeError {
  return new ProbeError('servfail', `The name servers of ${name} fail (SERVFAIL), so nobody can read its records at the moment.`);
}
