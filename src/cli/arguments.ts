import { parseArgs } from 'node:util';
import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import { flagsOf, type VerbGrammar } from './flags.ts';

export interface Arguments {
  /** What stood where the verb's positional goes; the first of many. */
  positional: string | undefined;
  positionals: string[];
  flags: Record<string, string | boolean | string[]>;
  /** Everything after `--`. */
  rest: string[];
}

/** The arguments of one verb; throws a UserError that names the wrong word and the one that was probably meant. */
export function readArguments(verb: VerbGrammar, argv: readonly string[]): Arguments {
  const end = argv.indexOf('--');
  const own = end === -1 ? [...argv] : argv.slice(0, end);
  const flags = flagsOf(verb);
  const help = `See \`launch-ready ${verb.name} --help\`.`;
  const parsed = parseArgs({
    args: own,
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      flags.map((flag) => [
        flag.name,
        {
          type: flag.type === 'boolean' ? ('boolean' as const) : ('string' as const),
          multiple: flag.type === 'list',
          ...(flag.short ? { short: flag.short } : {}),
        },
      ]),
    ),
  });
  const positionals: string[] = [];
  const read: Arguments['flags'] = {};
  for (const token of parsed.tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.find((each) => each.name === token.name);
    if (!flag) {
      const close = nearest(
        token.name,
        flags.map((each) => each.name),
      );
      throw new UserError(
        'unknown-option',
        `There is no option ${token.rawName} for \`launch-ready ${verb.name}\`.`,
        close ? `Did you mean --${close}?` : help,
      );
    }
    if (flag.type === 'boolean') {
      if (token.value !== undefined) throw new UserError('option-value', `${token.rawName} takes no value.`, help);
      read[flag.name] = true;
      continue;
    }
    const value = token.value;
    if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--')))
      throw new UserError('option-value', `${token.rawName} needs a value.`, help);
    if (flag.choices && flag.type !== 'list' && !flag.choices.includes(value)) throw notAChoice(flag.name, value, flag.choices);
    if (flag.type !== 'list') {
      read[flag.name] = value;
      continue;
    }
    const items = value.split(',').filter((item) => item !== '');
    for (const item of items) if (flag.choices && !flag.choices.includes(item)) throw notAChoice(flag.name, item, flag.choices);
    const before = read[flag.name];
    read[flag.name] = [...(Array.isArray(before) ? before : []), ...items];
  }
  if (verb.positional?.many !== true && positionals.length > (verb.positional ? 1 : 0)) {
    throw new UserError(
      'too-many-arguments',
      `\`launch-ready ${verb.name}\` does not take "${positionals[verb.positional ? 1 : 0]}".`,
      help,
    );
  }
  return { positional: positionals[0], positionals, flags: read, rest: end === -1 ? [] : argv.slice(end + 1) };
}

function notAChoice(flag: string, value: string, choices: readonly string[]): UserError {
  const close = nearest(value, choices);
  return new UserError(
    'not-a-choice',
    `--${flag} does not know "${value}".`,
    close ? `Did you mean ${close}?` : `Choose from: ${choices.join(', ')}.`,
  );
}
