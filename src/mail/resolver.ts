import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { txtText } from '../parsers/dns-message-record.ts';
import { resolve, type Resolved } from '../probes/net/dns-client.ts';

/** Answers in the shapes of node:dns, as mailauth wants them. */
type Answers = string[] | string[][] | { exchange: string; priority: number }[];

/** A DNS error as node:dns throws it; mailauth tells "there is none" from "nobody knows" by the code. */
class DnsError extends Error {
  override readonly name = 'DnsError';
  readonly code: string;

  constructor(code: string, name: string) {
    super(`${code} ${name}`);
    this.code = code;
  }
}

/** The resolvers of `io` behind the interface of node:dns. SERVFAIL and silence never pass for "there is no record". */
export function nodeResolver(io: Io): (name: string, type: string) => Promise<Answers> {
  return async (name, type) => {
    switch (type) {
      case 'TXT':
        return (await found(io, name, 'TXT')).records.map((record) => [txtText(record)]);
      case 'A':
        return (await found(io, name, 'A')).records.map(({ address }) => address);
      case 'AAAA':
        return (await found(io, name, 'AAAA')).records.map(({ address }) => address);
      case 'MX':
        return (await found(io, name, 'MX')).records.map(({ exchange, preference }) => ({ exchange, priority: preference }));
      case 'PTR':
        return (await found(io, name, 'PTR')).records.map(({ target }) => target);
      case 'CNAME':
        return (await found(io, name, 'CNAME')).records.map(({ target }) => target);
      default:
        throw new DnsError('ENOTIMP', name);
    }
  };
}

async function found<T extends 'TXT' | 'A' | 'AAAA' | 'MX' | 'PTR' | 'CNAME'>(io: Io, name: string, type: T): Promise<Resolved<T>> {
  let answer: Resolved<T>;
  try {
    answer = await resolve(io, name, type);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    throw new DnsError(error.code === 'name-invalid' ? 'EBADNAME' : 'ETIMEOUT', name);
  }
  switch (answer.outcome) {
    case 'found':
      return answer;
    case 'nodata':
      throw new DnsError('ENODATA', name);
    case 'nxdomain':
      throw new DnsError('ENOTFOUND', name);
    case 'servfail':
      throw new DnsError('ESERVFAIL', name);
    default:
      return answer.outcome satisfies never;
  }
}
