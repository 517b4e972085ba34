import { once } from 'node:events';
import { type GitOptions, reasonIn, spawnGit } from './git.ts';

/** Bytes of one record that are kept: trees can be nested until each of their paths is longer than all of their bytes. */
const LONGEST = 1_024;
/** Most records of one answer: a few trees that name each other many times stand for billions of paths. */
const MOST = 2_000_000;
/** Bytes of complaints that are kept. */
const COMPLAINTS = 64 * 1024;

/**
 * Gives the records of git's answer one at a time, so that no answer is in memory whole; `-z` in the arguments ends them with NUL, else with
 * a line feed. Those without bytes are left out and long ones cut; `skip` tells those that need not be read, and sees most of them. Returns why git failed or was stopped, undefined where all was read.
 */
export async function eachRecord(
  root: string,
  args: readonly string[],
  { options, skip, each }: { options: GitOptions; skip?: (bytes: Buffer, at: number) => boolean; each: (record: string) => void },
): Promise<string | undefined> {
  const git = spawnGit(root, args, options);
  const closed = once(git, 'close').catch((error: unknown) => [error]);
  git.on('error', () => undefined);
  git.stdin.on('error', () => undefined);
  git.stdin.end();
  let said = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < COMPLAINTS) said += text;
  });
  let isWhole = true;
  try {
    isWhole = await readRecords(git.stdout, { end: args.includes('-z') ? 0 : 10, skip, each });
  } finally {
    git.stdout.destroy();
    git.kill();
  }
  if (!isWhole) return `more than ${MOST.toLocaleString('en')} entries, and the rest was not read`;
  const [code] = await closed;
  options.signal.throwIfAborted();
  if (code === 0) return undefined;
  if (code instanceof Error) throw code;
  return reasonIn(said) ?? (code === null ? `no answer within ${options.ms / 1000} s` : `it ended with ${String(code)}`);
}

/** False where there are more than are read. */
async function readRecords(
  stdout: AsyncIterable<Buffer>,
  { end, skip, each }: { end: number; skip: ((bytes: Buffer, at: number) => boolean) | undefined; each: (record: string) => void },
): Promise<boolean> {
  let held = Buffer.alloc(0);
  let isCut = false;
  let count = 0;
  const take = (bytes: Buffer): void => {
    const room = LONGEST - held.length;
    isCut ||= bytes.length > room;
    if (room > 0 && bytes.length > 0) held = Buffer.concat([held, bytes.subarray(0, room)]);
  };
  const give = (): void => {
    if (held.length > 0) each(isCut ? `${held.toString('utf8')}…` : held.toString('utf8'));
    [held, isCut] = [Buffer.alloc(0), false];
  };
  for await (const chunk of stdout) {
    let from = 0;
    for (let at = chunk.indexOf(end); at !== -1; at = chunk.indexOf(end, from)) {
      count += 1;
      if (count > MOST) return false;
      // Nearly every record lies whole in one chunk.
      if (held.length === 0 && at - from <= LONGEST) {
        if (at > from && skip?.(chunk, from) !== true) each(chunk.toString('utf8', from, at));
      } else {
        take(chunk.subarray(from, at));
        give();
      }
      from = at + 1;
    }
    take(chunk.subarray(from));
  }
  give();
  return true;
}
