/** An expression of Firebase rules, both languages: what is called, compared and combined. */
export type Expression =
  | { is: 'value'; value: string | number | boolean | null }
  | { is: 'name'; name: string }
  | { is: 'member'; of: Expression; name: string }
  | { is: 'index'; of: Expression; at: Expression }
  | { is: 'call'; of: Expression; args: Expression[] }
  | { is: 'not'; of: Expression }
  | { is: 'two'; sign: string; left: Expression; right: Expression }
  | { is: 'choice'; when: Expression; either: Expression; or: Expression }
  | { is: 'list'; items: Expression[] }
  | { is: 'path' };

export interface Token {
  is: 'name' | 'number' | 'text' | 'sign' | 'path' | 'end';
  text: string;
  line: number;
}

/** Bounds of one file: bytes, tokens, brackets within brackets, and conditions in one chain. */
export const FIREBASE_LIMITS = { bytes: 512 * 1024, tokens: 100_000, depth: 60, links: 1_000 } as const;

const SIGNS = [
  '===',
  '!==',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ':',
  ',',
  '.',
  '?',
  '!',
  '<',
  '>',
  '=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '$',
] as const;

/** What a file cannot be read for; kept inside the parsers. */
export class RulesError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** The words of a file of rules, without comments. Throws RulesError. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    if (tokens.length > FIREBASE_LIMITS.tokens) throw new RulesError('the file is too long', line);
    const sign = text[at]!; // !: within the text
    if (sign === '\n') line += 1;
    if (/\s/.test(sign)) {
      at += 1;
      continue;
    }
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      const comment = text.slice(at, end === -1 ? text.length : end + 2);
      line += comment.split('\n').length - 1;
      at += comment.length;
      continue;
    }
    const token = readToken(text, at, line);
    tokens.push(token.token);
    at = token.next;
  }
  tokens.push({ is: 'end', text: 'the end', line });
  return tokens;
}

const NAME = /[A-Za-z_]\w{0,199}/y;
const NUMBER = /(?:0x[0-9a-fA-F]{1,16}|\d{1,30}(?:\.\d{1,30})?)/y;

function readToken(text: string, at: number, line: number): { token: Token; next: number } {
  const sign = text[at]!; // !: the caller looked
  if (sign === '"' || sign === "'") {
    let end = at + 1;
    while (end < text.length && text[end] !== sign && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
    if (text[end] !== sign) throw new RulesError('a text has no end', line);
    return { token: { is: 'text', text: text.slice(at + 1, end).replace(/\\(.)/g, '$1'), line }, next: end + 1 };
  }
  for (const [is, like] of [
    ['name', NAME],
    ['number', NUMBER],
  ] as const) {
    like.lastIndex = at;
    const found = like.exec(text)?.[0];
    if (found !== undefined) return { token: { is, text: found, line }, next: at + found.length };
  }
  const known = SIGNS.find((each) => text.startsWith(each, at));
  if (known === undefined) throw new RulesError(`“${sign}” means nothing here`, line);
  return { token: { is: 'sign', text: known, line }, next: at + known.length };
}

/** How tightly signs bind, the loosest first. */
const BINDING: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>=', 'in', 'is'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** A place in a row of tokens. */
export class Cursor {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }
  get next(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!; // !: there is an end at least
  }
  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }
  /** Takes the sign or word if it is next. */
  eat(text: string): boolean {
    const isIt = this.next.text === text && (this.next.is === 'sign' || this.next.is === 'name');
    if (isIt) this.at += 1;
    return isIt;
  }
  need(text: string): Token {
    const token = this.next;
    if (!this.eat(text)) throw new RulesError(`“${text}” is missing before “${token.text.slice(0, 30)}”`, token.line);
    return token;
  }
  /** Reads something within brackets of any kind. */
  inside<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > FIREBASE_LIMITS.depth) throw new RulesError('brackets are nested too deep', this.next.line);
    const value = read();
    this.depth -= 1;
    return value;
  }
}

