/** A DNS record as a person enters it in a panel: relative or absolute name, type, value. */
export interface DnsRecord {
  name: string;
  type: string;
  data: string;
}

/** What to change, as data, so that it can be shown, hashed, applied later and undone. */
export type FixStep =
  | { by: 'dns'; zone: string; remove?: DnsRecord[]; add?: DnsRecord[] }
  | { by: 'edge'; setting: string; value: string; steps: string[] }
  | { by: 'file'; path: string; patch: string }
  | { by: 'command'; argv: string[] }
  | { by: 'hand'; steps: string[] };

/**
 * One thing as it is once the fix is made: what its steps say in words, for tools that make or check it. Addresses may end in `*` and
 * then stand for all that begin so.
 */
export type Wanted =
  /** A response header; null is its absence. With `directive` only that one of it. */
  | { is: 'header'; at: string; name: string; value: string | null; directive?: string }
  /** Attributes of a cookie, such as `SameSite=Lax`, that it has or no longer has. */
  | { is: 'cookie'; at: string; name: string; has: string[]; lacks: string[] }
  /** Every address below goes on to the same path and query of another origin. */
  | { is: 'redirect'; at: string; to: string; status: 301 }
  /** These origins and no others may read the answer with the visitor's cookies. */
  | { is: 'cors'; at: string; origins: string[] }
  /** What is answered to a GET. */
  | { is: 'answer'; at: string; status: number; json: Record<string, unknown> }
  /** Text is compressed. */
  | { is: 'compression'; host: string }
  /** A certificate for this host that browsers trust, valid now, with its chain. */
  | { is: 'certificate'; host: string }
  /** The oldest TLS version that is spoken. */
  | { is: 'tls'; host: string; min: '1.2' }
  /** The name servers that the registrar lists. */
  | { is: 'name-servers'; zone: string; servers: string[] }
  /** A number of the SOA record, seconds. */
  | { is: 'soa'; zone: string; field: 'minimum' | 'expire'; value: number };

/**
 * A proposal. `prompt` is pasted into an AI app builder: it names the goal, what not to do, and how to see it worked.
 * `verify` is a command that shows the fault is gone. `minutes` is a careful person's time, for the estimate.
 * `wants` is what is true once it is made, where that can be said as data.
 */
export type Fix = FixStep & { prompt: string; verify: string; minutes: number; wants?: Wanted[] };
