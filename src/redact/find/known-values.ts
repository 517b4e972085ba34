import { writtenForms } from '../known.ts';
import { isAnon } from '../shapes.ts';
import { PUBLIC } from '../kinds.ts';
import { automaton } from './automaton.ts';
import { isDefaultPassword, isStandIn } from './stand-in.ts';

/** A value that is known to be a secret, with the name it goes by and the file that says so. */
export interface KnownValue {
  name: string;
  value: string;
  from: string;
}

/** A known value that stands in some bytes. */
export interface KnownHit {
  known: KnownValue;
  start: number;
  end: number;
  coded?: string;
}

/** Finds known values, in whatever form they are written; those of the file `own` aside. */
export type KnownSearch = (bytes: Buffer, until: number, own?: string) => KnownHit[];

/** Shorter values stand in texts by chance, and longer ones have a shape of their own. */
const LENGTH = { least: 12, most: 1_000 } as const;
/** Values that are looked for. */
const VALUES = 500;
/** Characters of a form that the automaton knows; the rest is compared. */
const HEAD = 10;
/** How many different characters a value has that nobody else writes by chance. */
const FEW = 8;

/** True for a value that is rare enough to be looked for: no default, no stand-in, no plain word or address, not made for the browser. */
export function isRare(value: string): boolean {
  if (value.length < LENGTH.least || value.length > LENGTH.most || /[\r\n]/.test(value)) return false;
  if (isDefaultPassword(value) || isStandIn(value) || PUBLIC.test(value) || isAnon(value)) return false;
  if (/^[a-z][a-z0-9+.-]{0,20}:/i.test(value) && !/:\/\/[^/\s:@]{0,200}:[^/\s@]{4}[^/\s@]*@/.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((each) => each.test(value)).length;
  return classes >= 2 && /[\dA-Z]/.test(value) && new Set(value).size >= FEW && !/\blocalhost\b|127\.0\.0\.1/.test(value);
}

/** A search for all of these values at once, in one pass. Values that are not rare are left out; null where none is left. */
export function knownSearch(values: readonly KnownValue[]): KnownSearch | null {
  const forms = values
    .filter(({ value }) => isRare(value))
    .slice(0, VALUES)
    .flatMap((known) => writtenForms(known.value).map(({ text, coded }) => ({ known, coded, bytes: Buffer.from(text, 'latin1') })));
  if (forms.length === 0) return null;
  const heads = automaton(
    forms.map(({ bytes }) => bytes.toString('latin1', 0, HEAD).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())),
  );
  const owners = new Set(values.map(({ value, from }) => `${from}\0${value}`));
  return (bytes, until, own) => {
    const hits: KnownHit[] = [];
    heads.scan(bytes, (form, start) => {
      const { known, coded, bytes: whole } = forms[form]!;
      const end = start + whole.length;
      if (start >= until || (hits.at(-1)?.end ?? 0) > start || !bytes.subarray(start, end).equals(whole)) return;
      if (own !== undefined && owners.has(`${own}\0${known.value}`)) return;
      hits.push({ known, start, end, ...(coded === undefined ? {} : { coded }) });
    });
    return hits;
  };
}
