import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { TlsReport } from '../../parsers/tls-report.ts';
import type { ReportRecord } from '../../parsers/dmarc-report.ts';
import { enter, type Ledger } from './ledger.ts';
import { readPart } from './read.ts';
import type { Sender } from './senders.ts';
import { partsOf, Unreadable } from './unpack.ts';

/** What went in and what became of it: `reports` is always the sum of the three below it. */
export interface Counts {
  files: number;
  reports: number;
  read: number;
  duplicates: number;
  quarantined: number;
  records: number;
}

/** What was put aside, and why. */
export interface Quarantined {
  name: string;
  reason: string;
}

/** Everything a reading fills. */
export interface Reading {
  ledger: Ledger;
  counts: Counts;
  quarantined: Quarantined[];
  /** What receivers got wrong and was forgiven, by report. */
  forgiven: { report: string; problems: string[] }[];
  tls: TlsReport[];
  /** Where what cannot be read is put. */
  folder: string;
  nameOf: (record: ReportRecord) => Sender;
  /** Keys of TLS reports of this reading; they are not kept in the ledger. */
  seenTls: Set<string>;
}

const FILE_BYTES = 64 * 1024 * 1024;
const FILES = 100_000;
const SHOWN = 50;

export function makeReading(to: Pick<Reading, 'ledger' | 'folder' | 'nameOf'>): Reading {
  return {
    ...to,
    counts: { files: 0, reports: 0, read: 0, duplicates: 0, quarantined: 0, records: 0 },
    quarantined: [],
    forgiven: [],
    tls: [],
    seenTls: new Set(),
  };
}

/** Reads a file, or every file of a folder and the folders in it. Throws a UserError where there is no such path. */
export async function readPath(reading: Reading, path: string, signal: AbortSignal): Promise<void> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UserError('no-such-file', `There is no file or folder ${path}.`, 'Give the folder in which you keep the reports.');
  const files = stat.isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .slice(0, FILES)
    : [path];
  for (const file of files) {
    signal.throwIfAborted();
    const bytes = statSync(file).size > FILE_BYTES ? null : readFileSync(file);
    if (bytes) await readBytes(reading, bytes, basename(file));
    else {
      reading.counts.files += 1;
      reading.counts.reports += 1;
      putAside(reading, { name: basename(file), reason: 'the file is larger than 64 MB', bytes: Buffer.alloc(0) });
    }
  }
}

/** Reads the reports in one file or mail. What cannot be read is put aside with its reason; nothing is dropped. */
export async function readBytes(reading: Reading, bytes: Uint8Array, name: string): Promise<void> {
  const { counts } = reading;
  counts.files += 1;
  let found = 0;
  try {
    for await (const part of partsOf(bytes, name)) {
      found += 1;
      counts.reports += 1;
      const read = await readPart(part, reading.nameOf);
      switch (read.is) {
        case 'unreadable':
          putAside(reading, { name, reason: read.reason, bytes });
          break;
        case 'tls': {
          const key = `${read.report.org} ${read.report.id}`;
          const fresh = !reading.seenTls.has(key);
          reading.seenTls.add(key);
          counts[fresh ? 'read' : 'duplicates'] += 1;
          if (fresh) reading.tls.push(read.report);
          break;
        }
        case 'dmarc': {
          const fresh = enter(reading.ledger, read.head, read.tallies);
          counts[fresh ? 'read' : 'duplicates'] += 1;
          if (fresh) counts.records += read.records;
          if (fresh && read.problems.length > 0 && reading.forgiven.length < SHOWN)
            reading.forgiven.push({ report: `${read.head.org} ${read.head.id}`, problems: read.problems });
          break;
        }
        default:
          read satisfies never;
      }
    }
    if (found === 0) throw new Unreadable('there is nothing in it');
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    counts.reports += 1;
    putAside(reading, { name, reason: error.message, bytes });
  }
}

/** Keeps a copy of what could not be read beside a file that says why. */
export function putAside(reading: Reading, { name, reason, bytes }: Quarantined & { bytes: Uint8Array }): void {
  reading.counts.quarantined += 1;
  if (reading.quarantined.length < SHOWN) reading.quarantined.push({ name, reason });
  mkdirSync(reading.folder, { recursive: true });
  const hash = createHash('sha256').update(bytes).update(name).digest('hex').slice(0, 12);
  const safe = `${hash}-${name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-80)}`;
  writeFileSync(join(reading.folder, safe), bytes, { mode: 0o600 });
  writeFileSync(join(reading.folder, `${safe}.reason.txt`), `${reason}\n`, { mode: 0o600 });
}
