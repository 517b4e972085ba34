import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { z } from 'zod';
import { type Config, configSchema, defaultConfig } from './config.ts';
import { nearest } from './did-you-mean.ts';
import { UserError } from './errors.ts';

const require = createRequire(import.meta.url);
/** Loaded where there is a file to read: a git hook must not wait for what it does not need. */
const yaml = (): typeof Yaml => require('yaml') as typeof Yaml; // as: what that package is

const MAX_BYTES = 256 * 1024;
/** Enough for a name used again by hand; an alias bomb needs thousands. */
const MAX_ALIASES = 20;
const SHOWN = 5;
/** Problems placed at all; the first in the file are shown. */
const MOST = 100;

/**
 * The configuration that a launch-ready.yaml or .json holds. Data only: no tags, nothing is executed, at most 256 KB.
 * @throws UserError with `file:line:column`, what is wrong and what was probably meant; up to five problems at once.
 */
export function parseConfig(text: string, file: string): Config {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const fail: Fail = (what, hint, offset) => {
    if (offset === undefined) return new UserError('config', `${plain(file)}: ${what}`, hint);
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return new UserError('config', `${plain(file)}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${what}`, hint);
  };
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw fail('the file is larger than 256 KB', 'A configuration has a few dozen lines. Is this the right file?');
  try {
    const doc = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
      uniqueKeys: false,
      customTags: null,
      merge: false,
    });
    const broken = doc.errors[0] ?? doc.warnings[0];
    // The parser recurses; a file of nothing but opening brackets ends its stack, which it reports as an error like any other.
    if (broken?.message.startsWith('Maximum call stack'))
      throw fail(TOO_DEEP, 'A configuration has three levels. Is this the right file?', broken.pos[0]);
    if (broken)
      throw fail(SYNTAX[broken.code] ?? plain(broken.message), 'Write `key: value`, two spaces per level, no tabs.', broken.pos[0]);
    refuseTricks(doc, fail);
    return read(doc, fail);
  } catch (error) {
    // Thrown where the parse went through and the walk over it did not, and for an alias that leads nowhere or multiplies.
    if (error instanceof RangeError) throw fail(TOO_DEEP, 'A configuration has three levels. Is this the right file?');
    if (error instanceof ReferenceError) throw fail('an alias (*name) leads nowhere or repeats too much', WRITE_OUT);
    throw error;
  }
}

const TOO_DEEP = 'it is nested too deep';

type Fail = (what: string, hint: string, offset?: number) => UserError;

/** Words for what the YAML parser reports most; its own message serves for the rest. */
const SYNTAX: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'tags such as !name are not allowed here',
  MULTIPLE_DOCS: 'there is a second document after ---',
  TAB_AS_INDENT: 'a tab stands where spaces belong',
};

function read(doc: Yaml.Document.Parsed, fail: Fail): Config {
  const data: unknown = doc.toJS({ maxAliasCount: MAX_ALIASES });
  if (data === null || data === undefined) return defaultConfig();
  const parsed = configSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, data)).slice(0, MOST);
  const placed = problems
    .map((problem) => ({ ...problem, offset: offsetOf(doc, problem.path, problem.atKey) }))
    .sort((a, b) => a.offset - b.offset);
  const lines = placed.slice(0, SHOWN).map(({ what, hint, offset }) => fail(what, hint, offset));
  const rest = parsed.error.issues.length > SHOWN ? '\n(and more)' : '';
  throw new UserError('config', lines.map((line) => line.message).join('\n') + rest, lines[0]?.hint ?? SEE_GUIDE);
}

/** JSON Schema of launch-ready.yaml, for editors. */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input' });
  return { $schema, $id: 'https://launch-ready.dev/schema/config.json', title: 'Launch Ready configuration', ...rest };
}

const WRITE_OUT = 'Write the value out where it is needed.';
const SEE_GUIDE = 'docs/guide/config.md shows every key with an example.';

interface Problem {
  path: readonly PropertyKey[];
  /** True when the key itself is wrong, not its value. */
  atKey: boolean;
  what: string;
  hint: string;
}

