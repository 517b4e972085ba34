import { UserError } from '../core/errors.ts';
import { likeness } from '../redact/find/likeness.ts';
import { masker } from '../redact/known.ts';

const USAGE = 2;
const BUG = 70;
const INTERRUPTED = 130;

/** Words of a command line that are long enough to be a key, however it is coded; and with signs that also join plain words. */
const WORD = /[\w+%\\&#;~!$*^]{16}[\w+%\\&#;~!$*^]*/g;
const JOINED = /[\w+%\\&#;~!$*^./:@-]{16}[\w+%\\&#;~!$*^./:@-]*/g;
/** UUIDs, the shape of several providers' tokens, and phrases of a wallet. */
const SHAPED = /[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9-]{8}[a-f0-9-]*|[a-z]{3,8}(?: [a-z]{3,8}){11,23}/gi;

const GONE = new UserError('no-folder', 'The folder you are in has been removed.', 'Change to another one, and run it again.');

/** What is said of a command that failed. */
export interface Failure {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * What went wrong, for stderr and, where `--json` asked for one object on stdout, there as well. What is refused is often repeated, and
 * may hold what was pasted by mistake: whatever looks like a secret is masked, and typed words that read as a key, though no kind knows them.
 */
export function failure(thrown: unknown, argv: readonly string[]): Failure {
  const error = thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'uv_cwd' ? GONE : thrown;
  const mask = masker(argv.flatMap(keysIn));
  if (!(error instanceof UserError)) {
    const says = mask(String(error instanceof Error ? error.stack : error));
    return { code: BUG, stdout: '', stderr: `This is a bug in launch-ready. Please report it with these lines:\n${says}\n` };
  }
  const { code, message, hint } = error;
  const json = { error: { code, message: mask(message), hint: mask(hint) } };
  const stdout = argv.includes('--json') ? `${JSON.stringify(json, null, 2)}\n` : '';
  if (code === 'interrupted') return { code: INTERRUPTED, stdout, stderr: `\n${message} ${hint}\n` };
  return { code: USAGE, stdout, stderr: mask(`launch-ready: ${message}\n${hint}\n`) };
}

/** What in a typed word reads as a key rather than as a name, a domain or a path. */
function keysIn(typed: string): string[] {
  const words = (typed.match(WORD) ?? []).filter((word) => /\d/.test(word) || likeness(word) > 0);
  return [...words, ...(typed.match(SHAPED) ?? []), ...(typed.match(JOINED) ?? []).filter((word) => likeness(word) > 0)];
}
