import type { Expression } from './firebase-expression.ts';

/**
 * Whom a rule lets in. `until` is the moment, ISO, from which it says no by a date written in it; a rule that once said everybody keeps
 * saying so until then.
 */
export interface Let {
  admits: 'everybody' | 'signed-in' | 'some' | 'nobody';
  until: string | null;
}

/** Functions of the file by name, for calls in conditions. */
export type Functions = ReadonlyMap<string, { args: readonly string[]; gives: Expression }>;

const WIDTH = { nobody: 0, some: 1, 'signed-in': 2, everybody: 3 } as const;
/**
 * What a condition admits, as far as it is written there; anything that asks about the row, the file or the person is `some`. `known` keeps
 * what was found of each function, so that functions which call each other end.
 */
export function admittedBy(expression: Expression, functions: Functions, known = new Map<string, Let>()): Let {
  const some: Let = { admits: 'some', until: null };
  const inner = (each: Expression): Let => admittedBy(each, functions, known);
  if (expression.is === 'value') return { admits: expression.value === true ? 'everybody' : 'nobody', until: null };
  if (expression.is === 'not') {
    const { of } = expression;
    if (of.is === 'two' && /^===?$/.test(of.sign)) return compared('!=', of.left, of.right);
    const { admits } = inner(expression.of);
    if (admits === 'nobody') return { admits: 'everybody', until: null };
    return admits === 'everybody' ? { admits: 'nobody', until: null } : some;
  }
  if (expression.is === 'call') {
    const name = expression.of.is === 'name' ? expression.of.name : '';
    const called = functions.get(name);
    if (!called) return some;
    const before = known.get(name);
    if (before) return before;
    known.set(name, some);
    const found = inner(called.gives);
    known.set(name, found);
    return found;
  }
  if (expression.is !== 'two') return some;
  const { sign, left, right } = expression;
  if (sign === '&&') {
    const [a, b] = [inner(left), inner(right)];
    const narrow = WIDTH[a.admits] <= WIDTH[b.admits] ? a : b;
    const ends = [a.until, b.until].filter((each) => each !== null).sort();
    return { admits: narrow.admits, until: ends[0] ?? null };
  }
  if (sign === '||') {
    const [a, b] = [inner(left), inner(right)];
    return WIDTH[a.admits] > WIDTH[b.admits] || (a.admits === b.admits && a.until === null) ? a : b;
  }
  return compared(sign, left, right);
}

function compared(sign: string, left: Expression, right: Expression): Let {
  // Every token has an id and a user, whoever signed up.
  const isUser = (each: Expression): boolean => /^(request\.)?auth(\.(uid|token|token\.sub))?$/.test(nameOf(each));
  const isNull = (each: Expression): boolean => each.is === 'value' && each.value === null;
  if ((isUser(left) && isNull(right)) || (isUser(right) && isNull(left))) {
    if (sign === '!=' || sign === '!==') return { admits: 'signed-in', until: null };
  }
  const isNow = (each: Expression): boolean => nameOf(each) === 'request.time' || nameOf(each) === 'now';
  if (isNow(left) && (sign === '<' || sign === '<=')) return bomb(right);
  if (isNow(right) && (sign === '>' || sign === '>=')) return bomb(left);
  return { admits: 'some', until: null };
}

function bomb(date: Expression): Let {
  const until = momentOf(date);
  return until === null ? { admits: 'some', until: null } : { admits: 'everybody', until };
}

/** `timestamp.date(2026, 12, 1)`, `timestamp.value(1764547200000)`, or milliseconds. */
function momentOf(date: Expression): string | null {
  const numbers = (args: readonly Expression[]): number[] =>
    args.flatMap((each) => (each.is === 'value' && typeof each.value === 'number' ? [each.value] : []));
  if (date.is === 'value' && typeof date.value === 'number') return iso(date.value);
  if (date.is !== 'call') return null;
  const [a, b, c] = numbers(date.args);
  if (nameOf(date.of) === 'timestamp.date' && a !== undefined && b !== undefined && c !== undefined) return iso(Date.UTC(a, b - 1, c));
  return nameOf(date.of) === 'timestamp.value' && a !== undefined ? iso(a) : null;
}

/** The time of so many milliseconds; null outside what a calendar holds. */
function iso(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}

/** `request.auth.uid` of names and members, nothing for anything else. */
export function nameOf(expression: Expression): string {
  if (expression.is === 'name') return expression.name;
  if (expression.is !== 'member') return '';
  const of = nameOf(expression.of);
  return of === '' ? '' : `${of}.${expression.name}`;
}
