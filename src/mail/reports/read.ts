import { type ReportHead, reportReader, type ReportRecord } from '../../parsers/dmarc-report.ts';
import { parseTlsReport, type TlsReport } from '../../parsers/tls-report.ts';
import { makeTallies, type Tally } from './ledger.ts';
import type { Sender } from './senders.ts';
import { type Part, Unreadable } from './unpack.ts';

/** What a report told, or why it could not be read. */
export type Read =
  | { is: 'dmarc'; head: ReportHead; records: number; tallies: ReadonlyMap<string, Tally>; problems: string[] }
  | { is: 'tls'; report: TlsReport }
  | { is: 'unreadable'; reason: string };

const JSON_BYTES = 20 * 1024 * 1024;

/** Reads one report as it unpacks. Whatever is in it, nothing is thrown but bugs. */
export async function readPart(part: Part, nameOf: (record: ReportRecord) => Sender): Promise<Read> {
  const sums = makeTallies(nameOf);
  const reader = reportReader((record) => sums.add(record));
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let json: string | undefined;
  let begun = false;
  try {
    for await (const bytes of part.bytes) {
      decoder ??= new TextDecoder(encodingOf(bytes));
      const text = decoder.decode(bytes, { stream: true });
      const start = begun ? text : text.trimStart();
      if (!begun && start === '') continue;
      if (!begun && start.startsWith('{')) json = '';
      begun = true;
      if (json === undefined) reader.write(start);
      else json += start;
      if (json !== undefined && json.length > JSON_BYTES) return { is: 'unreadable', reason: 'it is far larger than such a report is' };
    }
  } catch (error) {
    if (error instanceof Unreadable) return { is: 'unreadable', reason: error.message };
    throw error;
  }
  if (json !== undefined) {
    const report = parseTlsReport(json);
    return typeof report === 'string' ? { is: 'unreadable', reason: report } : { is: 'tls', report };
  }
  const end = reader.end();
  if (!end.ok) return { is: 'unreadable', reason: end.problem };
  return { is: 'dmarc', head: end.head, records: end.records, tallies: sums.tallies, problems: end.problems };
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
