import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import { readArguments } from './arguments.ts';
import { VERBS } from './grammar.ts';
import { renderFamilyHelp, renderHelp, renderVerbHelp } from './help.ts';

const USAGE = 2;
const BUG = 70;
const INTERRUPTED = 130;

/** Runs one command line and returns its exit code. Everything heavy is loaded after help and version have been answered. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...after] = argv;
  if (name === 'help' && after[0] !== undefined) return main([...after, '--help']);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return say(renderHelp(VERBS, VERSION));
  if (name === '--version' || name === '-v' || name === 'version') return say(`${VERSION}\n`);
  const two = VERBS.find((each) => each.name === `${name} ${after[0]}`);
  const verb = two ?? VERBS.find((each) => each.name === name);
  const rest = two ? after.slice(1) : after;
  if (!verb) {
    const family = VERBS.filter((each) => each.name.startsWith(`${name} `));
    if (family.length > 0 && (after[0] === undefined || after[0] === '--help' || after[0] === '-h'))
      return say(renderFamilyHelp(name, family));
    throw noSuchVerb(name, family.length > 0 ? after[0] : undefined);
  }
  const end = rest.indexOf('--');
  const own = end === -1 ? rest : rest.slice(0, end);
  if (own.includes('--help') || own.includes('-h')) return say(renderVerbHelp(verb));
  const given = readArguments(verb, rest);
  const { runVerb } = await import('./run.ts');
  return runVerb(verb, given, interruptible());
}

/** What to say of a command that is not there: the one that was probably meant. */
function noSuchVerb(name: string, second: string | undefined): UserError {
  const typed = second === undefined ? name : `${name} ${second}`;
  const names = VERBS.map((each) => each.name);
  const close = nearest(typed, second === undefined ? [...names, ...names.map((each) => each.split(' ')[0]!)] : names);
  return new UserError(
    'unknown-command',
    `There is no command "${typed}".`,
    close
      ? `Did you mean \`launch-ready ${close}\`?`
      : second === undefined && name.includes('.')
        ? `Did you mean \`launch-ready audit ${name}\`?`
        : `Run \`launch-ready ${second === undefined ? '' : `${name} `}--help\` for the list.`,
  );
}

/** Ends at the first Ctrl-C; a second one, more than a moment later, leaves at once. */
function interruptible(): AbortSignal {
  const stop = new AbortController();
  let since = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (since > 0 && Date.now() - since > 300) process.exit(INTERRUPTED);
      if (since === 0) since = Date.now();
      stop.abort(new UserError('interrupted', 'Stopped.', 'Nothing was changed.'));
    });
  }
  return stop.signal;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Tells what went wrong on stderr and, where `--json` asked for one object on stdout, there as well; returns the exit code. */
async function fail(error: unknown, argv: readonly string[]): Promise<number> {
  // What is refused is often repeated, and may hold what was pasted by mistake.
  const { redactText } = await import('../redact/redact.ts');
  if (error instanceof UserError && argv.includes('--json')) {
    const { code, message, hint } = error;
    say(`${JSON.stringify({ error: { code, message: redactText(message), hint: redactText(hint) } }, null, 2)}\n`);
  }
  if (!(error instanceof UserError)) {
    process.stderr.write(
      `This is a bug in launch-ready. Please report it with these lines:\n${redactText(String(error instanceof Error ? error.stack : error))}\n`,
    );
    return BUG;
  }
  if (error.code === 'interrupted') {
    process.stderr.write(`\n${error.message} ${error.hint}\n`);
    return INTERRUPTED;
  }
  process.stderr.write(redactText(`launch-ready: ${error.message}\n${error.hint}\n`));
  return USAGE;
}

// A closed pipe (`| head`) loses the rest of the text, but neither the run nor its exit code: a no-go stays one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const argv = process.argv.slice(2);
process.exitCode = await main(argv).catch((error: unknown) => fail(error, argv));
