import { admittedBy, type Functions, type Let } from './firebase-admits.ts';
import { Cursor, type Expression, FIREBASE_LIMITS, readExpression, RulesError, type Token, tokenize } from './firebase-expression.ts';

export const FIREBASE_KINDS = ['firestore', 'storage', 'realtime'] as const;
export type FirebaseKind = (typeof FIREBASE_KINDS)[number];

/** One `allow`, or one `.read` or `.write`: what it lets whom do where. */
export interface FirebaseRule extends Let {
  kind: FirebaseKind;
  path: string;
  reads: boolean;
  /** Changes or deletes what is there; `creates` adds something new. */
  writes: boolean;
  creates: boolean;
  line: number;
}

/** The rules of a file in its order, or why it cannot be read. */
export type FirebaseRules = { ok: true; rules: FirebaseRule[] } | { ok: false; says: string; line: number };

const READS = new Set(['read', 'get', 'list']);
const WRITES = new Set(['write', 'update', 'delete']);
const CREATES = new Set(['write', 'create']);
const MOST_RULES = 2_000;

/**
 * Reads firestore.rules and storage.rules (firebase.google.com/docs/rules/rules-language, read 2026-11). Never throws for what the text
 * holds.
 */
export function parseFirebaseRules(text: string): FirebaseRules {
  return guarded(text, () => {
    const cursor = new Cursor(tokenize(text));
    const found: Draft[] = [];
    const functions = new Map<string, { args: readonly string[]; gives: Expression }>();
    if (cursor.eat('rules_version')) {
      cursor.need('=');
      cursor.take();
      cursor.eat(';');
    }
    while (cursor.next.is !== 'end') {
      if (cursor.next.text === 'function') readFunction(cursor, functions);
      else readService(cursor, functions, found);
    }
    return found.map(({ condition, ...rule }) => ({
      ...rule,
      ...(condition ? admittedBy(condition, functions) : { admits: 'everybody' as const, until: null }),
    }));
  });
}

type Draft = Omit<FirebaseRule, keyof Let> & { condition: Expression | null };
type Known = Map<string, Functions extends ReadonlyMap<string, infer F> ? F : never>;

function guarded(text: string, read: () => FirebaseRule[]): FirebaseRules {
  if (Buffer.byteLength(text) > FIREBASE_LIMITS.bytes) return { ok: false, says: 'the file is larger than 512 KiB', line: 1 };
  try {
    return { ok: true, rules: read() };
  } catch (error) {
    if (error instanceof RulesError) return { ok: false, says: error.message, line: error.line };
    throw error;
  }
}

function readService(cursor: Cursor, functions: Known, found: Draft[]): void {
  cursor.need('service');
  let name = cursor.take().text;
  while (cursor.eat('.')) name += `.${cursor.take().text}`;
  if (name !== 'cloud.firestore' && name !== 'firebase.storage')
    throw new RulesError(`the service “${name.slice(0, 40)}” is not known`, cursor.next.line);
  const kind = name === 'cloud.firestore' ? 'firestore' : 'storage';
  cursor.need('{');
  readBody(cursor, { kind, path: '', functions, found });
}

interface Inside {
  kind: FirebaseKind;
  path: string;
  functions: Known;
  found: Draft[];
}

function readBody(cursor: Cursor, inside: Inside): void {
  while (!cursor.eat('}')) {
    const token = cursor.next;
    if (token.text === 'match') readMatch(cursor, inside);
    else if (token.text === 'allow') readAllow(cursor, inside);
    else if (token.text === 'function') readFunction(cursor, inside.functions);
    else throw new RulesError(`“${token.text.slice(0, 30)}” is not expected here`, token.line);
  }
}

function readMatch(cursor: Cursor, inside: Inside): void {
  cursor.need('match');
  let path = '';
  while (cursor.eat('/')) {
    path += '/';
    if (cursor.eat('{')) {
      const name = cursor.take().text;
      const rest = cursor.eat('=');
      if (rest) while (cursor.eat('*'));
      cursor.need('}');
      path += `{${name}${rest ? '=**' : ''}}`;
      continue;
    }
    while (cursor.next.is === 'name' || cursor.next.is === 'number' || cursor.next.text === '-' || cursor.next.text === '.')
      path += cursor.take().text;
  }
  cursor.need('{');
  cursor.inside(() => readBody(cursor, { ...inside, path: inside.path + path }));
}

