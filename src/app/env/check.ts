import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { redact, redactText } from '../../redact/redact.ts';
import { renderEnvCheck } from '../../reports/env.ts';
import { readOwn, writeOwn } from '../secrets/files.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { exampleFiles, exampleText } from './example.ts';
import { gatherEnvironment } from './gather.ts';
import { type EnvProblem, judgeEnvironment } from './judge.ts';
import { liveSettings } from './live.ts';
import { VALIDATOR_MARK, type Validator, validators } from './validator.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  live: z.boolean().optional().describe('Ask the platform that releases go to which names are set there'),
  write: z.boolean().default(false).describe('Add missing names to .env.example'),
  validator: z.boolean().default(false).describe('Write a module for each app that stops a start without its variables, in its own stack'),
});

/** What a check of the environment gives; `--json` prints it. */
export interface EnvChecked {
  problems: EnvProblem[];
  /** Environments and how many variables each has; names that are needed; reads whose name is made up while running. */
  environments: { environment: string; from: string; variables: number }[];
  required: number;
  dynamic: { file: string; line: number }[];
  /** Files that were too large, or for which there was no time; the first of them, and how many. */
  skipped: { files: string[]; count: number };
  written: string[];
}

/** `launch-ready env check`: will the app find its variables where it runs? */
export const envCheck = defineVerb<z.output<typeof takes>, EnvChecked>({
  name: 'env check',
  does: 'Hold the variables that code reads against every environment',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<EnvChecked>(),
  examples: [
    'launch-ready env check',
    'launch-ready env check --live',
    'launch-ready env check --write',
    'launch-ready env check apps/web --write --validator',
    'launch-ready env check --json',
  ],
  async run({ repo, live = false, write, validator }, io, tell) {
    const workspace = openWorkspace(repo);
    tell({ is: 'asking', text: 'the code for the variables it reads' });
    const gathered = await gatherEnvironment(workspace, io.signal, io.now());
    const { seen } = gathered;
    const say = (text: string): void => tell({ is: 'asking', text: redactText(text).slice(0, 200) });
    const settings = live ? await liveSettings(workspace, gathered, { io, say }) : gathered.settings;
    const written: string[] = [];
    const documented: string[] = [];
    for (const path of write ? exampleFiles(seen) : []) {
      const before = readOwn(join(workspace.root, path));
      const text = exampleText(seen, before, path);
      documented.push(path);
      if (text === before || (before === null && !text.includes('='))) continue;
      writeOwn(join(workspace.root, path), text);
      written.push(path);
    }
    if (validator) written.push(...validators(seen).flatMap((each) => writeValidator(workspace.root, each)));
    // What is written down now is documented, used or not.
    const before = { ...seen, files: seen.files.filter(({ path }) => !documented.includes(path)) };
    const problems = judgeEnvironment(write ? before : seen, settings).filter(({ is }) => !(write && is === 'undocumented'));
    const required = new Set(
      seen.reads.filter((read) => read.for === 'app' && read.provided === null && !read.optional).map(({ name }) => name),
    );
    const environments = settings.map(({ environment, from, values }) => ({ environment, from, variables: values.size }));
    const dynamic = seen.dynamic.slice(0, 20).map(({ file, line }) => ({ file, line }));
    const skipped = { files: seen.skipped.slice(0, 5), count: seen.skipped.length };
    return redact({ problems, environments, required: required.size, dynamic, skipped, written }) as EnvChecked; // as: redacting keeps the shape
  },
  shows: (gave, page) => renderEnvCheck(gave, page),
  exit: ({ problems }) => {
    if (problems.some(({ severity }) => severity === 'blocker' || severity === 'high')) return 1;
    return problems.some(({ is }) => is === 'no-production') ? 3 : 0;
  },
});

function writeValidator(root: string, { path, text }: Validator): string[] {
  const file = join(root, path);
  const before = readOwn(file);
  if (before === text) return [];
  if (before !== null && !before.slice(0, 200).includes(VALIDATOR_MARK))
    throw new UserError(
      'file-not-ours',
      `${path} is there already, and Launch Ready did not write it.`,
      'Rename it, then run the command again.',
    );
  writeOwn(file, text);
  return [path];
}
