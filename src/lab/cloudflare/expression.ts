import { BlockList, isIP } from 'node:net';

/** A request as rules see it. */
export interface Seen {
  host: string;
  path: string;
  query: string;
  method: string;
  ip: string;
  ssl: boolean;
  verifiedBot: boolean;
}

/** Text fields the lab knows. Whatever is not here is refused when a rule is written, as an unknown field would be. */
const TEXT: Readonly<Record<string, (seen: Seen) => string>> = {
  'http.host': (seen) => seen.host,
  'http.request.uri.path': (seen) => seen.path,
  'http.request.uri.path.extension': (seen) => /\.([^./]+)$/.exec(seen.path)?.[1]?.toLowerCase() ?? '',
  'http.request.uri.query': (seen) => seen.query,
  'http.request.uri': (seen) => (seen.query === '' ? seen.path : `${seen.path}?${seen.query}`),
  'http.request.method': (seen) => seen.method,
};
const TRUTHS: Readonly<Record<string, (seen: Seen) => boolean>> = {
  ssl: (seen) => seen.ssl,
  'cf.client.bot': (seen) => seen.verifiedBot,
};

type Test = (seen: Seen) => boolean;
type Text = (seen: Seen) => string;

/** A rule that holds for some requests. `fields` are those it names, for limits that depend on the plan. */
export interface Rule {
  test: Test;
  fields: ReadonlySet<string>;
}

/** Reads a filter. Throws an Error that says what is wrong with it. */
export function readFilter(text: string): Rule {
  const reader = new Reader(text);
  const test = reader.either();
  reader.end();
  return { test, fields: reader.fields };
}

/** Reads an expression that gives a text, such as the target of a redirect. */
export function readText(text: string): Text {
  const reader = new Reader(text);
  const value = reader.text();
  reader.end();
  return value;
}

/** Words, strings and signs, one after the other; closed around its position, so it is a class. */
class Reader {
  readonly fields = new Set<string>();
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(/\s+|"(?:[^"\\]|\\.)*"|[(){},]|[^\s"(){},]+|"/gs)]
      .map((match) => match[0])
      .filter((token) => token.trim() !== '');
  }

  either(): Test {
    const parts = [this.both()];
    while (this.#take('or')) parts.push(this.both());
    return (seen) => parts.some((part) => part(seen));
  }

  both(): Test {
    const parts = [this.one()];
    while (this.#take('and')) parts.push(this.one());
    return (seen) => parts.every((part) => part(seen));
  }

  one(): Test {
    if (this.#take('not')) {
      const inner = this.one();
      return (seen) => !inner(seen);
    }
    if (this.#take('(')) {
      const inner = this.either();
      this.#must(')');
      return inner;
    }
    const word = this.#peek();
    const truth = TRUTHS[word];
    if (truth) {
      this.#next();
      this.fields.add(word);
      return truth;
    }
    if (word === 'starts_with' || word === 'ends_with') {
      this.#next();
      this.#must('(');
      const left = this.text();
      this.#must(',');
      const right = this.#string();
      this.#must(')');
      return (seen) => (word === 'starts_with' ? left(seen).startsWith(right) : left(seen).endsWith(right));
    }
    if (word === 'ip.src') return this.#address();
    return this.#comparison();
  }

  text(): Text {
    const word = this.#next();
    if (word.startsWith('"')) return constant(unquote(word));
    const field = TEXT[word];
    if (field) {
      this.fields.add(word);
      return field;
    }
    if (word === 'lower') {
      this.#must('(');
      const inner = this.text();
      this.#must(')');
      return (seen) => inner(seen).toLowerCase();
    }
    if (word === 'concat') {
      this.#must('(');
      const parts = [this.text()];
      while (this.#take(',')) parts.push(this.text());
      this.#must(')');
      return (seen) => parts.map((part) => part(seen)).join('');
    }
    throw new Error(`unknown identifier: ${word}`);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`unexpected: ${this.#peek()}`);
  }

  #comparison(): Test {
    const left = this.text();
    const operator = this.#next();
    if (operator === 'in') {
      const set = new Set(this.#set().map(unquote));
      return (seen) => set.has(left(seen));
    }
    if (operator === 'matches') throw new Error('not entitled: the matches operator needs a Business plan');
    const right = this.#string();
    if (operator === 'eq') return (seen) => left(seen) === right;
    if (operator === 'ne') return (seen) => left(seen) !== right;
    if (operator === 'contains') return (seen) => left(seen).includes(right);
    throw new Error(`unknown operator: ${operator}`);
  }

  #address(): Test {
    this.#next();
    this.fields.add('ip.src');
    const operator = this.#next();
    if (operator !== 'in' && operator !== 'eq') throw new Error(`unknown operator for an address: ${operator}`);
    const list = new BlockList();
    for (const each of operator === 'in' ? this.#set() : [this.#next()]) {
      const [address = '', bits] = each.split('/');
      const family = isIP(address);
      if (family === 0) throw new Error(`not an address: ${each}`);
      list.addSubnet(address, Number(bits ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6');
    }
    return (seen) => list.check(seen.ip, isIP(seen.ip) === 6 ? 'ipv6' : 'ipv4');
  }

  #set(): string[] {
    this.#must('{');
    const items: string[] = [];
    while (this.#peek() !== '}') items.push(this.#next());
    this.#must('}');
    if (items.length === 0) throw new Error('a set needs a value');
    return items;
  }

  #string(): string {
    const token = this.#next();
    if (!token.startsWith('"')) throw new Error(`expected a string, found: ${token}`);
    return unquote(token);
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    const token = this.#peek();
    if (token === '') throw new Error('unexpected end');
    this.#at += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #must(token: string): void {
    if (!this.#take(token)) throw new Error(`expected ${token}, found: ${this.#peek() || 'the end'}`);
  }
}

function constant(text: string): Text {
  return () => text;
}

function unquote(token: string): string {
  if (!/^".*"$/s.test(token) || token.length < 2) throw new Error(`expected a string, found: ${token}`);
  return token.slice(1, -1).replace(/\\(.)/gs, '$1');
}
