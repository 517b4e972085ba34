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
/** Kinds by their own shape: from where masking begins, or whole; the first group is the secret where there is one. */
const TOKENS = KINDS.flatMap((kind) => {
  if (kind.find !== 'token' && kind.find !== 'context') return [];
  const source = (kind.find === 'token' ? kind.begins : undefined) ?? kind.scan?.whole;
  return source === undefined ? [] : [{ kind: kind.kind, pattern: new RegExp(source, kind.find === 'context' ? 'dgi' : 'dg') }];
});
const LABELS = KINDS.flatMap((kind) =>
  kind.find === 'value' ? [{ kind: kind.kind, pattern: new RegExp(kind.begins, 'gi'), value: kind.value }] : [],
);

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
  return TOKENS.flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const [from, end] = match.indices?.[1] ?? match.indices?.[0] ?? [match.index, match.index];
      return { kind, span: [from, reach(TAIL, text, end)] as const };
    }),
  );
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
