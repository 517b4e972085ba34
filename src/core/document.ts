import type { DomainMap } from './finding.ts';

/** Something a handover says, with where it comes from. `value` is null where nobody knows: then `findOut` says how to. */
export interface Fact {
  /** Stable, such as `dns.owner`. */
  id: string;
  asks: string;
  value: string | null;
  /** Where it was read: `launch-ready.yaml`, `audit`, `journal`, a file. */
  source: string;
  /** When it was looked at, ISO. */
  checked: string;
  findOut: string;
}

/** "If X then Y": what somebody sees, what it usually is, and what to do first. */
export interface Card {
  sees: string;
  /** The worst that happens while it lasts. */
  hurts: string;
  first: readonly string[];
  usually: readonly string[];
  /** Shown first when the audit found the like of it. */
  now?: string;
}

export type Block =
  | { is: 'heading'; text: string }
  | { is: 'text'; text: string }
  | { is: 'facts'; facts: readonly Fact[] }
  | { is: 'table'; head: readonly string[]; rows: readonly (readonly string[])[]; none: string }
  | { is: 'list'; items: readonly string[] }
  | { is: 'steps'; items: readonly string[] }
  | { is: 'command'; says: string; command: string }
  | { is: 'cards'; cards: readonly Card[] }
  | { is: 'map'; map: DomainMap; taken: string }
  | { is: 'terms' }
  /** A place for people to write in. What they wrote survives. */
  | { is: 'notes'; id: string; invites: string; text: string };

/** A part of a document; `page` begins on a page of its own in print. */
export interface Section {
  id: string;
  title: string;
  about: string;
  page?: true;
  blocks: readonly Block[];
}

/** A document as data: every format is a pure function of it. */
export interface Pack {
  schema: 1;
  product: string;
  /** ISO time of writing. */
  made: string;
  /** Facts that are known, of all that are asked. */
  known: number;
  of: number;
  /** The five things to leave behind, and whether each is there; null where nobody knows. */
  boxes: readonly { box: string; there: boolean | null; because: string }[];
  sections: readonly Section[];
  /** Words that are explained at the end; the first use in each section leads there. */
  glossary: readonly Term[];
}

/** A word and what it means. `also` are other spellings. */
export interface Term {
  term: string;
  also?: readonly string[];
  means: string;
}

/** Every fact of a document. */
export function factsOf(sections: readonly Section[]): Fact[] {
  return sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.is === 'facts' ? block.facts : [])));
}
