import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);
/** Loaded where there is YAML to read: a git hook must not wait for what it does not need. */
const yaml = (): typeof Yaml => require('yaml') as typeof Yaml; // as: what that package is

/** A value in a file of settings, and where it is. */
export interface Leaf {
  path: string[];
  /** Text, number or word as it is written; empty for null. */
  value: string;
  line: number;
}

/** Characters that are read, values that are kept, and how deep they may lie. */
const LIMIT = 512 * 1024;
/** The library for YAML takes longer. */
const YAML_LIMIT = 200_000;
const LEAVES = 20_000;
const DEPTH = 30;

/** The values of a JSON, JSONC, TOML or YAML file, by the file's name; null where it is none of them or cannot be read. Never throws. */
export function leavesOf(path: string, text: string): Leaf[] | null {
  if (text.length > LIMIT) return null;
  const bare = text.replace(/^\uFEFF/, '');
  if (/\.jsonc?$/.test(path)) return jsonLeaves(bare);
  if (/\.toml$|(?:^|\/)\.replit$/.test(path)) return tomlLeaves(bare);
  return /\.ya?ml$/.test(path) && text.length <= YAML_LIMIT ? yamlLeaves(bare) : null;
}

function yamlLeaves(text: string): Leaf[] | null {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } = yaml();
  const counter = new LineCounter();
  const out: Leaf[] = [];
  let isBroken = false;
  try {
    for (const document of parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent', prettyErrors: false, uniqueKeys: false })) {
      isBroken ||= document.errors.length > 0;
      if (!('contents' in document)) continue;
      const walk = (node: unknown, path: string[]): void => {
        if (out.length >= LEAVES || path.length > DEPTH) return;
        const real = isAlias(node) ? node.resolve(document) : (node as Yaml.Node | null | undefined); // as: what the library's trees are made of
        if (isMap(real))
          for (const { key, value } of real.items) {
            const name = isScalar(key) ? String(key.value) : '';
            // `<<: *shared` brings its keys to this place.
            if (name === '<<') walk(value, path);
            else if (value === null) out.push({ path: [...path, name], value: '', line: lineOf(key) });
            else walk(value, [...path, name]);
          }
        else if (isSeq(real)) for (const [at, item] of real.items.entries()) walk(item, [...path, String(at)]);
        else if (isScalar(real)) out.push({ path, value: textOf(real.value), line: lineOf(real) });
      };
      const lineOf = (node: unknown): number => {
        const { range, type } = node as { range?: [number, number, number]; type?: string }; // as: a scalar of the library
        const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
        return (range ? counter.linePos(range[0]).line : 1) + (isBlock ? 1 : 0);
      };
      walk(document.contents, []);
    }
  } catch {
    return null; // nested deeper than the library goes
  }
  return isBroken && out.length === 0 ? null : out;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A reader of characters that counts lines. */
