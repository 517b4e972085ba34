import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import { readArguments } from './arguments.ts';
import { VERBS } from './grammar.ts';
import { renderFamilyHelp, renderHelp, renderVerbHelp } from './help.ts';

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

/** Tells what went wrong and returns the exit code. */
async function fail(error: unknown, argv: readonly string[]): Promise<number> {
  const { failure } = await import('./failure.ts');
  const { code, stdout, stderr } = failure(error, argv);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return code;
}

// A closed pipe (`| head`) loses the rest of the text, but neither the run nor its exit code: a no-go stays one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const argv = process.argv.slice(2);
// Node would print the error as it is, and errors repeat what strangers said.
process.once('uncaughtException', (error) => void crash(error));

async function crash(error: unknown): Promise<never> {
  process.exit(await fail(error, argv));
}
process.exitCode = await main(argv).catch((error: unknown) => fail(error, argv));
