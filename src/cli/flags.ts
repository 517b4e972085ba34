import type { Stage } from '../core/verb.ts';

/** One flag as help, parsing and completion need it. */
export interface Flag {
  name: string;
  short?: string;
  /** `boolean` takes no value, `list` takes commas or repeats, `file` names a file that the verb gets with its text. */
  type: 'boolean' | 'string' | 'list' | 'file';
  about: string;
  choices?: readonly string[];
}

/** A verb as the command line knows it; generated from its `takes`. */
export interface VerbGrammar {
  /** One word, or two: `audit`, `edge plan`. */
  name: string;
  does: string;
  stage: Stage;
  /** `many` takes several words and gives them as a list. */
  positional?: { name: string; about: string; many?: boolean };
  flags: readonly Flag[];
  examples: readonly string[];
}

export const FORMATS = ['terminal', 'json', 'html', 'markdown', 'sarif', 'junit', 'pdf'] as const;

/** Flags that every verb takes. */
export const GLOBAL_FLAGS = [
  { name: 'json', type: 'boolean', about: 'Print one JSON object on stdout' },
  { name: 'lab', type: 'string', about: 'Run inside a lab scenario, whose domain is the default target' },
  { name: 'resolver', type: 'list', about: 'Ask these recursive resolvers: address, address:port, or https://… for DNS over HTTPS' },
  { name: 'connect-to', type: 'list', about: 'Connect elsewhere, as address:port:address:port' },
  { name: 'ca', type: 'list', about: 'Trust the certificate authorities of this PEM file as well' },
  { name: 'allow-private', type: 'boolean', about: 'Allow private, loopback and link-local addresses' },
  { name: 'quiet', short: 'q', type: 'boolean', about: 'Say nothing on stderr while working' },
  { name: 'help', short: 'h', type: 'boolean', about: 'Show help' },
] as const satisfies readonly Flag[];

/** Flags of verbs that give a report. */
export const REPORT_FLAGS = [
  { name: 'format', type: 'string', about: 'How to print the report', choices: FORMATS },
  { name: 'output', short: 'o', type: 'string', about: 'Write the report to this file' },
  { name: 'save', type: 'string', about: 'Save the evidence, to judge it again with --from' },
  { name: 'jsonl', type: 'boolean', about: 'Audit each domain of the list --from, and print one report a line as each ends' },
  { name: 'all', type: 'boolean', about: 'List what passed and what does not apply as well' },
] as const satisfies readonly Flag[];

/** Every flag of a verb, its own first. */
export function flagsOf(verb: VerbGrammar): readonly Flag[] {
  return [...verb.flags, ...(verb.name === 'audit' ? REPORT_FLAGS : []), ...GLOBAL_FLAGS];
}
