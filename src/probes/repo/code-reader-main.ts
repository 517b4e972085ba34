import { enableCompileCache, flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Question } from './code-reader.ts';

// Each run starts this process: what it compiled once is kept, and written at once, for its end is a kill.
enableCompileCache();
const [{ readCodeFacts }, { readEnvUsage }, { readBuildSettings }] = await Promise.all([
  import('../../parsers/code/rules.ts'),
  import('../../parsers/env-usage.ts'),
  import('../../parsers/setup/build-settings.ts'),
]);
flushCompileCache();

const READERS = { variables: readEnvUsage, facts: readCodeFacts, build: readBuildSettings } as const;

// One line of JSON in, one out; the reader that started this process ends it by closing the input.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const { want, file, text } = JSON.parse(line) as Question; // as: code-reader.ts writes these lines
  process.stdout.write(`${JSON.stringify(READERS[want](text, file))}\n`);
}
