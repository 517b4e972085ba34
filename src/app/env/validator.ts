import { isPublicName } from '../../parsers/env-name.ts';
import type { Environment } from '../../probes/repo/environment.ts';
import type { Language, Package } from '../../probes/repo/packages.ts';
import { CODE } from '../../probes/repo/env-code.ts';
import { requiredReads } from './judge.ts';
import { PLAIN_WRITERS, type PlainLanguage } from './validator-languages.ts';

/** The mark by which a validator is known as ours. */
export const VALIDATOR_MARK = 'Written by `launch-ready env check --validator`';

/** A module that ends the start of an app when a variable is missing, with its name and never a value. */
export interface Validator {
  path: string;
  text: string;
}

type Stack = 't3-env' | 'zod' | 'valibot' | 'envalid' | 'plain' | 'pydantic' | 'python';

/** Code of each language; `.cjs` and the like are in the list of JavaScript. */
const FILES = { js: CODE, python: /\.py$/, go: /(?<!_test)\.go$/, ruby: /\.rb$/, php: /\.php$/, rust: /\.rs$/ } as const;

/** One validator for each app and language that needs variables, in the app's own stack (SEC-7). Pure. */
export function validators(seen: Environment): Validator[] {
  return seen.packages.flatMap((home) => (home.isApp ? home.languages.flatMap((language) => validatorOf(seen, home, language)) : []));
}

function validatorOf(seen: Environment, home: Package, language: Language): Validator[] {
  const names = neededBy(seen, home, language);
  // Laravel loads .env behind everything that could ask for it, and keeps its configuration where no .env is loaded.
  if (names.length === 0 || (language === 'php' && home.dependencies.includes('laravel/framework'))) return [];
  const below = (file: string): string => (home.folder === '' ? file : `${home.folder}/${file}`);
  if (isPlain(language)) {
    const { file, text } = PLAIN_WRITERS[language](names, MARKED, home.dependencies.includes('rails'));
    return [{ path: below(file), text }];
  }
  const stack = stackOf(home, language);
  const isTyped = language === 'js' && home.dependencies.includes('typescript');
  const file = language === 'python' ? 'env_required.py' : `env-required.${isTyped ? 'ts' : 'mjs'}`;
  return [{ path: below(file), text: WRITERS[stack](names, file) }];
}

function isPlain(language: Language): language is PlainLanguage {
  return language in PLAIN_WRITERS;
}

/** What an app reads in the language of its validator when it runs: not its edge functions, nor what the build has put into the browser. */
function neededBy(seen: Environment, home: Package, language: Language): string[] {
  const inApp = seen.reads.filter(
    ({ scope, file }) => home.reaches.includes(scope) && FILES[language].test(file) && !/(^|\/)supabase\/functions\//.test(file),
  );
  return [...requiredReads(inApp).keys()]
    .filter((name) => /^[A-Z]\w{0,199}$/i.test(name) && (!isPublicName(name) || /^(?:NEXT|NUXT)_/.test(name)))
    .toSorted();
}

function stackOf({ dependencies }: Package, language: 'js' | 'python'): Stack {
  const has = (name: string): boolean => dependencies.includes(name);
  if (language === 'python') return has('pydantic-settings') ? 'pydantic' : 'python';
  if (has('zod') && (has('@t3-oss/env-nextjs') || has('@t3-oss/env-core') || has('@t3-oss/env-nuxt'))) return 't3-env';
  return (['zod', 'valibot', 'envalid'] as const).find(has) ?? 'plain';
}

const MARKED = `${VALIDATOR_MARK}; written again when the code reads other variables.`;

const head = (comment: string, file: string): string =>
  `${comment} ${MARKED}\n${comment} ${
    file.endsWith('.py')
      ? 'Import it first, where the app starts: import env_required'
      : `Import it first in the entry of the server, or start with: node --import ./${file}`
  }\n`;

const list = (names: readonly string[]): string => JSON.stringify(names, null, 2);