class Cursor {
  at = 0;
  line = 1;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get char(): string {
    return this.text[this.at] ?? '';
  }
  next(count = 1): void {
    for (let left = count; left > 0; left -= 1) {
      if (this.text[this.at] === '\n') this.line += 1;
      this.at += 1;
    }
  }
  starts(with_: string): boolean {
    return this.text.startsWith(with_, this.at);
  }
  /** Moves to the end of the line. */
  skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end === -1 ? this.text.length : end;
  }
  /** Reads up to `close`, of which a backslash may take away the meaning. */
  quoted(close: string, isEscaped: boolean): string {
    this.next(close.length);
    const from = this.at;
    while (this.at < this.text.length && !this.starts(close)) this.next(isEscaped && this.char === '\\' ? 2 : 1);
    const inner = this.text.slice(from, Math.min(this.at, this.text.length));
    this.next(close.length);
    return isEscaped ? inner.replace(/\\(["\\/])/g, '$1').replaceAll('\\n', '\n') : inner;
  }
  word(end: RegExp): string {
    const from = this.at;
    while (this.at < this.text.length && !end.test(this.char)) this.next();
    return this.text.slice(from, this.at).trim();
  }
}

/** JSON with comments and trailing commas. */
function jsonLeaves(text: string): Leaf[] | null {
  const cursor = new Cursor(text);
  const out: Leaf[] = [];
  /** Of each open bracket: the key or index that comes next. */
  const open: { key: string | null; index: number; isObject: boolean }[] = [];
  while (cursor.at < text.length && out.length < LEAVES) {
    const top = open.at(-1);
    const { char } = cursor;
    const path = (): string[] => open.map(({ key, index, isObject }) => (isObject ? (key ?? '') : String(index)));
    if (cursor.starts('//')) cursor.skipLine();
    else if (cursor.starts('/*')) {
      const end = text.indexOf('*/', cursor.at + 2);
      cursor.next((end === -1 ? text.length : end + 2) - cursor.at);
    } else if (char === '{' || char === '[') {
      if (open.length >= DEPTH) return null;
      open.push({ key: null, index: 0, isObject: char === '{' });
      cursor.next();
    } else if (char === '}' || char === ']') {
      open.pop();
      cursor.next();
    } else if (char === ',') {
      if (top) top.index += 1;
      if (top) top.key = null;
      cursor.next();
    } else if (char === '"') {
      const { line } = cursor;
      const value = cursor.quoted('"', true);
      if (top?.isObject && top.key === null) top.key = value;
      else out.push({ path: path(), value, line });
    } else if (/[\s:]/.test(char)) cursor.next();
    else {
      const { line } = cursor;
      const value = cursor.word(/[\s,\]}:"[{]/);
      if (value === '') cursor.next();
      else out.push({ path: path(), value: value === 'null' ? '' : value, line });
    }
  }
  return out;
}

/** Tables, dotted keys, inline tables, arrays and texts over several lines of TOML 1.0. */
function tomlLeaves(text: string): Leaf[] {
  const cursor = new Cursor(text);
  const out: Leaf[] = [];
  const counts = new Map<string, number>();
  let table: string[] = [];
  while (cursor.at < text.length && out.length < LEAVES) {
    const { char } = cursor;
    if (/\s/.test(char)) cursor.next();
    else if (char === '#') cursor.skipLine();
    else if (char === '[') {
      const isList = cursor.starts('[[');
      cursor.next(isList ? 2 : 1);
      table = tomlKey(cursor, /[\]\n]/);
      if (isList) {
        const at = counts.get(table.join('\0')) ?? 0;
        counts.set(table.join('\0'), at + 1);
        table.push(String(at));
      }
      cursor.skipLine();
    } else {
      const key = tomlKey(cursor, /[=\n]/);
      if (cursor.char !== '=') continue;
      cursor.next();
      tomlValue(cursor, [...table, ...key], out);
      cursor.skipLine();
    }
  }
  return out;
}

function tomlKey(cursor: Cursor, end: RegExp): string[] {
  const parts: string[] = [];
  while (cursor.at < cursor.text.length && !end.test(cursor.char)) {
    if (cursor.char === '"' || cursor.char === "'") parts.push(cursor.quoted(cursor.char, cursor.char === '"'));
    else if (/[\s.]/.test(cursor.char)) cursor.next();
    else {
      const before = cursor.at;
      parts.push(cursor.word(/[\s.=\]"'\n]/));
      if (cursor.at === before) cursor.next();
    }
  }
  return parts.slice(0, DEPTH);
}

function tomlValue(cursor: Cursor, path: string[], out: Leaf[]): void {
  while (cursor.char === ' ' || cursor.char === '\t') cursor.next();
  const { line, char } = cursor;
  for (const quote of ['"""', "'''", '"', "'"])
    if (cursor.starts(quote)) {
      out.push({ path, value: cursor.quoted(quote, quote.startsWith('"')), line });
      return;
    }
  if (char !== '[' && char !== '{') {
    out.push({ path, value: cursor.word(/[\n#,\]}]/), line });
    return;
  }
  cursor.next();
  for (let index = 0; cursor.at < cursor.text.length && out.length < LEAVES && path.length < DEPTH;) {
    if (cursor.char === '#') cursor.skipLine();
    else if (/[\s,]/.test(cursor.char)) cursor.next();
    else if (cursor.char === ']' || cursor.char === '}') {
      cursor.next();
      return;
    } else if (char === '[') tomlValue(cursor, [...path, String(index++)], out);
    else {
      const key = tomlKey(cursor, /[=\n}]/);
      if (cursor.char !== '=') return;
      cursor.next();
      tomlValue(cursor, [...path, ...key], out);
    }
  }
}
