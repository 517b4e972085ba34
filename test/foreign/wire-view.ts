import type { Message } from '../../src/parsers/dns-message.ts';
import type { ResourceRecord } from '../../src/parsers/dns-message-record.ts';
import { typeCode, writeRdata } from '../../src/parsers/dns-message-wire.ts';
import { run } from './run.ts';

/** An answer as every tool can tell it: records as owner, TTL, number of the type and data in hexadecimal (RFC 3597), sorted. */
export interface Heard {
  status: string;
  authoritative: boolean;
  answer: string[];
  authority: string[];
}

/** A question as both tools take it: `www.acme.test A`, or `acme.test AXFR`. */
export type Question = readonly [name: string, type: string];

/** Asks all questions with one dig. */
export function digAll(port: number, questions: readonly Question[], { dnssec = false } = {}): Promise<Heard[]> {
  const each = questions.flatMap(([name, type]) => [name, type, '+norecurse', '+unknownformat', dnssec ? '+dnssec' : '+nodnssec']);
  return askAll('dig', ['@127.0.0.1', '-p', String(port), ...each], /^;; (?:MSG SIZE|XFR size).*$/m);
}

/** Asks all questions with one kdig, the tool of Knot DNS; `more` are further options, such as `+https`. */
export function kdigAll(port: number, questions: readonly Question[], { dnssec = false, more = [] as readonly string[] } = {}) {
  const each = questions.flatMap(([name, type]) => [name, type, '+norec', '+generic', ...(dnssec ? ['+dnssec'] : [])]);
  return askAll('kdig', ['@127.0.0.1', '-p', String(port), ...more, ...each], /^;; From .*$/m);
}

async function askAll(program: 'dig' | 'kdig', args: readonly string[], end: RegExp): Promise<Heard[]> {
  const { out } = await run(program, args);
  const replies = out.split(end).slice(0, -1);
  return replies.map((text) => {
    const [, status = 'AXFR'] = /status: ([A-Z]+)/.exec(text) ?? [];
    const [, flags = ''] = /flags: ([a-z ]*);/i.exec(text) ?? [];
    const section = (name: string): string[] => linesOf(new RegExp(`;; ${name} SECTION:\\n([^]*?)(?:\\n\\n|$)`).exec(text)?.[1] ?? '');
    if (status === 'AXFR') return { status, authoritative: true, answer: linesOf(text), authority: [] };
    return { status, authoritative: flags.split(' ').includes('aa'), answer: section('ANSWER'), authority: section('AUTHORITY') };
  });
}

function linesOf(text: string): string[] {
  const records = text.matchAll(/^(\S+)\s+(\d+)\s+(?:IN|CLASS1)\s+TYPE(\d+)\s+\\# \d+ ?([\dA-F ]*)$/gm);
  return [...records].map(([, name = '', ttl, type, hex = '']) => lineOf(name, [ttl, type], hex)).sort();
}

function lineOf(name: string, numbers: readonly (string | number | undefined)[], hex: string): string {
  return [name.toLowerCase().replace(/(.)\.$/, '$1'), ...numbers, hex.replaceAll(' ', '').toLowerCase()].join(' ');
}

const STATUSES: Readonly<Record<number, string>> = { 0: 'NOERROR', 2: 'SERVFAIL', 3: 'NXDOMAIN', 5: 'REFUSED' };

/** What our own codec made of an answer. Names that we asked for in mixed case are told in lower case, as signatures have them. */
export function ourView(message: Message): Heard {
  return {
    status: STATUSES[message.rcode] ?? String(message.rcode),
    authoritative: message.authoritative,
    answer: ourLines(message.answers),
    authority: ourLines(message.authorities),
  };
}

/** Records as `Heard` has them. */
export function ourLines(records: readonly ResourceRecord[]): string[] {
  return records
    .map((record) =>
      lineOf(record.name || '.', [record.ttl, typeCode(record)], Buffer.from(writeRdata(record, { canonical: true })).toString('hex')),
    )
    .sort();
}
