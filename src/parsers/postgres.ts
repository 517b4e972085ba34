import { setFlagsFromString } from 'node:v8';
import type { Node } from 'libpg-query';

/** One statement of a script as it is written, with the line it begins on, the first is 1. */
export interface Statement {
  node: Node;
  line: number;
  text: string;
}

/** A script as PostgreSQL reads it, or why it cannot be read. */
export type Script = { ok: true; statements: Statement[] } | { ok: false; says: string; line: number };

/** Longer scripts, bytes, and deeper brackets are refused before the parser sees them: it runs on a small stack. */
const LIMIT = 1024 * 1024;
const DEEPEST = 200;

let loading: Promise<Pick<typeof import('libpg-query'), 'parseSync' | 'parsePlPgSQLSync'>> | undefined;

async function load(): Promise<Awaited<NonNullable<typeof loading>>> {
  // To optimize the grammar's one huge function takes 500 MB, and longer than it will ever save.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  const library = await import('libpg-query');
  await library.loadModule();
  return library;
}

/** Reads SQL by PostgreSQL's own grammar (version 18), loaded when it is first needed. Never throws for what the text holds. */
export async function parsePostgres(text: string): Promise<Script> {
  if (Buffer.byteLength(text) > LIMIT) return { ok: false, says: 'the file is larger than 1 MiB', line: 1 };
  if (isDeep(text)) return { ok: false, says: `brackets are nested more than ${DEEPEST} deep`, line: 1 };
  loading ??= load();
  const { parseSync: parse } = await loading;
  const bytes = Buffer.from(text.replaceAll('\0', ' '));
  // Counted from where the last one was: a script may have 100,000 statements.
  let counted = { at: 0, line: 1 };
  const lineAt = (offset: number): number => {
    let { at, line } = offset < counted.at ? { at: 0, line: 1 } : counted;
    for (; at < offset; at += 1) if (bytes[at] === 0x0a) line += 1;
    counted = { at, line };
    return line;
  };
  if (bytes.toString('utf8').trim() === '') return { ok: true, statements: [] };
  try {
    const { stmts = [] } = parse(bytes.toString('utf8'));
    return {
      ok: true,
      statements: stmts.flatMap(({ stmt, stmt_location = 0, stmt_len }) => {
        if (!stmt) return [];
        const from = begin(bytes, stmt_location);
        const text = bytes.subarray(from, stmt_len ? stmt_location + stmt_len : undefined).toString('utf8');
        return [{ node: stmt, line: lineAt(from), text }];
      }),
    };
  } catch (error) {
    const { message, sqlDetails } = error as Error & { sqlDetails?: { cursorPosition: number } }; // as: the parser throws errors alone
    return { ok: false, says: message.slice(0, 200), line: lineAt(sqlDetails?.cursorPosition ?? 0) };
  }
}

/** The syntax tree of a PL/pgSQL block, a `DO` or a `CREATE FUNCTION` statement as a whole; null for what cannot be read. */
export async function parsePlpgsql(statement: string): Promise<unknown> {
  if (Buffer.byteLength(statement) > LIMIT || isDeep(statement)) return null;
  loading ??= load();
  const { parsePlPgSQLSync: parse } = await loading;
  try {
    return parse(statement.replaceAll('\0', ' '));
  } catch {
    return null;
  }
}

/** Where a statement's first word is: the parser counts the blanks and comments before it in. */
function begin(bytes: Buffer, from: number): number {
  // A piece at a time: to read on to the end for each of 100,000 statements would never end.
  for (let length = 256; ; length *= 16) {
    const text = bytes.toString('latin1', from, from + length);
    const skipped = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/.exec(text)?.[0].length ?? 0;
    const isCut = from + length < bytes.length;
    if (!isCut || (skipped < text.length && !/^\/(?:\*|$)|^-$/.test(text.slice(skipped, skipped + 2)))) return from + skipped;
  }
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
