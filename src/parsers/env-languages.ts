import { type Token, tokensOf, type TokenLanguage } from './code-tokens.ts';
import { closeOf, constantsOf, type Fn, functionsOf, REFUSES } from './code-token-shape.ts';
import { clapArguments, djangoDefaults, settingsClasses, structTags } from './env-declared.ts';
import type { EnvHelperCall } from './env-helpers.ts';
import type { EnvUsage } from './env-usage.ts';

/** Files by their language. */
const LANGUAGES: readonly (readonly [RegExp, TokenLanguage])[] = [
  [/\.pyi?$/, 'python'],
  [/\.(?:rb|rake|ru)$|(?:^|\/)(?:Rakefile|Gemfile)$/, 'ruby'],
  [/\.go$/, 'go'],
  [/\.php$|(?:^|\/)artisan$/, 'php'],
  [/\.rs$/, 'rust'],
];

/** The language of a file by its name, where it is one that `readTokenUsage` understands. */
export function tokenLanguageOf(file: string): TokenLanguage | null {
  return LANGUAGES.find(([name]) => name.test(file))?.[1] ?? null;
}

/** How a language asks for a variable: tokens before its name, and whether a missing one is the caller's own business. */
interface Way {
  path: readonly string[];
  /** `default`: optional where a second argument stands in. `always`, `never`: whatever follows. */
  optional: 'default' | 'always' | 'never';
  /** A word the file must have for the way to count. */
  needs?: RegExp;
  /** The argument that names it, from 0. */
  argument?: 1;
}

const way = (path: string, optional: Way['optional'] = 'default', more: Partial<Way> = {}): Way => ({
  path: path.split(' '),
  optional,
  ...more,
});

const DECOUPLE = /\bfrom (?:decouple|starlette\.config|prettyconf) import\b/;
const DJANGO = /\b(?:environ\.(?:File(?:Aware)?)?Env|from environ|from environs|FileAwareEnv)\b/;
const KINDS = [
  'str',
  'bool',
  'int',
  'float',
  'list',
  'tuple',
  'json',
  'dict',
  'url',
  'path',
  'bytes',
  'db',
  'cache',
  'email_url',
  'decimal',
];

/** From each language's and library's reference, 2026-11. */
const WAYS: Readonly<Record<TokenLanguage, readonly Way[]>> = {
  python: [
    ...['os . environ', 'environ'].flatMap((path) => {
      // Servers hand on a request as `environ` too.
      const more = path === 'environ' ? { needs: /\bfrom os import [^\n]{0,200}\benviron\b/ } : {};
      return [
        way(`${path} [`, 'never', more),
        way(`${path} . get (`, 'default', more),
        way(`${path} . pop (`, 'default', more),
        way(`${path} . setdefault (`, 'always', more),
      ];
    }),
    way('getenv ('),
    way('config (', 'default', { needs: DECOUPLE }),
    way('env (', 'default', { needs: DJANGO }),
    ...KINDS.map((kind) => way(`env . ${kind} (`, 'default', { needs: DJANGO })),
  ],
  ruby: [
    way('ENV [', 'never'),
    way('ENV . fetch ('),
    way('ENV . fetch'),
    way('ENV . key? (', 'always'),
    way('ENV . has_key? (', 'always'),
    way('ENV . include? (', 'always'),
  ],
  go: [
    way('os . Getenv (', 'never'),
    way('os . LookupEnv (', 'never'),
    way('syscall . Getenv (', 'never'),
    way('viper . BindEnv (', 'always', { argument: 1 }),
    way('EnvVars : [ ] string {', 'always'),
    way('EnvVars (', 'always'),
    way('EnvVar :', 'always'),
  ],
  php: [way('getenv ('), way('$_ENV [', 'never'), way('env ('), way('Env :: get (')],
  rust: [
    way('env :: var (', 'never'),
    way('env :: var_os (', 'never'),
    way('dotenvy :: var (', 'never'),
    way('dotenv :: var (', 'never'),
    way('env ! (', 'never'),
    way('dotenv ! (', 'never'),
    way('option_env ! (', 'always'),
    way('var (', 'never', { needs: /\buse std::env::(?:var\b|\{[^}]{0,200}\bvar\b)/ }),
  ],
};

