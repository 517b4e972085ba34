import { automaton } from './find/automaton.ts';
import { KINDS } from './kinds.ts';
import { type Personal, personalIn } from './personal.ts';
import { redactText } from './redact.ts';
import { jwts, privateKeys, urlPasswords } from './shapes.ts';
import { reach, type Span } from './spans.ts';
import type { Masked } from './stream.ts';
import { valueReader } from './values.ts';

/** What one masked text held. `value` must never be printed; it is for counting and for keyed fingerprints. */
export interface Leak {
  kind: string;
  value: string;
}

const TAIL = /[\w-]*/y;

/** Kinds as they are told apart here: a shape, a label with its value, or a whole secret whose first group is the value. */
interface Told {
  kind: string;
  find: string;
  begins?: string;
  value?: Parameters<typeof valueReader>[1];
  scan?: { whole: string; has: readonly string[] };
}
const TOLD = (KINDS as readonly Told[]).filter(({ find }) => find !== 'shape');
const LABELS = TOLD.flatMap(({ kind, begins, value }) =>
  value === undefined ? [] : [{ kind, value, pattern: new RegExp(begins ?? '', 'gi') }],
);
/** A token that was cut short has no whole shape, and is told by its beginning. */
const BEGUN = TOLD.flatMap(({ find, begins }, rank) =>
  find === 'token' && begins !== undefined ? [{ rank, pattern: new RegExp(begins, 'g') }] : [],
);
/** Whole secrets are looked for behind their literals alone, whose number then costs nothing. */
const LED = TOLD.flatMap(({ find, scan }, rank) => {
  if (scan === undefined) return [];
  const pattern = new RegExp(scan.whole, find === 'context' ? 'diy' : 'dy');
  return scan.has.map((literal) => ({ rank, pattern, literal }));
});
const AUTOMATON = automaton(LED.map(({ literal }) => literal));

/** Names the kinds of what was masked in a text. The most exact name wins where several fit one place. */
export function leaksIn({ was, named, key }: Pick<Masked, 'was' | 'named' | 'key'>): Leak[] {
  if (named === 'body') return [{ kind: 'request body', value: was }];
  if (named !== 'plain') return [{ kind: 'value under a secret key', value: was }];
  const found: { kind: string; span: Span }[] = [
    ...tokens(was),
    ...privateKeys(was).map((span) => ({ kind: 'private key', span })),
    ...jwts(was).map((span) => ({ kind: 'JSON Web Token', span })),
    ...urlPasswords(was).map((span) => ({ kind: 'password in an address', span })),
    ...labelled(was),
    ...personalIn(was, key).map(({ kind, span }: Personal) => ({ kind, span })),
  ];
  const taken: { kind: string; span: Span }[] = [];
  for (const each of found) if (!taken.some(({ span }) => span[0] < each.span[1] && each.span[0] < span[1])) taken.push(each);
  if (taken.length === 0) return redactText(was) === was ? [] : [{ kind: 'other secret', value: was }];
  return taken.toSorted((a, b) => a.span[0] - b.span[0]).map(({ kind, span }) => ({ kind, value: was.slice(...span) }));
}

/** Tokens by the order of the table: the most exact name first. */
function tokens(text: string): { kind: string; span: Span }[] {
  const found: { rank: number; span: Span }[] = [];
  AUTOMATON.scan(text, (literal, start) => {
    const { rank, pattern } = LED[literal]!;
    pattern.lastIndex = start;
    const indices = pattern.exec(text)?.indices;
    const [from, end] = indices?.[1] ?? indices?.[0] ?? [0, 0];
    if (end > from) found.push({ rank, span: [from, reach(TAIL, text, end)] });
  });
  for (const { rank, pattern } of BEGUN) {
    for (const { index, 0: token } of text.matchAll(pattern))
      found.push({ rank: rank + 0.5, span: [index, reach(TAIL, text, index + token.length)] });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank || a.span[0] - b.span[0])
    .map(({ rank, span }) => ({ kind: TOLD[Math.floor(rank)]!.kind, span }));
}

function labelled(text: string): { kind: string; span: Span }[] {
  return LABELS.flatMap(({ kind, pattern, value }) => {
    const read = valueReader(text, value);
    return [...text.matchAll(pattern)].flatMap(({ index, 0: match }) => {
      const span = read(index + match.length);
      return span ? [{ kind, span }] : [];
    });
  });
}