function readAllow(cursor: Cursor, { kind, path, found }: Inside): void {
  const { line } = cursor.need('allow');
  const methods: Token[] = [];
  do methods.push(cursor.take());
  while (cursor.eat(','));
  const unknown = methods.find(({ text }) => !READS.has(text) && !WRITES.has(text) && !CREATES.has(text));
  if (unknown) throw new RulesError(`“${unknown.text.slice(0, 30)}” is nothing to allow`, unknown.line);
  let condition: Expression | null = null;
  if (cursor.eat(':')) {
    cursor.need('if');
    condition = readExpression(cursor);
  }
  cursor.eat(';');
  if (found.length >= MOST_RULES) throw new RulesError(`more than ${MOST_RULES} rules`, line);
  const clean = path.replace(/^\/databases\/[^/]*\/documents/, '').replace(/^\/b\/[^/]*\/o/, '');
  found.push({
    kind,
    path: clean === '' ? '/' : clean,
    line,
    reads: methods.some(({ text }) => READS.has(text)),
    writes: methods.some(({ text }) => WRITES.has(text)),
    creates: methods.some(({ text }) => CREATES.has(text)),
    condition,
  });
}

function readFunction(cursor: Cursor, functions: Known): void {
  cursor.need('function');
  const name = cursor.take().text;
  cursor.need('(');
  const args: string[] = [];
  while (!cursor.eat(')')) {
    args.push(cursor.take().text);
    if (!cursor.eat(',')) {
      cursor.need(')');
      break;
    }
  }
  cursor.need('{');
  while (cursor.eat('let')) {
    cursor.take();
    cursor.need('=');
    readExpression(cursor);
    cursor.eat(';');
  }
  cursor.need('return');
  const gives = readExpression(cursor);
  cursor.eat(';');
  cursor.need('}');
  functions.set(name, { args, gives });
}

/**
 * Reads database.rules.json, which may hold comments (firebase.google.com/docs/database/security, read 2026-11). What a parent lets
 * through no child takes back. Never throws for what the text holds.
 */
export function parseRealtimeRules(text: string): FirebaseRules {
  return guarded(text, () => {
    const cursor = new Cursor(tokenize(text));
    const found: FirebaseRule[] = [];
    cursor.need('{');
    while (!cursor.eat('}')) {
      const key = cursor.take();
      cursor.need(':');
      if (key.text === 'rules') readNode(cursor, '', found);
      else readExpression(cursor);
      if (!cursor.eat(',')) {
        cursor.need('}');
        break;
      }
    }
    return found;
  });
}

function readNode(cursor: Cursor, path: string, found: FirebaseRule[]): void {
  cursor.need('{');
  cursor.inside(() => {
    while (!cursor.eat('}')) {
      const key = cursor.take();
      if (key.is !== 'text') throw new RulesError(`a name in quotes is missing before “${key.text.slice(0, 30)}”`, key.line);
      cursor.need(':');
      if (key.text === '.read' || key.text === '.write') readRealtime(cursor, key, path, found);
      else if (cursor.next.text === '{' && cursor.next.is === 'sign' && !key.text.startsWith('.'))
        readNode(cursor, `${path}/${key.text}`, found);
      else readExpression(cursor);
      if (!cursor.eat(',')) {
        cursor.need('}');
        break;
      }
    }
  });
}

function readRealtime(cursor: Cursor, key: Token, path: string, found: FirebaseRule[]): void {
  const value = readExpression(cursor);
  if (found.length >= MOST_RULES) throw new RulesError(`more than ${MOST_RULES} rules`, key.line);
  const condition = value.is === 'value' && typeof value.value === 'string' ? conditionIn(value.value) : value;
  found.push({
    kind: 'realtime',
    path: path === '' ? '/' : path,
    line: key.line,
    reads: key.text === '.read',
    writes: key.text === '.write',
    creates: key.text === '.write',
    ...(condition ? admittedBy(condition, new Map()) : { admits: 'some', until: null }),
  });
}

/** A condition as text; null for one with a regular expression or anything else that is not read, which narrows it in any case. */
function conditionIn(text: string): Expression | null {
  try {
    const cursor = new Cursor(tokenize(text));
    const expression = readExpression(cursor);
    return cursor.next.is === 'end' ? expression : null;
  } catch (error) {
    if (error instanceof RulesError) return null;
    throw error;
  }
}
