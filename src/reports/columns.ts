/** Characters that take two columns: East Asian wide and full-width ranges (Unicode TR11) and emoji. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{RI}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{16fe0}-\u{18fff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;
const MARKS_ONLY = /^[\p{M}\u200c\u200d]+$/u;
let segmenter: Intl.Segmenter | undefined;
/** Made where a text has more than ASCII: it loads tables that a git hook must not wait for. */
const graphemes = (text: string): Intl.Segments => (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(text);

/** Columns that a plain text takes on a terminal. */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of graphemes(text)) sum += columnsOf(segment);
  return sum;
}

function columnsOf(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return MARKS_ONLY.test(grapheme) ? 0 : 1;
}

/** A plain text cut to so many columns; an ellipsis says so. */
export function fit(text: string, width: number): string {
  if (columns(text) <= width) return text;
  return `${headOf(text, Math.max(0, width - 1))}…`;
}

/** A plain text cut to so many columns and filled up with spaces. */
export function pad(text: string, width: number): string {
  const fitted = fit(text, width);
  return fitted + ' '.repeat(Math.max(0, width - columns(fitted)));
}

/** One-line text broken at spaces into lines of at most `width` columns; words that are longer are broken inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let held = '';
  for (const word of text.split(' ')) {
    let rest = word;
    const joined = held === '' ? rest : `${held} ${rest}`;
    if (columns(joined) <= width) {
      held = joined;
      continue;
    }
    if (held !== '') lines.push(held);
    while (columns(rest) > width) {
      const head = headOf(rest, width) || rest;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    held = rest;
  }
  if (held !== '' || lines.length === 0) lines.push(held);
  return lines;
}

/** The longest beginning that takes at most `width` columns. */
function headOf(text: string, width: number): string {
  if (/^[ -~]*$/.test(text)) return text.slice(0, width);
  let head = '';
  let taken = 0;
  for (const { segment } of graphemes(text)) {
    taken += columnsOf(segment);
    if (taken > width) break;
    head += segment;
  }
  return head;
}
