import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

import type { CodeFacts } from '../../parsers/code/rules.ts';
import type { EnvUsage } from '../../parsers/env-usage.ts';
import type { BuildSettings } from '../../parsers/setup/build-settings.ts';

/** Reads code in a process of its own. */
export interface CodeReader extends AsyncDisposable {
  /** The variables a file reads; `parsed: false` where the parser gave up or died on it. */
  variables(file: string, text: string): Promise<EnvUsage>;
  /** The handlers of requests in a file and what every rule found; null where the parser gave up or died on it. */
  facts(file: string, text: string): Promise<CodeFacts | null>;
  /** The settings of a build that is configured in code; null where the parser gave up or died on it. */
  build(file: string, text: string): Promise<BuildSettings | null>;
  /** Time for which its files have waited for those of other readers, ms. */
  waited(): number;
}

/** What is asked of the process, one line of JSON each. */
export interface Question {
  want: 'variables' | 'facts' | 'build';
  file: string;
  text: string;
}

/** Time for one file, ms. */
const PATIENCE = 15_000;
/** Times the process may die before the rest is left unread. */
const DEATHS = 20;
const NOTHING: EnvUsage = { reads: [], dynamic: [], helpers: [], calls: [], parsed: false };
/** All that the process gets of the environment: whether, and where, compiled code is kept. */
const CACHE = ['TMPDIR', 'NODE_COMPILE_CACHE', 'NODE_DISABLE_COMPILE_CACHE'] as const;
const MAIN = join(import.meta.dirname, `code-reader-main${extname(import.meta.filename)}`);

interface Running {
  child: ChildProcessWithoutNullStreams;
  lines: Interface;
}

/** One process for all that read code at a time, one file after the other: to start it takes longer than to read most checkouts. */
let running: Running | undefined;
let readers = 0;
let turn: Promise<unknown> = Promise.resolve();

/**
 * The parser is native code, and a file of a stranger that is nested deep enough ends its process: so it has one of its own, which is
 * started when it is first needed and again after a file has killed it. It is gone with the last reader.
 */
export function codeReader(signal: AbortSignal): CodeReader {
  let deaths = 0;
  let waited = 0;
  readers += 1;
  const ask = (question: Question): Promise<string | null> => {
    const since = performance.now();
    const answer = turn.then(async () => {
      waited += performance.now() - since;
      signal.throwIfAborted();
      if (deaths > DEATHS) return null;
      const line = await answerTo(question, signal);
      if (line !== null) return line;
      stop();
      deaths += 1;
      signal.throwIfAborted();
      return null;
    });
    turn = answer.catch(() => undefined);
    return answer;
  };
  return {
    async variables(file, text) {
      const answer = await ask({ want: 'variables', file, text });
      return answer === null ? NOTHING : (JSON.parse(answer) as EnvUsage); // as: code-reader-main.ts writes it
    },
    async facts(file, text) {
      const answer = await ask({ want: 'facts', file, text });
      return answer === null ? null : (JSON.parse(answer) as CodeFacts | null); // as: code-reader-main.ts writes it
    },
    async build(file, text) {
      const answer = await ask({ want: 'build', file, text });
      return answer === null ? null : (JSON.parse(answer) as BuildSettings | null); // as: code-reader-main.ts writes it
    },
    waited: () => waited,
    async [Symbol.asyncDispose]() {
      readers -= 1;
      if (readers === 0) stop();
    },
  };
}

/** The line that the process answers with; null where it died on the file, took too long, or nobody waits any more. */
function answerTo(question: Question, signal: AbortSignal): Promise<string | null> {
  const { child, lines } = (running ??= start());
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(null), PATIENCE);
    const done = (line: string | null): void => {
      clearTimeout(timer);
      child.off('close', dead);
      lines.off('line', done);
      signal.removeEventListener('abort', dead);
      resolve(line);
    };
    const dead = (): void => done(null);
    child.once('close', dead);
    lines.once('line', done);
    signal.addEventListener('abort', dead);
    child.stdin.write(`${JSON.stringify(question)}\n`);
  });
}

function stop(): void {
  running?.lines.close();
  running?.child.kill('SIGKILL');
  running = undefined;
}

function start(): Running {
  const { execPath, env } = globalThis.process;
  const cache = Object.fromEntries(CACHE.map((name) => [name, env[name]]));
  const child = spawn(execPath, [MAIN], { stdio: ['pipe', 'pipe', 'pipe'], env: cache });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  return { child, lines: createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }) };
}
