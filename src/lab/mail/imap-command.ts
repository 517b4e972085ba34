/** A word of an IMAP command: an atom or string, or a list in parentheses (RFC 3501 section 4). */
export type Word = string | Word[];

const MOST = 64 * 1024;

/** Takes commands out of a stream: the words of each, or `literal` when the client waits to be told to go on. Strings lose their quotes. */
export function commandReader(take: (words: Word[]) => void, goOn: () => void, tooLong: () => void): (bytes: Buffer) => void {
  let held = '';
  let asked = 0;
  return (bytes) => {
    held += bytes.toString('latin1');
    if (held.length > MOST) {
      tooLong();
      return;
    }
    for (;;) {
      const end = endOf(held);
      if (end.is === 'wait') return;
      if (end.is === 'literal') {
        if (asked !== end.at) goOn();
        asked = end.at;
        return;
      }
      const command = held.slice(0, end.at);
      held = held.slice(end.at + 2);
      asked = 0;
      take(wordsOf(command));
    }
  };
}

type End = { is: 'wait' } | { is: 'literal'; at: number } | { is: 'line'; at: number };

/** Where the first command ends, literals included; `literal` when it announces more than has come. */
function endOf(text: string): End {
  let from = 0;
  for (;;) {
    const at = text.indexOf('\r\n', from);
    if (at < 0) return { is: 'wait' };
    const literal = /\{(\d{1,6})(\+?)\}$/.exec(text.slice(from, at));
    if (!literal) return { is: 'line', at };
    const next = at + 2 + Number(literal[1]);
    if (text.length < next) return literal[2] === '+' ? { is: 'wait' } : { is: 'literal', at };
    from = next;
  }
}

function wordsOf(text: string): Word[] {
  const root: Word[] = [];
  const open: Word[][] = [root];
  const top = (): Word[] => open.at(-1) ?? root;
  let at = 0;
  while (at < text.length) {
    const literal = /^\{(\d{1,6})\+?\}\r\n/.exec(text.slice(at, at + 12));
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text.slice(at));
    const atom = /^[^\s()"{]+(?:\[[^\]]*\][^\s()]*)?/.exec(text.slice(at));
    if (text[at] === '(') {
      const list: Word[] = [];
      top().push(list);
      open.push(list);
      at += 1;
    } else if (text[at] === ')') {
      if (open.length > 1) open.pop();
      at += 1;
    } else if (literal) {
      const start = at + literal[0].length;
      top().push(text.slice(start, start + Number(literal[1])));
      at = start + Number(literal[1]);
    } else if (quoted) {
      top().push((quoted[1] ?? '').replace(/\\(.)/g, '$1'));
      at += quoted[0].length;
    } else if (atom) {
      top().push(atom[0]);
      at += atom[0].length;
    } else at += 1;
  }
  return root;
}
