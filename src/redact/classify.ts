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
  scan?: { whole: string };
}
const FINDERS = (KINDS as readonly Told[]).flatMap(({ kind, find, begins, value, scan }) => {
  const pattern = scan?.whole ?? begins;
  if (pattern === undefined || find === 'shape') return [];
  const flags = find === 'value' ? 'gi' : find === 'context' ? 'dgi' : 'dg';
  // A token that was cut short has no whole shape, and is told by its beginning.
  const patterns = find === 'token' && begins !== undefined && scan !== undefined ? [pattern, begins] : [pattern];
  return patterns.map((each) => ({ kind, value, pattern: new RegExp(each, flags) }));
});

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

function tokens(text: string): { kind: string; span: Span }[] {
  return FINDERS.filter(({ value }) => value === undefined).flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const [from, end] = match.indices?.[1] ?? match.indices?.[0] ?? [match.index, match.index + match[0].length];
      return { kind, span: [from, reach(TAIL, text, end)] as const };
    }),
  );
}

function labelled(text: string): { kind: string; span: Span }[] {
  return FINDERS.flatMap(({ kind, pattern, value }) => {
    if (value === undefined) return [];
    const read = valueReader(text, value);
    return [...text.matchAll(pattern)].flatMap(({ index, 0: match }) => {
      const span = read(index + match.length);
      return span ? [{ kind, span }] : [];
    });
  });
}
