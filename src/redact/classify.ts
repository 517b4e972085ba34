import { type Kind, KINDS } from './kinds.ts';
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
const FINDERS = (KINDS as readonly Kind[]).map((kind) => ({
  ...kind,
  pattern: new RegExp(kind.begins, kind.find === 'token' ? 'g' : 'gi'),
}));

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
  return FINDERS.filter(({ find }) => find === 'token').flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: match }) => ({ kind, span: [index, reach(TAIL, text, index + match.length)] as const })),
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