/** What one schema issue means to the person who wrote the file. Values are never repeated but where they choose from a list. */
function explain(issue: z.core.$ZodIssue, data: unknown): Problem[] {
  const { path } = issue;
  const name = nameOf(path);
  const say = (what: string, hint: string = SEE_GUIDE): Problem[] => [{ path, atKey: false, what: `${name} ${what}`, hint }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST).map((key) => {
        const known = keysAt(path);
        const close = nearest(key, known);
        const where = path.length === 0 ? '' : ` in ${name}`;
        return {
          path: [...path, key],
          atKey: true,
          what: `there is no key "${plain(key)}"${where}`,
          hint: close ? `Did you mean \`${close}\`?` : `The keys are: ${known.join(', ')}.`,
        };
      });
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const typed = valueAt(data, path);
      const close = typeof typed === 'string' ? nearest(typed, choices) : undefined;
      const shown = typeof typed === 'string' ? `"${plain(typed)}"` : kindOf(typed);
      if (typed === undefined) return say('is missing', `Choose one of: ${choices.join(', ')}.`);
      return say(`cannot be ${shown}`, close ? `Did you mean \`${close}\`?` : `Choose one of: ${choices.join(', ')}.`);
    }
    case 'invalid_type': {
      const typed = valueAt(data, path);
      if (typed === undefined) return say('is missing');
      if (typed === null) return say('is empty', 'Put something behind it, or delete the line.');
      return say(
        `must be ${WORDS[issue.expected] ?? issue.expected}, not ${kindOf(typed)}`,
        typeof typed === 'number' && issue.expected === 'string' ? 'Put it in quotes.' : SEE_GUIDE,
      );
    }
    case 'invalid_format':
      return say(
        `must be ${FORMATS[issue.format] ?? (issue.message.startsWith('Invalid') ? 'written with letters, digits, dots, dashes and underscores' : issue.message)}`,
        hostHint(valueAt(data, path)),
      );
    case 'too_small':
      if (issue.origin === 'array') return say(`needs at least ${issue.minimum} item${issue.minimum === 1 ? '' : 's'}`);
      return say(
        issue.origin === 'string'
          ? `needs at least ${issue.minimum} characters`
          : `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`,
      );
    case 'too_big':
      return say(`must be at most ${issue.maximum}`);
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
      return say('does not fit');
    default:
      return issue satisfies never;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (lines that begin with "- ")',
  object: 'a group of keys',
  record: 'a group of keys',
};

const FORMATS: Readonly<Record<string, string>> = {
  url: 'a full address such as https://app.acme.com/login',
  date: 'a date such as 2027-01-31',
};

/** The host name inside something that was meant as one: `https://Acme.com/x` means `acme.com`. */
function hostHint(typed: unknown): string {
  if (typeof typed !== 'string' || typed.length > 300) return SEE_GUIDE;
  const host = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`)?.hostname;
  return host !== undefined && host !== typed && configSchema.shape.domain.safeParse(host).success
    ? `Did you mean \`${host}\`?`
    : SEE_GUIDE;
}

/** How a person calls a place: `mail.sends`, `role` of hosts item 1, item 2 of `only`. */
function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the configuration';
  const at = path.findIndex((part) => typeof part === 'number');
  const dotted = (parts: readonly PropertyKey[]): string => parts.map((part) => plain(String(part))).join('.');
  if (at === -1) return `\`${dotted(path)}\``;
  const item = Number(path[at]) + 1;
  const inner = path.slice(at + 1);
  return inner.length === 0
    ? `item ${item} of \`${dotted(path.slice(0, at))}\``
    : `\`${dotted(inner)}\` of ${dotted(path.slice(0, at))} item ${item}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'a group of keys', undefined: 'missing' }[
      typeof value as string
    ] ?? 'this'
  );
}

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

function keysAt(path: readonly PropertyKey[]): string[] {
  let node: SchemaNode | undefined = z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode; // as: only the two members used here
  for (const part of path) node = typeof part === 'number' ? node?.items : node?.properties?.[String(part)];
  return Object.keys(node?.properties ?? {});
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value !== null && typeof value === 'object' && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined),
    data,
  );
}

/** Refuses keys that stand twice and more than a few aliases; one walk, linear in the size of the file. */
function refuseTricks(doc: Yaml.Document.Parsed, fail: Fail): void {
  const { isScalar, visit } = yaml();
  let aliases = 0;
  visit(doc, {
    Alias(_key, node) {
      aliases += 1;
      if (aliases > MAX_ALIASES) throw fail(`it uses more than ${MAX_ALIASES} aliases (*name)`, WRITE_OUT, node.range?.[0]);
    },
    Map(_key, node) {
      const keys = new Set<unknown>();
      for (const { key } of node.items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) throw fail(`the key "${plain(String(key.value))}" stands here twice`, 'Keep one of them.', key.range?.[0]);
        keys.add(key.value);
      }
    },
  });
}

/** Where a path stands in the text: the key, the value, or the nearest thing around it that exists. */
function offsetOf(doc: Yaml.Document.Parsed, path: readonly PropertyKey[], atKey: boolean): number {
  const { isAlias, isMap, isPair, isScalar } = yaml();
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last));
      const key = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      const value = isScalar(pair?.value) || isAlias(pair?.value) ? pair.value.range?.[0] : undefined;
      if (key !== undefined) return atKey || length < path.length ? key : (value ?? key);
    }
    const node: unknown = doc.getIn(path.slice(0, length), true);
    if (node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}

/** Untrusted text for a message: one line, no control characters, at most 80 characters. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
