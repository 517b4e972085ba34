/** A value in a rule expression: a field, a call, or something written out. */
export type RuleValue =
  | { is: 'field'; name: string }
  | { is: 'call'; name: string; args: RuleValue[] }
  | { is: 'text'; text: string }
  | { is: 'number'; number: number };

/** What may stand in a set: text, a number, a range, an address or a network. */
export type RuleItem = { is: 'text'; text: string } | { is: 'bare'; text: string };

/** A filter: something that holds for a request or does not. */
export type RuleFilter =
  | { is: 'and' | 'or' | 'xor'; parts: RuleFilter[] }
  | { is: 'not'; of: RuleFilter }
  | { is: 'truth'; of: RuleValue }
  | { is: 'compare'; left: RuleValue; operator: RuleOperator; right: RuleItem }
  | { is: 'in'; left: RuleValue; set: RuleItem[] };

export const RULE_OPERATORS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'contains', 'wildcard', 'matches'] as const;
export type RuleOperator = (typeof RULE_OPERATORS)[number];

/** Signs and the words they stand for. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['~', 'matches'],
  ['&&', 'and'],
  ['||', 'or'],
  ['^^', 'xor'],
  ['!', 'not'],
]);
/** Cloudflare's limit, characters; docs ruleset-engine/rules-language, read 2026-11-22. */
export const RULE_CHARS = 4_096;
const DEPTH = 40;
const TOKEN = /\s+|r"[^"]*"|r#"[\s\S]*?"#|"(?:[^"\\]|\\[\s\S])*"|==|!=|<=|>=|&&|\|\||\^\^|[<>~!(){},]|[^\s"<>~!(){},=&|^]+|[\s\S]/g;

/** What is wrong with an expression; thrown inside, given as a value to the outside. */
class Wrong extends Error {}

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

/** Reads a filter expression of Cloudflare's rules language. Never throws. */
export function parseRule(text: string): Parsed<RuleFilter> {
  return attempt(text, (reader) => reader.filter(0));
}

/** Reads an expression that gives a value, such as the target of a redirect. Never throws. */
export function parseRuleValue(text: string): Parsed<RuleValue> {
  return attempt(text, (reader) => reader.value(0));
}

function attempt<T>(text: string, read: (reader: Reader) => T): Parsed<T> {
  if (text.length > RULE_CHARS) return { ok: false, problem: `it has more than ${RULE_CHARS} characters` };
  try {
    const reader = new Reader(text);
    const value = read(reader);
    reader.mustEnd();
    return { ok: true, value };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, problem: error.message };
    throw error;
  }
}

/** A class for its position in the text; precedence: not, and, xor, or. */
class Reader {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = (text.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
  }

  filter(depth: number): RuleFilter {
    if (depth > DEPTH) throw new Wrong('it is nested too deep');
    return this.#joined('or', () => this.#joined('xor', () => this.#joined('and', () => this.#one(depth))));
  }

  value(depth: number): RuleValue {
    if (depth > DEPTH) throw new Wrong('it is nested too deep');
    const token = this.#next();
    const text = textOf(token);
    if (text !== undefined) return { is: 'text', text };
    if (/^\d+$/.test(token)) return { is: 'number', number: Number(token) };
    if (!/^[a-z_][a-z0-9_.]*(\[[^\]]*\])?$/i.test(token)) throw new Wrong(`"${token}" is no field`);
    if (this.#peek() !== '(') return { is: 'field', name: token };
    this.#next();
    const args: RuleValue[] = [];
    while (this.#peek() !== ')') {
      args.push(this.value(depth + 1));
      if (this.#peek() !== ')') this.#must(',');
    }
    this.#must(')');
    return { is: 'call', name: token, args };
  }

  mustEnd(): void {
    if (this.#at < this.#tokens.length) throw new Wrong(`"${this.#peek()}" is one word too many`);
  }

  #joined(word: 'and' | 'or' | 'xor', part: () => RuleFilter): RuleFilter {
    const first = part();
    const parts = [first];
    while (this.#word() === word) {
      this.#next();
      parts.push(part());
    }
    return parts.length === 1 ? first : { is: word, parts };
  }

  #one(depth: number): RuleFilter {
    if (this.#word() === 'not') {
      this.#next();
      if (depth > DEPTH) throw new Wrong('it is nested too deep');
      return { is: 'not', of: this.#one(depth + 1) };
    }
    if (this.#peek() === '(') {
      this.#next();
      const inner = this.filter(depth + 1);
      this.#must(')');
      return inner;
    }
    const left = this.value(depth + 1);
    const word = this.#word();
    if (word === 'in') {
      this.#next();
      return { is: 'in', left, set: this.#set() };
    }
    if (word === 'strict') {
      this.#next();
      if (this.#word() !== 'wildcard') throw new Wrong('"strict" belongs before "wildcard"');
    }
    const operator = RULE_OPERATORS.find((each) => each === this.#word());
    if (!operator) return { is: 'truth', of: left };
    this.#next();
    return { is: 'compare', left, operator, right: this.#item() };
  }

  #set(): RuleItem[] {
    if (/^\$[a-z0-9_.]+$/.test(this.#peek())) return [{ is: 'bare', text: this.#next() }];
    this.#must('{');
    const items: RuleItem[] = [];
    while (this.#peek() !== '}') items.push(this.#item());
    this.#must('}');
    if (items.length === 0) throw new Wrong('a set needs at least one value');
    return items;
  }

  #item(): RuleItem {
    const token = this.#next();
    const text = textOf(token);
    if (text !== undefined) return { is: 'text', text };
    if (!/^[\w.:/-]+$/.test(token)) throw new Wrong(`"${token}" is no value`);
    return { is: 'bare', text: token };
  }

  #word(): string {
    const token = this.#peek();
    return ALIASES.get(token) ?? token;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    const token = this.#peek();
    if (token === '') throw new Wrong('it ends too early');
    this.#at += 1;
    return token;
  }

  #must(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Wrong(`"${token}" is expected where "${found}" stands`);
  }
}

/** The text of a quoted or raw string. */
function textOf(token: string): string | undefined {
  if (token.startsWith('r#"')) return token.slice(3, -2);
  if (token.startsWith('r"')) return token.slice(2, -1);
  if (!token.startsWith('"')) return undefined;
  if (token.length < 2) throw new Wrong('a string is not closed');
  return token.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}
