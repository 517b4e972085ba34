import { createInterface } from 'node:readline';
import { readCodeFacts } from '../../parsers/code/rules.ts';
import { readEnvUsage } from '../../parsers/env-usage.ts';
import type { Question } from './code-reader.ts';

// One line of JSON in, one out; the reader that started this process ends it by closing the input.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const { want, file, text } = JSON.parse(line) as Question; // as: code-reader.ts writes these lines
  process.stdout.write(`${JSON.stringify(want === 'variables' ? readEnvUsage(text, file) : readCodeFacts(text, file))}\n`);
}
