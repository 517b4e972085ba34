import { setFlagsFromString } from 'node:v8';
import type { Node, ParseResult } from 'libpg-query';

/** One statement of a script with the line it begins on, the first is 1. */
export interface Statement {
  node: Node;
  line: number;
}

/** A script as PostgreSQL reads it, or why it cannot be read. */
export type Script = { ok: true; statements: Statement[] } | { ok: false; says: string; line: number };

/** Longer scripts, bytes, and deeper brackets are refused before the parser sees them: it runs on a small stack. */
const LIMIT = 1024 * 1024;
const DEEPEST = 200;

let loading: Promise<(text: string) => ParseResult> | undefined;

async function load(): Promise<(text: string) => ParseResult> {
  // To optimize the grammar's one huge function takes 500 MB, and longer than it will ever save.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  const library = await import('libpg-query');
  await library.loadModule();
  return library.parseSync;
}

/** Reads SQL by PostgreSQL's own grammar (version 18), loaded when it is first needed. Never throws for what the text holds. */
export async function parsePostgres(text: string): Promise<Script> {
  if (Buffer.byteLength(text) > LIMIT) return { ok: false, says: 'the file is larger than 1 MiB', line: 1 };
  if (isDeep(text)) return { ok: false, says: `brackets are nested more than ${DEEPEST} deep`, line: 1 };
  loading ??= load();
  const parse = await loading;
  const bytes = Buffer.from(text.replaceAll('\0', ' '));
  const lineAt = (offset: number): number => {
    let line = 1;
    for (const byte of bytes.subarray(0, offset)) if (byte === 0x0a) line += 1;
    return line;
  };
  if (bytes.toString('utf8').trim() === '') return { ok: true, statements: [] };
  try {
    const { stmts = [] } = parse(bytes.toString('utf8'));
    return {
      ok: true,
      statements: stmts.flatMap(({ stmt, stmt_location = 0 }) => (stmt ? [{ node: stmt, line: lineAt(begin(bytes, stmt_location)) }] : [])),
    };
  } catch (error) {
    const { message, sqlDetails } = error as Error & { sqlDetails?: { cursorPosition: number } }; // as: the parser throws errors alone
    return { ok: false, says: message.slice(0, 200), line: lineAt(sqlDetails?.cursorPosition ?? 0) };
  }
}

/** Where a statement's first word is: the parser counts the blanks and comments before it in. */
function begin(bytes: Buffer, from: number): number {
  const text = bytes.subarray(from).toString('latin1');
  return from + (/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/.exec(text)?.[0].length ?? 0);
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === '(' || sign === '[') depth += 1;
    if (sign === ')' || sign === ']') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}