/** Reads one expression. Throws RulesError. */
export function readExpression(cursor: Cursor): Expression {
  return cursor.inside(() => {
    const when = readTwo(cursor, 0);
    if (!cursor.eat('?')) return when;
    const either = readExpression(cursor);
    cursor.need(':');
    return { is: 'choice', when, either, or: readExpression(cursor) };
  });
}

function readTwo(cursor: Cursor, level: number): Expression {
  const signs = BINDING[level];
  if (!signs) return readOne(cursor);
  let left = readTwo(cursor, level + 1);
  let links = 0;
  for (let sign = cursor.next; signs.includes(sign.text) && sign.is !== 'text'; sign = cursor.next) {
    cursor.take();
    links += 1;
    if (links > FIREBASE_LIMITS.links) throw new RulesError('a condition is too long', sign.line);
    left = { is: 'two', sign: sign.text, left, right: readTwo(cursor, level + 1) };
  }
  return left;
}

function readOne(cursor: Cursor): Expression {
  if (cursor.eat('!')) return cursor.inside(() => ({ is: 'not', of: readOne(cursor) }));
  if (cursor.eat('-')) return cursor.inside(() => ({ is: 'two', sign: '-', left: { is: 'value', value: 0 }, right: readOne(cursor) }));
  let expression = readStart(cursor);
  for (let links = 0; ; links += 1) {
    if (links > FIREBASE_LIMITS.links) throw new RulesError('a name is too long', cursor.next.line);
    if (cursor.eat('.')) expression = { is: 'member', of: expression, name: cursor.take().text };
    else if (cursor.eat('(')) expression = { is: 'call', of: expression, args: readItems(cursor, ')') };
    else if (cursor.eat('[')) {
      const at = readExpression(cursor);
      if (cursor.eat(':')) readExpression(cursor);
      cursor.need(']');
      expression = { is: 'index', of: expression, at };
    } else return expression;
  }
}

function readStart(cursor: Cursor): Expression {
  if (cursor.next.text === '/' && cursor.next.is === 'sign') return readPath(cursor);
  const token = cursor.take();
  if (token.is === 'text') return { is: 'value', value: token.text };
  if (token.is === 'number') return { is: 'value', value: Number(token.text) };
  if (token.is === 'name') {
    const word = { true: true, false: false, null: null }[token.text];
    return word === undefined ? { is: 'name', name: token.text } : { is: 'value', value: word };
  }
  if (token.text === '$') return { is: 'name', name: `$${cursor.take().text}` };
  if (token.text === '(') {
    const inner = readExpression(cursor);
    cursor.need(')');
    return inner;
  }
  if (token.text === '[') return { is: 'list', items: readItems(cursor, ']') };
  if (token.text === '{') return readMap(cursor);
  throw new RulesError(`“${token.text.slice(0, 30)}” is not expected here`, token.line);
}

function readItems(cursor: Cursor, end: string): Expression[] {
  const items: Expression[] = [];
  while (!cursor.eat(end)) {
    items.push(readExpression(cursor));
    if (!cursor.eat(',')) {
      cursor.need(end);
      break;
    }
  }
  return items;
}

function readMap(cursor: Cursor): Expression {
  const items: Expression[] = [];
  while (!cursor.eat('}')) {
    cursor.take();
    cursor.need(':');
    items.push(readExpression(cursor));
    if (!cursor.eat(',')) {
      cursor.need('}');
      break;
    }
  }
  return { is: 'list', items };
}

/** A path in an expression, `/databases/$(database)/documents/users/$(request.auth.uid)`; what is in it is of no account here. */
function readPath(cursor: Cursor): Expression {
  while (cursor.eat('/')) {
    if (cursor.eat('$')) {
      cursor.need('(');
      readExpression(cursor);
      cursor.need(')');
    } else if (cursor.next.is === 'name' || cursor.next.is === 'number') {
      cursor.take();
      while (cursor.eat('-')) cursor.take();
    }
  }
  return { is: 'path' };
}