/** What follows a read that goes on without a value. */
const FOLLOWS: Readonly<Record<TokenLanguage, RegExp>> = {
  python: /^(?:or|is|==|!=)$/,
  ruby: /^(?:\|\||&\.|==|!=|\?|nil\?)$/,
  go: /^(?:==|!=)$/,
  php: /^(?:\?\?|\?:|\?|==|!=|\|\|)$/,
  rust: /^(?:unwrap_or|unwrap_or_else|unwrap_or_default|ok|is_ok|is_err|map_or|map_or_else)$/,
};
/** What stands before a read that only asks whether there is one. */
const BEFORE: Readonly<Record<TokenLanguage, RegExp>> = {
  python: /^(?:if|not|bool|and)$/,
  ruby: /^(?:if|unless|!)$/,
  go: /^$/,
  php: /^(?:empty|isset|!)$/,
  rust: /^(?:let)$/,
};
const NAME = /^[A-Za-z_]\w{0,199}$/;
const UPPER = /^[A-Z][A-Z0-9_]{0,199}$/;

/** A place in the tokens of a file. */
interface Place {
  tokens: readonly Token[];
  language: TokenLanguage;
}

/** The environment variables that Python, Ruby, Go, PHP or Rust reads; comments and texts are told from code. Never throws. */
export function readTokenUsage(text: string, language: TokenLanguage): EnvUsage {
  const tokens = tokensOf(text, language);
  const place: Place = { tokens, language };
  const ways = WAYS[language].filter(({ needs }) => needs?.test(text.slice(0, 200_000)) ?? true);
  const texts = constantsOf(tokens);
  const usage: EnvUsage = { reads: [], dynamic: [], helpers: [], calls: [], parsed: true };
  const functions = functionsOf(tokens, language);
  for (let at = 0; at < tokens.length; at += 1) {
    const found = ways.find(({ path }) =>
      path.every((part, offset) => tokens[at + offset]?.text === part && tokens[at + offset]?.is !== 'text'),
    );
    if (found) readAt(place, at, { found, texts, functions, usage });
  }
  usage.reads.push(...declared(text, place));
  const own = new Set(usage.helpers.map(({ name }) => name));
  for (const call of callsOf(place)) {
    const helper = usage.helpers.find(({ name, argument }) => name === call.helper && argument === call.argument);
    if (helper) usage.reads.push({ name: call.name, line: call.line, optional: helper.optional || call.optional });
    else if (!own.has(call.helper) && usage.calls.length < 500) usage.calls.push(call);
  }
  usage.reads = [...new Map(usage.reads.map((read) => [`${read.name} ${read.line} ${read.optional}`, read])).values()].toSorted(
    (a, b) => a.line - b.line,
  );
  return usage;
}

function declared(text: string, { tokens, language }: Place): EnvUsage['reads'] {
  if (language === 'go') return structTags(tokens);
  if (language === 'rust') return clapArguments(tokens);
  if (language !== 'python') return [];
  return [...(/BaseSettings/.test(text) ? settingsClasses(tokens) : []), ...(DJANGO.test(text) ? djangoDefaults(tokens) : [])];
}

interface Reading {
  found: Way;
  texts: ReadonlyMap<string, string>;
  functions: readonly Fn[];
  usage: EnvUsage;
}

function readAt({ tokens, language }: Place, at: number, { found, texts, functions, usage }: Reading): void {
  let start = at + found.path.length;
  if (found.argument === 1) while (start < tokens.length && tokens[start]!.text !== ',' && start < at + 20) start += 1;
  const given = tokens[found.argument === 1 ? start + 1 : start];
  if (!given || (found.path.at(-1) === 'fetch' && given.text === '(')) return;
  const isDefined = /^(?:def|func|fn|function)$/.test(tokens[at - 1]?.text ?? '');
  // `config.env("X")` is a method of something else, `os.environ` and `std::env` are not.
  const isMember = /^(?:\.|->)$/.test(tokens[at - 1]?.text ?? '') && !/^(?:os|self|cls)$/.test(tokens[at - 2]?.text ?? '');
  if (isDefined || (isMember && /^(?:env|config|getenv|environ)$/.test(found.path[0]!))) return;
  const end = closeOf(tokens, at + found.path.length);
  if (isWritten(tokens, end)) return;
  const hasDefault = defaultIn(tokens, start, end);
  const isAsked = asked({ tokens, language }, at, end);
  const optional = found.optional === 'always' || (found.optional === 'default' && hasDefault) || isAsked;
  const list = found.path.at(-1) === '{' || found.path[0] === 'EnvVars';
  for (const each of list ? tokens.slice(start, end).filter(({ is }) => is === 'text') : [given]) {
    const text = each.is === 'text' ? each.text : (texts.get(each.text) ?? null);
    if (text !== null && (tokens[start + 1]?.text !== '+' || list)) {
      if (NAME.test(text)) usage.reads.push({ name: text, line: each.line, optional });
      continue;
    }
    const of = functions.findLast((fn) => fn.from < at && at < fn.to && fn.params.includes(each.text));
    if (of) usage.helpers.push({ name: of.name, argument: of.params.indexOf(each.text), optional: optional && !of.refuses });
    else usage.dynamic.push({ line: each.line, starts: each.is === 'text' ? each.text : '' });
  }
}

