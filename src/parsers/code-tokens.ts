/** A token of code that is no comment. */
export interface Token {
  /** `text` is a literal; one with holes ends before the first, and the code of the holes follows it. */
  is: 'name' | 'text' | 'sign';
  text: string;
  line: number;
  /** Columns before it where it is the first of its line; -1 otherwise. */
  indent: number;
}

export type TokenLanguage = 'python' | 'ruby' | 'go' | 'php' | 'rust';

interface Rules {
  /** What begins a comment to the end of the line. */
  comments: readonly string[];
  /** True where `/* … *‌/` is a comment. */
  isBlock: boolean;
  /** Quotes, the longest first. */
  quotes: readonly string[];
  /** Quotes in which a backslash is a character like others. */
  raw: string;
  /** What begins code within a text, and in which quotes. */
  hole: { open: string; in: string } | null;
  /** Characters of names besides letters, digits and `_`. */
  also: string;
}

const RULES: Readonly<Record<TokenLanguage, Rules>> = {
  python: { comments: ['#'], isBlock: false, quotes: ['"""', "'''", '"', "'"], raw: '', hole: { open: '{', in: '"\'' }, also: '' },
  ruby: { comments: ['#'], isBlock: false, quotes: ['"', "'", '`'], raw: '', hole: { open: '#{', in: '"`' }, also: '?' },
  go: { comments: ['//'], isBlock: true, quotes: ['"', '`', "'"], raw: '`', hole: null, also: '' },
  php: { comments: ['//', '#'], isBlock: true, quotes: ['"', "'", '`'], raw: '', hole: { open: '{$', in: '"' }, also: '$' },
  rust: { comments: ['//'], isBlock: true, quotes: ['"'], raw: '', hole: null, also: '' },
};

/** Characters that are read, tokens that are kept, and how deep code in texts may nest. */
const LIMIT = 1_000_000;
const TOKENS = 200_000;
const DEPTH = 4;

const SIGNS = ['::', ':=', '==', '!=', '||', '??', '&&', '?:', '...', '=>', '->', '&.'];

/** The tokens of a file; comments are left out, texts are whole. Never throws; what is cut off ends the list. */
export function tokensOf(source: string, language: TokenLanguage): Token[] {
  const out: Token[] = [];
  const text = source.slice(0, LIMIT);
  const php = language === 'php' ? text.indexOf('<?') : 0;
  if (php === -1) return out;
  scan(text, { from: php, line: lines(text, 0, php) + 1, depth: 0 }, { language, out, wasted: 0 });
  return out;
}

interface Start {
  from: number;
  line: number;
  depth: number;
}

interface Sink {
  language: TokenLanguage;
  out: Token[];
  /** Characters that were looked through for the end of a text that has none. */
  wasted: number;
}

function scan(text: string, start: Start, to: Sink): void {
  const { language, out } = to;
  const rules = RULES[language];
  let { from: at, line } = start;
  let lineStart = text.lastIndexOf('\n', at - 1) + 1;
  let isFirst = true;
  const push = (is: Token['is'], value: string): void => {
    out.push({ is, text: value, line, indent: isFirst && start.depth === 0 ? at - lineStart : -1 });
    isFirst = false;
  };
  while (at < text.length && out.length < TOKENS && to.wasted < 20 * LIMIT) {
    const char = text[at]!;
    if (char === '\n') {
      line += 1;
      at += 1;
      lineStart = at;
      isFirst = true;
      if (language === 'ruby' && text.startsWith('=begin', at)) {
        const end = text.indexOf('\n=end', at);
        line += lines(text, at, end === -1 ? text.length : end);
        at = end === -1 ? text.length : end;
      }
      continue;
    }
    if (char === ' ' || char === '\t' || char === '\r') {
      at += 1;
      continue;
    }
    const skipped = commentEnd(text, at, language);
    if (skipped > at) {
      line += lines(text, at, skipped);
      at = skipped;
      continue;
    }
    const quoted = readText(text, at, language);
    if (quoted?.isOpen) to.wasted += text.length - at;
    if (quoted) {
      push(quoted.isOpen ? 'sign' : 'text', quoted.text);
      for (const hole of start.depth < DEPTH ? quoted.holes : [])
        scan(text.slice(hole.from, hole.to), { from: 0, line: line + lines(text, at, hole.from), depth: start.depth + 1 }, to);
      line += lines(text, at, quoted.end);
      at = quoted.end;
      continue;
    }
    if (isNameStart(char) || rules.also.includes(char)) {
      let end = at + 1;
      while (end < text.length && (isNameStart(text[end]!) || isDigit(text[end]!) || (text[end] === '?' && rules.also === '?'))) end += 1;
      push('name', text.slice(at, end));
      at = end;
      continue;
    }
    const sign = SIGNS.find((each) => text.startsWith(each, at)) ?? char;
    push('sign', sign);
    at += sign.length;
  }
}

