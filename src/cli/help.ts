import type { Stage } from '../core/verb.ts';
import { wrap } from '../reports/columns.ts';
import { type Flag, flagsOf, GLOBAL_FLAGS, type VerbGrammar } from './flags.ts';

const WIDTH = 80;

const STAGE_TITLES = [
  ['audit', 'Audit: may I ship?'],
  ['fix', 'Fix'],
  ['ship', 'Ship'],
  ['watch', 'Watch'],
  ['hand over', 'Hand over'],
  ['more', 'More'],
] as const satisfies readonly (readonly [Stage, string])[];

/** The help of the whole tool. */
export function renderHelp(verbs: readonly VerbGrammar[], version: string): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length)) + 2;
  return [
    `launch-ready ${version}: can I ship today, and if not, what do I fix first?`,
    '',
    'Usage: launch-ready <command> [options]',
    '',
    ...STAGE_TITLES.flatMap(([stage, title]) => {
      const own = verbs.filter((verb) => verb.stage === stage);
      return own.length === 0 ? [] : [title, ...own.flatMap((verb) => columns(verb.name, verb.does, width)), ''];
    }),
    'Examples',
    '  launch-ready audit acme.com          may I ship?',
    '  launch-ready audit --lab ai-built-mess   see it on a broken product',
    '  launch-ready audit --help            options of one command',
    '',
    'Exit codes: 0 go, 1 no-go, 2 wrong use, 3 could not check.',
    '',
  ].join('\n');
}

/** The help of verbs that share their first word. */
export function renderFamilyHelp(word: string, verbs: readonly VerbGrammar[]): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length)) + 2;
  return [
    `Usage: launch-ready ${word} <command> [options]`,
    '',
    'Commands',
    ...verbs.flatMap((verb) => columns(verb.name, verb.does, width)),
    '',
    'Examples',
    ...verbs.map((verb) => `  ${verb.examples[0]}`),
    '',
  ].join('\n');
}

/** The help of one verb. */
export function renderVerbHelp(verb: VerbGrammar): string {
  const flags = flagsOf(verb);
  const own = flags.slice(0, flags.length - GLOBAL_FLAGS.length);
  const width = Math.max(...flags.map((flag) => usage(flag).length)) + 2;
  const list = (title: string, some: readonly Flag[]): string[] =>
    some.length === 0 ? [] : ['', title, ...some.flatMap((flag) => columns(usage(flag), told(flag), width))];
  return [
    ...wrap(verb.does, WIDTH),
    '',
    `Usage: launch-ready ${verb.name}${verb.positional ? ` [${verb.positional.name}]` : ''} [options]`,
    ...(verb.positional ? ['', ...columns(`[${verb.positional.name}]`, verb.positional.about, width)] : []),
    ...list('Options', own),
    ...list('Options of every command', GLOBAL_FLAGS),
    '',
    'Examples',
    ...verb.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

function usage(flag: Flag): string {
  const value = { boolean: '', string: ' <value>', list: ' <a,b>', file: ' <file>' }[flag.type];
  return `${flag.short ? `-${flag.short}, ` : ''}--${flag.name}${value}`;
}

function told(flag: Flag): string {
  return flag.choices ? `${flag.about}: ${flag.choices.join(', ')}` : flag.about;
}

/** Two columns, the second wrapped. */
function columns(left: string, right: string, width: number): string[] {
  return wrap(right, WIDTH - 2 - width).map((text, index) => `  ${(index === 0 ? left : '').padEnd(width)}${text}`);
}
