import { createInterface } from 'node:readline/promises';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { plain } from '../reports/text.ts';

/** Asks on the terminal, question on stderr; where stdin is no terminal nobody can be asked, and the hint says what to do instead. */
export const askAtTerminal: (signal: AbortSignal) => Io['ask'] =
  (signal) =>
  async ({ text, hint }) => {
    if (!process.stdin.isTTY) throw new UserError('nobody-to-ask', `${text} Nobody can be asked here.`, hint);
    using lines = createInterface({ input: process.stdin, output: process.stderr });
    return (await lines.question(`${plain(text)} `, { signal })).trim();
  };
