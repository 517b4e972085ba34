import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import type { Arguments } from './arguments.ts';
import { flagsOf, type VerbGrammar } from './flags.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** `launch-ready completion <shell>`: prints the script, or with --json an object that holds it. */
export function printCompletion({ positional, flags }: Arguments, verbs: readonly VerbGrammar[]): number {
  const shell = SHELLS.find((each) => each === positional);
  if (!shell) {
    const close = positional === undefined ? undefined : nearest(positional, SHELLS);
    throw new UserError(
      'unknown-shell',
      positional === undefined
        ? `Say which shell: ${SHELLS.join(', ')}.`
        : `Completion is for ${SHELLS.join(', ')}; "${positional}" is none of them.`,
      close ? `Did you mean ${close}?` : 'Example: launch-ready completion bash >> ~/.bashrc',
    );
  }
  const script = renderCompletion(shell, verbs);
  process.stdout.write(flags['json'] === true ? `${JSON.stringify({ shell, script }, null, 2)}\n` : script);
  return 0;
}

/** The completion script of a shell, for verbs, flags and the values a flag can have. */
function renderCompletion(shell: Shell, verbs: readonly VerbGrammar[]): string {
  switch (shell) {
    case 'bash':
      return bash(verbs);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`;
    case 'fish':
      return fish(verbs);
    default:
      return shell satisfies never;
  }
}

function bash(verbs: readonly VerbGrammar[]): string {
  const cases = verbs.map((verb) => {
    const values = flagsOf(verb).filter((flag) => flag.choices);
    const inner = values.map(
      (flag) => `      --${flag.name}) COMPREPLY=($(compgen -W "${flag.choices?.join(' ')}" -- "$word")); return ;;`,
    );
    return [
      `  ${verb.name.includes(' ') ? `"${verb.name}"` : `"${verb.name}"*`})`,
      '    case "$previous" in',
      ...inner,
      '    esac',
      `    COMPREPLY=($(compgen -W "${flagsOf(verb)
        .map((flag) => `--${flag.name}`)
        .join(' ')}" -- "$word") $(compgen -f -- "$word")) ;;`,
    ].join('\n');
  });
  const first = [...new Set(verbs.map((verb) => verb.name.split(' ')[0]!))];
  const families = first.flatMap((word) => {
    const seconds = verbs.flatMap((verb) => (verb.name.startsWith(`${word} `) ? [verb.name.slice(word.length + 1)] : []));
    return seconds.length === 0
      ? []
      : [
          `  if [ "$COMP_CWORD" -eq 2 ] && [ "\${COMP_WORDS[1]}" = ${word} ]; then COMPREPLY=($(compgen -W "${seconds.join(' ')}" -- "$word")); return; fi`,
        ];
  });
  return [
    '_launch_ready() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${first.join(' ')}" -- "$word")); return; fi`,
    ...families,
    '  case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in',
    ...cases,
    '  esac',
    '}',
    'complete -F _launch_ready launch-ready',
    '',
  ].join('\n');
}

function fish(verbs: readonly VerbGrammar[]): string {
  const quote = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const first = [...new Set(verbs.map((verb) => verb.name.split(' ')[0]!))];
  const lines = [
    ...first.map((word) => {
      const does =
        verbs.find((verb) => verb.name === word)?.does ??
        verbs
          .filter((verb) => verb.name.startsWith(`${word} `))
          .map((verb) => verb.name.slice(word.length + 1))
          .join(', ');
      return `complete -c launch-ready -n __fish_use_subcommand -f -a ${word} -d ${quote(does)}`;
    }),
    ...verbs.flatMap((verb) => {
      const [word, second] = verb.name.split(' ');
      const within =
        second === undefined
          ? `__fish_seen_subcommand_from ${word}`
          : `__fish_seen_subcommand_from ${word}; and __fish_seen_subcommand_from ${second}`;
      return [
        ...(second === undefined
          ? []
          : [`complete -c launch-ready -n '__fish_seen_subcommand_from ${word}' -f -a ${second} -d ${quote(verb.does)}`]),
        ...flagsOf(verb).map((flag) => {
          const values = flag.choices ? ` -x -a ${quote(flag.choices.join(' '))}` : flag.type === 'boolean' ? '' : ' -r';
          return `complete -c launch-ready -n '${within}' -l ${flag.name}${values} -d ${quote(flag.about)}`;
        }),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}
