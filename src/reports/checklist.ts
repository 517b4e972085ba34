import type { Page } from '../core/verb.ts';
import { line } from './text.ts';

/** One line of a checklist. */
export interface ListItem {
  what: string;
  state: 'pass' | 'fail' | 'unknown' | 'note';
  says: string;
  on?: string;
}

const MARKS = { pass: '✓', fail: '■', unknown: '?', note: '○' } as const;
const WORDS = { go: 'GO', 'no-go': 'NO-GO', 'cannot-tell': 'CANNOT TELL' } as const;
const COLOURS = { fail: 31, unknown: 33, pass: 32, note: 2 } as const;

/** A verdict and its checklist, the worst first, for a terminal. */
export function renderChecklist(decision: keyof typeof WORDS, items: readonly ListItem[], page: Page): string {
  const order = ['fail', 'unknown', 'note', 'pass'] as const;
  const counts = order.flatMap((state) => {
    const count = items.filter((item) => item.state === state).length;
    return count === 0
      ? []
      : [`${count} ${state === 'fail' ? 'failed' : state === 'pass' ? 'passed' : state === 'note' ? 'to note' : 'unknown'}`];
  });
  const sorted = items.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return `${[`${WORDS[decision]}  ${counts.join(', ')}`, '', ...sorted.flatMap((item) => shown(item, page))].join('\n')}\n`;
}

function shown({ what, state, says, on }: ListItem, { width, colour }: Page): string[] {
  const mark = colour ? `\u001b[${COLOURS[state]}m${MARKS[state]}\u001b[0m` : MARKS[state];
  const [first = '', ...more] = wrap(`${line(what, 60)}: ${on === undefined ? '' : `${line(on, 120)} `}${line(says, 600)}`, width - 4);
  return [`  ${mark} ${first}`, ...more.map((each) => `    ${each}`)];
}

/** Text in lines of at most so many characters, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