function isWritten(tokens: readonly Token[], end: number): boolean {
  const next = tokens[end]?.text;
  return next === '=' || (next === '||' && tokens[end + 1]?.text === '=');
}

/** A second argument, `default=…`, or a block behind the call. */
function defaultIn(tokens: readonly Token[], start: number, end: number): boolean {
  let depth = 0;
  let commas = 0;
  let isNamed = false;
  for (let at = start; at < end - 1; at += 1) {
    const { is, text } = tokens[at]!;
    if (is === 'sign' && /^[([{]$/.test(text)) depth += 1;
    if (is === 'sign' && /^[)\]}]$/.test(text)) depth -= 1;
    if (depth !== 0 || text !== ',' || is !== 'sign') continue;
    // `cast=int` gives no value.
    if (tokens[at + 2]?.text === '=' && tokens[at + 1]?.text !== 'default') isNamed = true;
    else commas += 1;
  }
  return commas > 0 || (!isNamed && (tokens[end]?.text === '{' || tokens[end]?.text === 'do'));
}

/** True where the code asks whether there is a value, or has another one. */
function asked({ tokens, language }: Place, at: number, end: number): boolean {
  const next = tokens[end]?.text === '.' || tokens[end]?.text === ')' ? tokens[end + 1] : tokens[end];
  const after = tokens.slice(end, end + 14);
  if (tokens[end]?.is !== 'text' && FOLLOWS[language].test(tokens[end]?.text === '.' ? (next?.text ?? '') : (tokens[end]?.text ?? '')))
    return !after.slice(0, language === 'rust' ? 8 : 3).some(({ text }) => REFUSES.test(text));
  let before = at - 1;
  while (before > 0 && before > at - 6 && /^(?:\(|os|std|\.|::)$/.test(tokens[before]!.text)) before -= 1;
  if (language === 'rust') return tokens.slice(Math.max(0, at - 10), at).some(({ text }) => text === 'let') && isIfLet(tokens, at);
  if (BEFORE[language].test(tokens[before]?.text ?? '')) return !after.some(({ text }) => REFUSES.test(text));
  return variableAsked({ tokens, language }, at, end);
}

function isIfLet(tokens: readonly Token[], at: number): boolean {
  for (let back = at - 1; back > at - 12 && back > 0; back -= 1)
    if (tokens[back]!.text === 'let') return /^(?:if|while)$/.test(tokens[back - 1]?.text ?? '');
  return false;
}

/** `v := os.Getenv("X"); if v != "" { … }`, `v = os.getenv("X")` and then `if v:`. */
function variableAsked({ tokens, language }: Place, at: number, end: number): boolean {
  if (language !== 'go' && language !== 'python' && language !== 'php') return false;
  let sign = at - 1;
  while (sign > 0 && sign > at - 4 && /^(?:os|\.)$/.test(tokens[sign]!.text)) sign -= 1;
  if (!/^(?:=|:=)$/.test(tokens[sign]?.text ?? '')) return false;
  // `v, ok := os.LookupEnv("X")`: `ok` is asked.
  const name = tokens[sign - 1]?.text ?? '';
  for (let next = end; next < Math.min(tokens.length, end + 400); next += 1) {
    if (tokens[next]!.text !== name || tokens[next]!.is !== 'name') continue;
    const [before, after] = [tokens[next - 1]?.text, tokens[next + 1]?.text];
    const isTest =
      language === 'go' ? after === '==' || after === '!=' || /^(?:!|if|;)$/.test(before ?? '') : before === 'if' && after !== '(';
    if (!isTest) continue;
    return !tokens.slice(next, next + 16).some(({ text }) => REFUSES.test(text));
  }
  return false;
}

/** Calls of functions with the name of a variable as first or second argument: any of them may go to a helper. */
function callsOf({ tokens }: Place): EnvHelperCall[] {
  const calls: EnvHelperCall[] = [];
  for (const [at, { is, text }] of tokens.entries()) {
    if (is !== 'name' || tokens[at + 1]?.text !== '(' || tokens[at + 1]?.is !== 'sign') continue;
    for (const argument of [0, 1]) {
      const given = tokens[at + 2 + 2 * argument];
      if (given?.is !== 'text' || !UPPER.test(given.text) || (argument === 1 && tokens[at + 3]?.text !== ',')) continue;
      const optional = tokens[at + 3 + 2 * argument]?.text === ',';
      calls.push({ from: null, helper: text, argument, name: given.text, line: given.line, optional });
    }
  }
  return calls;
}
