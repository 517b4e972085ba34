import { createInterface } from 'node:readline';
import { readCodeFacts } from '../../parsers/code/rules.ts';
import { readEnvUsage } from '../../parsers/env-usage.ts';
import { readBuildSettings } from '../../parsers/setup/build-settings.ts';
import type { Question } from './code-reader.ts';

const READERS = { variables: readEnvUsage, facts: readCodeFacts, build: readBuildSettings } as const;

// One line of JSON in, one out; the reader that started this process ends it by closing the input.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const { want, file, text } = JSON.parse(line) as Question; // as: code-reader.ts writes these lines
  process.stdout.write(`${JSON.stringify(READERS[want](text, file))}\n`);
}
