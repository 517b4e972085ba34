import { createInterface } from 'node:readline';
import { readEnvUsage } from '../../parsers/env-usage.ts';

// One line of JSON in, one out; the reader that started this process ends it by closing the input.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const { file, text } = JSON.parse(line) as { file: string; text: string }; // as: code-reader.ts writes these lines
  process.stdout.write(`${JSON.stringify(readEnvUsage(text, file))}\n`);
}
