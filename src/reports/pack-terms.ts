import type { Section, Term } from '../core/document.ts';

/** A piece of a sentence: text, code between backticks, or a word that the glossary explains. */
export type Piece = { is: 'text' | 'code'; text: string } | { is: 'term'; text: string; term: Term };

/** Cuts sentences into pieces. One reader is for one section: it marks the first use of each word and no other. */
export function pieceReader(terms: readonly Term[]): (sentence: string) => Piece[] {
  const bySpelling = new Map(terms.flatMap((term) => [term.term, ...(term.also ?? [])].map((word) => [word.toLowerCase(), term] as const)));
  const words = [...bySpelling.keys()].sort((a, b) => b.length - a.length);
  const found = words.length === 0 ? undefined : new RegExp(`(?<![\\w-])(${words.join('|')})(?![\\w-])`, 'gi');
  const told = new Set<Term>();

  function inText(text: string): Piece[] {
    const pieces: Piece[] = [];
    let kept = 0;
    for (const { index, 0: word } of found === undefined ? [] : text.matchAll(found)) {
      const term = bySpelling.get(word.toLowerCase());
      if (term === undefined || told.has(term)) continue;
      told.add(term);
      pieces.push({ is: 'text', text: text.slice(kept, index) }, { is: 'term', text: word, term });
      kept = index + word.length;
    }
    return [...pieces, { is: 'text', text: text.slice(kept) }];
  }

  return (sentence) => {
    const parts = sentence.split('`');
    if (parts.length % 2 === 0) return inText(sentence);
    return parts
      .flatMap((part, index): Piece[] => (index % 2 === 1 ? [{ is: 'code', text: part }] : inText(part)))
      .filter(({ text }) => text !== '');
  };
}

/** Sections whose facts or tables still say UNKNOWN. */
export function gapsOf({ blocks }: Section): number {
  return blocks.reduce((sum, block) => sum + (block.is === 'facts' ? block.facts.filter(({ value }) => value === null).length : 0), 0);
}

/** The anchor of a word. */
export function anchorOf({ term }: Term): string {
  return `w-${term.toLowerCase().replace(/[^a-z]+/g, '-')}`;
}