/** The end of every validator in JavaScript: `missing` holds names. */
const END = `if (missing.length > 0) {
  console.error(\`The app does not start: \${missing.join(', ')} \${missing.length === 1 ? 'is' : 'are'} not set in this environment.\`);
  process.exit(1);
}
`;

const T3_PREFIX = 'NEXT_PUBLIC_';

const keys = (names: readonly string[], rule: string, indent = '  '): string =>
  names.map((name) => `${indent}${name}: ${rule},\n`).join('');

const WRITERS: Readonly<Record<Stack, (names: readonly string[], file: string) => string>> = {
  plain: (names, file) => `${head('//', file)}const required = ${list(names)};
const missing = required.filter((name) => (process.env[name] ?? '').trim() === '');
${END}`,
  zod: (names, file) => `${head('//', file)}import { z } from 'zod';

const schema = z.object({
${keys(names, 'z.string().trim().min(1)')}});

const checked = schema.safeParse(process.env);
const missing = checked.success ? [] : [...new Set(checked.error.issues.map((issue) => String(issue.path[0])))];
${END}
export const env = schema.parse(process.env);
`,
  valibot: (names, file) => `${head('//', file)}import * as v from 'valibot';

const schema = v.object({
${keys(names, 'v.pipe(v.string(), v.trim(), v.minLength(1))')}});

const checked = v.safeParse(schema, process.env);
const missing = checked.success ? [] : [...new Set(checked.issues.map((issue) => String(issue.path?.[0]?.key)))];
${END}
export const env = v.parse(schema, process.env);
`,
  't3-env': (names, file) => `${head('//', file)}import { createEnv } from '@t3-oss/env-core';
import { z } from 'zod';

export const env = createEnv({
  server: {
${keys(
  names.filter((name) => !name.startsWith(T3_PREFIX)),
  'z.string().trim().min(1)',
  '    ',
)}  },
  clientPrefix: '${T3_PREFIX}',
  client: {
${keys(
  names.filter((name) => name.startsWith(T3_PREFIX)),
  'z.string().trim().min(1)',
  '    ',
)}  },
  runtimeEnv: process.env,
  emptyStringAsUndefined: true,
  onValidationError: (issues) => {
    const missing = [...new Set(issues.map((issue) => String(issue.path?.[0])))];
    console.error(\`The app does not start: \${missing.join(', ')} \${missing.length === 1 ? 'is' : 'are'} not set in this environment.\`);
    process.exit(1);
  },
});
`,
  envalid: (names, file) => `${head('//', file)}import { cleanEnv, makeValidator } from 'envalid';

const filled = makeValidator((value) => {
  if (value.trim() === '') throw new TypeError('empty');
  return value;
});

export const env = cleanEnv(process.env, {
${keys(names, 'filled()')}}, {
  reporter: ({ errors }) => {
    const missing = Object.keys(errors);
    if (missing.length === 0) return;
    console.error(\`The app does not start: \${missing.join(', ')} \${missing.length === 1 ? 'is' : 'are'} not set in this environment.\`);
    process.exit(1);
  },
});
`,
  pydantic: (names, file) => `${head('#', file)}import sys

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Required(BaseSettings):
    model_config = SettingsConfigDict(case_sensitive=True, str_strip_whitespace=True)

${names.map((name) => `    ${name}: str = Field(min_length=1)\n`).join('')}

try:
    env = Required()
except ValidationError as error:
    missing = sorted({str(each["loc"][0]) for each in error.errors(include_input=False)})
    sys.exit(f"The app does not start: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set in this environment.")
`,
  python: (names, file) => `${head('#', file)}import os
import sys

REQUIRED = [
${names.map((name) => `    "${name}",\n`).join('')}]
missing = [name for name in REQUIRED if not os.environ.get(name, "").strip()]
if missing:
    sys.exit(f"The app does not start: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set in this environment.")
`,
};
