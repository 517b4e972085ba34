import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
import { line } from './text.ts';

interface Shown {
  kind: string;
  masked: string;
  is: 'live' | 'refused' | 'unchecked';
  because: string;
  call: { method: string; url: string; status: number | null } | null;
}

const WORDS = { live: 'LIVE', refused: 'REFUSED', unchecked: 'COULD NOT CHECK' } as const satisfies Record<Shown['is'], string>;

/** What providers said of secrets, with the calls that were made; nothing where nobody was asked. */
export function renderVerified(verified: readonly Shown[], { width }: Page): string {
  if (verified.length === 0) return '';
  const order = ['live', 'unchecked', 'refused'];
  const sorted = verified.toSorted((a, b) => order.indexOf(a.is) - order.indexOf(b.is));
  const out = sorted.flatMap(({ kind, masked, is, because, call }) => [
    `${WORDS[is].padEnd(16)} ${line(kind)} ${line(masked)}`,
    ...wrap(
      `${line(because)}.${call === null ? '' : ` Asked: ${call.method} ${line(call.url)}, status ${call.status ?? 'none'}.`}`,
      Math.max(40, width - 9),
    ).map((each) => `         ${each}`),
  ]);
  const count = (is: Shown['is']): number => verified.filter((each) => each.is === is).length;
  return `${[...out, `${count('live')} live, ${count('refused')} refused, ${count('unchecked')} could not be checked.`, ''].join('\n')}\n`;
}
