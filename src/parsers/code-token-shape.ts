import type { Token, TokenLanguage } from './code-tokens.ts';

/** Tokens of one call that are looked at. */
const CALL = 300;
/** What ends in an error. */
export const REFUSES = /^(?:raise|panic|expect|unwrap|Fatal|Fatalf|Fatalln|Exit|Errorf|abort|throw|die|exit|Panic|Panicf|bail)$/;

/** The first token behind the brackets that are open at `start`; for a call without them, the end of the line. */
export function closeOf(tokens: readonly Token[], start: number): number {
  let depth = /[([{]$/.test(tokens[start - 1]?.text ?? '') ? 1 : 0;
  if (depth === 0) {
    let at = start;
    while (at < tokens.length && at < start + CALL && tokens[at]!.line === tokens[start]!.line) at += 1;
    return at;
  }
  for (let at = start; at < tokens.length && at < start + CALL; at += 1) {
    const { is, text } = tokens[at]!;
    if (is !== 'sign') continue;
    if (text === '(' || text === '[' || text === '{') depth += 1;
    if (text === ')' || text === ']' || text === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return Math.min(tokens.length, start + CALL);
}

/** Constants that hold a text: `NAME = "X"`, `const name string = "X"`. A name with two texts holds none. */
export function constantsOf(tokens: readonly Token[]): Map<string, string> {
  const texts = new Map<string, string>();
  const twice = new Set<string>();
  for (const [at, { is, text }] of tokens.entries()) {
    if (is !== 'name' || tokens[at + 1] === undefined) continue;
    const sign = [1, 2, 4].find((offset) => /^(?:=|:=)$/.test(tokens[at + offset]?.text ?? ''));
    const value = sign === undefined ? undefined : tokens[at + sign + 1];
    const isOnLine = value?.line === tokens[at]!.line && value.is === 'text';
    if (!isOnLine || (sign !== 1 && tokens[at - 1]?.text !== 'const')) continue;
    if (texts.has(text)) twice.add(text);
    texts.set(text, value.text);
  }
  for (const name of twice) texts.delete(name);
  return texts;
}

/** A function, the names of its arguments, and where its body is among the tokens. */
export interface Fn {
  name: string;
  params: string[];
  from: number;
  to: number;
  /** True where it ends in an error for what is missing. */
  refuses: boolean;
}

/** The functions of a file, each to the next one that begins no deeper. */
export function functionsOf(tokens: readonly Token[], language: TokenLanguage): Fn[] {
  const word = { python: 'def', ruby: 'def', go: 'func', php: 'function', rust: 'fn' }[language];
  const heads = tokens.flatMap(({ is, text }, at) => (is === 'name' && text === word ? [at] : []));
  return heads.flatMap((at, index): Fn[] => {
    // `func (r *T) name(…)`
    const named = language === 'go' && tokens[at + 1]?.text === '(' ? closeOf(tokens, at + 2) : at + 1;
    const generics = tokens.slice(named + 1, named + 60).findIndex(({ text }) => text === '(');
    if (tokens[named]?.is !== 'name' || generics === -1) return [];
    const open = named + 1 + generics;
    const body = closeOf(tokens, open + 1);
    const to = heads[index + 1] ?? tokens.length;
    const params = paramsOf(tokens.slice(open + 1, body - 1));
    return [{ name: tokens[named].text, params, from: body, to, refuses: tokens.slice(body, to).some(({ text }) => REFUSES.test(text)) }];
  });
}

function paramsOf(tokens: readonly Token[]): string[] {
  const params: string[] = [];
  let depth = 0;
  let isNext = true;
  for (const { is, text } of tokens) {
    if (is === 'sign' && /^[([{<]$/.test(text)) depth += 1;
    if (is === 'sign' && /^[)\]}>]$/.test(text)) depth -= 1;
    if (depth === 0 && text === ',' && is === 'sign') isNext = true;
    else if (isNext && is === 'name' && !/^(?:self|cls|mut|string)$/.test(text)) {
      params.push(text);
      isNext = false;
    }
  }
  return params;
}