/** Where a comment that begins at `at` ends; `at` where none does. */
function commentEnd(text: string, at: number, language: TokenLanguage): number {
  const { comments, isBlock } = RULES[language];
  if (isBlock && text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  // `#[…]` is an attribute of PHP.
  if (!comments.some((each) => text.startsWith(each, at)) || (language === 'php' && text.startsWith('#[', at))) return at;
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

interface Quoted {
  text: string;
  end: number;
  holes: { from: number; to: number }[];
  /** True where nothing closes it: it stands for its first characters alone. */
  isOpen?: true;
}

/** The literal that begins at `at`; null where none does. */
function readText(text: string, at: number, language: TokenLanguage): Quoted | null {
  if (language === 'rust') return rustText(text, at);
  if (language === 'ruby' && text.startsWith('<<', at)) return heredoc(text, at, /^<<[~-]?(["'`]?)([A-Za-z_]\w{0,60})\1/);
  if (language === 'php' && text.startsWith('<<<', at)) return heredoc(text, at, /^<<<[ \t]{0,8}(["']?)([A-Za-z_]\w{0,60})\1/);
  let open = at;
  let prefix = '';
  if (language === 'python') {
    prefix = /^[rbufRBUF]{0,3}(?=["'])/.exec(text.slice(at, at + 4))?.[0] ?? '';
    if (prefix !== '' && at > 0 && isNameStart(text[at - 1]!)) return null;
    open += prefix.length;
  }
  const quote = RULES[language].quotes.find((each) => text.startsWith(each, open));
  if (quote === undefined) return null;
  const isRaw = RULES[language].raw === quote || /r/i.test(prefix);
  const { hole } = RULES[language];
  const opens = hole && hole.in.includes(quote[0]!) && (language !== 'python' || /f/i.test(prefix)) ? hole.open : null;
  const isLong = quote.length === 3 || quote === '`' || language === 'ruby' || language === 'php';
  return closed(text, open + quote.length, { quote, isRaw, opens, isLong });
}

function closed(
  text: string,
  from: number,
  { quote, isRaw, opens, isLong }: { quote: string; isRaw: boolean; opens: string | null; isLong: boolean },
): Quoted {
  const holes: Quoted['holes'] = [];
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\' && !(isRaw && quote === '`')) at += 1;
    else if (text.startsWith(quote, at)) return { text: text.slice(from, holes[0]?.from ?? at), end: at + quote.length, holes };
    // A quote that does not close stands for itself: one slip must not swallow the file.
    else if (text[at] === '\n' && !isLong) return { text: '', end: from, holes: [], isOpen: true };
    else if (opens !== null && text.startsWith(opens, at) && !(opens === '{' && text[at + 1] === '{')) {
      const inner = opens === '#{' ? at + 2 : at + 1;
      const end = holeEnd(text, inner, isLong ? null : quote);
      if (end === -1) continue;
      holes.push({ from: inner, to: end });
      at = end;
    } else if (opens === '{' && text.startsWith('{{', at)) at += 1;
  }
  return { text: '', end: from, holes: [], isOpen: true };
}

/** Where the code in a text ends, with its own braces and texts; -1 where it does not. */
function holeEnd(text: string, from: number, outer: string | null): number {
  let depth = 0;
  for (let at = from; at < text.length && at < from + 2_000; at += 1) {
    const char = text[at]!;
    if (char === outer || (outer !== null && char === '\n')) return -1;
    if (char === '"' || char === "'") {
      const close = text.indexOf(char, at + 1);
      if (close === -1 || close > at + 500) return -1;
      at = close;
    } else if (char === '{') depth += 1;
    else if (char === '}' && depth === 0) return at;
    else if (char === '}') depth -= 1;
  }
  return -1;
}

/** `"…"`, `r#"…"#`, `b"…"`, `'c'`; a lifetime is none. */
function rustText(text: string, at: number): Quoted | null {
  const raw = /^b?r(#{0,8})"/.exec(text.slice(at, at + 12));
  if (raw) {
    const from = at + raw[0].length;
    const end = text.indexOf(`"${raw[1] ?? ''}`, from);
    return end === -1
      ? { text: '', end: from, holes: [], isOpen: true }
      : { text: text.slice(from, end), end: end + 1 + (raw[1] ?? '').length, holes: [] };
  }
  if (text[at] === "'") {
    const char = /^'(?:\\[^\n]{1,10}?|[^\\\n])'/.exec(text.slice(at, at + 14))?.[0];
    return char === undefined ? null : { text: char.slice(1, -1), end: at + char.length, holes: [] };
  }
  return text[at] === '"' ? closed(text, at + 1, { quote: '"', isRaw: false, opens: null, isLong: true }) : null;
}

/** A here document as one literal, with what stands behind its word on the line; its holes are code, unless the word is in single quotes. */
function heredoc(text: string, at: number, head: RegExp): Quoted | null {
  const [opening, quote = '', word] = head.exec(text.slice(at, at + 90)) ?? [];
  if (opening === undefined || word === undefined) return null;
  const body = text.indexOf('\n', at);
  if (body === -1) return null;
  const end = new RegExp(String.raw`\n[ \t]{0,200}${word}\b`, 'g');
  end.lastIndex = body;
  const close = end.exec(text);
  if (!close) return { text: '', end: at + opening.length, holes: [], isOpen: true };
  const holes: Quoted['holes'] = [];
  for (let from = quote === "'" ? close.index : body; from < close.index && holes.length < 100;) {
    const open = text.slice(from, close.index).search(/#\{|\{\$/);
    if (open === -1) break;
    const inner = from + open + (text[from + open] === '#' ? 2 : 1);
    const to = holeEnd(text, inner, null);
    if (to !== -1) holes.push({ from: inner, to });
    from = to === -1 ? inner : to;
  }
  return { text: '', end: close.index + close[0].length, holes };
}

function lines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function isNameStart(char: string): boolean {
  return /[A-Za-z_\u0080-\uFFFF]/.test(char);
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}
