import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { loadVerb } from '../app/verbs.ts';
import { UserError } from '../core/errors.ts';
import { type Io, unpaced } from '../core/io.ts';
import { checkOut } from '../lab/checkout.ts';
import type { Lab } from '../lab/index.ts';
import type { Arguments } from './arguments.ts';
import { flagsOf, type VerbGrammar } from './flags.ts';
import { VERBS } from './grammar.ts';
import { realIo } from './io.ts';
import { present } from './present.ts';
import { talk } from './talk.ts';

/** Runs a verb in the real world or in a lab scenario, prints what it gives, and returns the exit code. */
export async function runVerb(grammar: VerbGrammar, given: Arguments, signal: AbortSignal): Promise<number> {
  if (grammar.name === 'lab' && given.positional !== undefined) {
    const { runLab } = await import('./lab.ts');
    return runLab(given, signal);
  }
  if (grammar.name === 'logs redact') {
    const { redactLogs } = await import('./logs.ts');
    return redactLogs(given, signal);
  }
  if (grammar.name === 'completion') {
    const { printCompletion } = await import('./completion.ts');
    return printCompletion(given, VERBS);
  }
  checkOutput(given);
  if (given.flags['jsonl'] === true) refuseBesideList(given);
  const verb = await loadVerb(grammar.name);
  const input: Record<string, unknown> = { ...inputOf(grammar, given) };
  const real = realIo(
    {
      ...(Array.isArray(given.flags['resolver']) ? { resolver: given.flags['resolver'] } : {}),
      ...(Array.isArray(given.flags['ca']) ? { ca: given.flags['ca'] } : {}),
      ...(Array.isArray(given.flags['connect-to']) ? { connectTo: given.flags['connect-to'] } : {}),
      allowPrivate: given.flags['allow-private'] === true,
    },
    signal,
  );
  const scenario = given.flags['lab'];
  if (typeof scenario !== 'string') return runIn(real);

  const { startNamed } = await import('./lab.ts');
  await using lab = await startNamed(scenario);
  await using repository = unpack(lab);
  const isTold = input['target'] !== undefined || input['from'] !== undefined;
  if (takes(grammar, 'target') && !isTold) input['target'] = grammar.positional?.many === true ? [lab.domain] : lab.domain;
  if (takes(grammar, 'repo') && !isTold && input['repo'] === undefined && repository.path !== undefined) input['repo'] = repository.path;
  const { resolver, roots, ca, route, allowPrivate, env } = lab;
  // What only the person can do, the scenario's founder does; what is a decision stays with whoever sits here.
  const ask: Io['ask'] = (question) => (question.task ? lab.founder(question.task) : real.ask(question));
  // Programs are found as ever; everything else of the environment is the scenario's, so that no real token reaches a pretend world.
  const own = { PATH: real.env['PATH'], HOME: real.env['HOME'] };
  return await runIn({ ...real, resolver, roots, ca, route, allowPrivate, env: { ...own, ...env }, ask, pace: unpaced }, lab.domain);

  async function runIn(io: Io, domain?: string): Promise<number> {
    const parsed = verb.takes.safeParse(input);
    if (!parsed.success) throw wrongInput(grammar, parsed.error);
    if (grammar.name === 'mcp') return runMcp(io, domain);
    if (grammar.name === 'serve' || grammar.name === 'worker') {
      const { runServe, runWorker } = await import('./serve.ts');
      return grammar.name === 'worker' ? runWorker(parsed.data, io) : runServe(parsed.data, io, given.flags['json'] === true);
    }
    if (given.flags['jsonl'] === true) return (await import('./list.ts')).printList(parsed.data, io);
    using talking = talk({ quiet: given.flags['quiet'] === true });
    const gave: unknown = await verb.run(parsed.data, io, talking.tell);
    talking.end();
    return present(verb, gave, given, parsed.data, io);
  }
}

/** Serves the tools for coding agents until the agent leaves. */
async function runMcp(io: Io, target: string | undefined): Promise<number> {
  const { serveMcp } = await import('../mcp/serve.ts');
  await serveMcp({ io, folder: process.cwd(), ...(target === undefined ? {} : { target }) });
  return 0;
}

/** A list is audited as it is, one line for each domain: nothing that belongs to one audit has a meaning beside it. */
function refuseBesideList({ flags, positional }: Arguments): void {
  if (flags['from'] === undefined)
    throw new UserError('no-list', '--jsonl needs a list of domains.', 'Name it: `launch-ready audit --from domains.txt --jsonl`.');
  const other = ['json', 'format', 'output', 'save', 'all', 'config', 'repo', 'browser', 'replay', 'logs'].find(
    (name) => flags[name] !== undefined,
  );
  const said = positional ?? (other === undefined ? undefined : `--${other}`);
  if (said === undefined) return;
  throw new UserError('list-and-more', `--jsonl audits the list of --from alone, so ${said} has no meaning beside it.`, 'Leave one out.');
}

/** Refuses what would only fail after the work is done: two formats at once, and files in folders that are not there. */
function checkOutput({ flags }: Arguments): void {
  const { format, json, output, save } = flags;
  if (json === true && format !== undefined && format !== 'json')
    throw new UserError('two-formats', `--json and --format ${String(format)} contradict each other.`, 'Leave one of them out.');
  for (const file of [output, save]) {
    if (typeof file !== 'string') continue;
    const folder = dirname(resolve(file));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UserError(
        'no-such-folder',
        `${file} cannot be written: there is no folder ${folder}.`,
        'Make the folder first, or choose another.',
      );
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw new UserError('file-unwritable', `${file} is a folder.`, `Name a file in it, such as ${join(file, 'report.html')}.`);
  }
}

/** The flags and the positional as the verb's `takes` names them; `file` flags become the name and the text of the file. */
function inputOf(grammar: VerbGrammar, given: Arguments): Record<string, unknown> {
  const own = Object.fromEntries(
    grammar.flags.flatMap((flag) => {
      const value = given.flags[flag.name];
      if (value === undefined) return [];
      return [[flag.name, flag.type === 'file' ? { name: String(value), text: readText(String(value)) } : value]];
    }),
  );
  if (grammar.positional === undefined || given.positional === undefined) return own;
  return { ...own, [grammar.positional.name]: grammar.positional.many === true ? given.positionals : given.positional };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError('file-unreadable', `${file} cannot be read: ${(error as Error).message}`, 'Check the path.');
  }
}

function takes(grammar: VerbGrammar, name: string): boolean {
  return grammar.positional?.name === name || flagsOf(grammar).some((flag) => flag.name === name);
}

function wrongInput(grammar: VerbGrammar, error: z.ZodError): UserError {
  const issue = error.issues[0];
  return new UserError(
    'wrong-input',
    `${issue?.path.join('.') || 'The input'}: ${issue?.message ?? 'invalid'}`,
    `See \`launch-ready ${grammar.name} --help\`.`,
  );
}

/** The scenario's repository as a checkout with every file tracked, gone when the run ends. */
function unpack(lab: Lab): AsyncDisposable & { path: string | undefined } {
  const path = lab.scenario.repository === undefined ? undefined : mkdtempSync(join(tmpdir(), 'launch-ready-'));
  if (path !== undefined) checkOut(lab.scenario, path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      if (path !== undefined) rmSync(path, { recursive: true, force: true });
    },
  };
}
