import type { Block, Section } from '../core/document.ts';

/** The school year a text asks for: Flesch and Kincaid, 1975. Names in backticks and addresses count as one plain word. */
export function gradeOf(sentences: readonly string[]): number {
  let [words, syllables, count] = [0, 0, 0];
  for (const sentence of sentences) {
    const found = wordsIn(sentence);
    if (found.length === 0) continue;
    count += 1;
    words += found.length;
    syllables += found.reduce((sum, word) => sum + syllablesIn(word), 0);
  }
  return count === 0 ? 0 : 0.39 * (words / count) + 11.8 * (syllables / words) - 15.59;
}

/** The words of a sentence. */
export function wordsIn(sentence: string): string[] {
  return sentence.replace(/`[^`]*`|https?:\S+|\S*[./_@=]\S+/g, ' it ').match(/[A-Za-z][A-Za-z'’-]*/g) ?? [];
}

function syllablesIn(word: string): number {
  const vowels = word
    .toLowerCase()
    .replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '')
    .match(/[aeiouy]{1,2}/g);
  return Math.max(1, vowels?.length ?? 1);
}

/** The sentences we wrote in a section; what others wrote, and tables, are not ours to measure. */
export function sentencesOf({ about, blocks }: Section): string[] {
  return [about, ...blocks.flatMap(textsOf)].flatMap((text) => text.split(/(?<=[.!?:])\s+/)).filter((text) => wordsIn(text).length > 0);
}

function textsOf(block: Block): readonly string[] {
  switch (block.is) {
    case 'heading':
    case 'text':
      return [block.text];
    case 'list':
    case 'steps':
      return block.items;
    case 'command':
      return [block.says];
    case 'cards':
      return block.cards.flatMap(({ sees, hurts, first, usually }) => [sees, hurts, ...first, ...usually]);
    case 'facts':
      return block.facts.map(({ asks }) => asks);
    case 'table':
    case 'map':
    case 'terms':
    case 'notes':
      return [];
    default:
      return block satisfies never;
  }
}
