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
 * A proposal. `prompt` is pasted into an AI app builder: it names the goal, what not to do, and how to see it worked.
 * `verify` is a command that shows the fault is gone. `minutes` is a careful person's time, for the estimate.
 */
export type Fix = FixStep & { prompt: string; verify: string; minutes: number };
