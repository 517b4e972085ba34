import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { redact } from '../../redact/redact.ts';
import { renderEnvCheck } from '../../reports/env.ts';
import { readOwn, writeOwn } from '../secrets/files.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { exampleText, VALIDATOR_MARK, validatorText } from './example.ts';
import { gatherEnvironment } from './gather.ts';
import { type EnvProblem, judgeEnvironment } from './judge.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  write: z.boolean().default(false).describe('Add missing names to .env.example'),
  validator: z.boolean().default(false).describe('Write env-required.mjs, which stops a start without its variables'),
});

/** What a check of the environment gives; `--json` prints it. */
export interface EnvChecked {
  problems: EnvProblem[];
  /** Environments and how many variables each has; names that are needed; reads whose name is made up while running. */
  environments: { environment: string; from: string; variables: number }[];
  required: number;
  dynamic: { file: string; line: number }[];
  written: string[];
}

export const EXAMPLE_FILE = '.env.example';
export const VALIDATOR_FILE = 'env-required.mjs';

/** `launch-ready env check`: will the app find its variables where it runs? */
export const envCheck = defineVerb<z.output<typeof takes>, EnvChecked>({
  name: 'env check',
  does: 'Hold the variables that code reads against every environment',
  stage: 'ship',
  touches: 'nothing',
  takes,
  gives: z.custom<EnvChecked>(),
  examples: [
    'launch-ready env check',
    'launch-ready env check --write',
    'launch-ready env check --write --validator',
    'launch-ready env check --json',
  ],
  async run({ repo, write, validator }, io, tell) {
    const workspace = openWorkspace(repo);
    tell({ is: 'asking', text: 'the code for the variables it reads' });
    const { seen, settings } = await gatherEnvironment(workspace, io.signal, io.now());
    const written: string[] = [];
    if (write) {
      const before = readOwn(join(workspace.root, EXAMPLE_FILE));
      const text = exampleText(seen, before);
      if (text !== before) {
        writeOwn(join(workspace.root, EXAMPLE_FILE), text);
        written.push(EXAMPLE_FILE);
      }
    }
    if (validator) written.push(...writeValidator(workspace.root, validatorText(seen)));
    const documented = write ? { ...seen, files: seen.files.filter(({ path }) => path !== EXAMPLE_FILE) } : seen;
    const problems = judgeEnvironment(documented, settings).filter(({ is }) => !(write && is === 'undocumented'));
    const required = new Set(
      seen.reads.filter((read) => read.for === 'app' && read.provided === null && !read.optional).map(({ name }) => name),
    );
    const environments = settings.map(({ environment, from, values }) => ({ environment, from, variables: values.size }));
    return redact({ problems, environments, required: required.size, dynamic: seen.dynamic.slice(0, 20), written }) as EnvChecked; // as: redacting keeps the shape
  },
  shows: (gave, page) => renderEnvCheck(gave, page),
  exit: ({ problems }) => {
    if (problems.some(({ severity }) => severity === 'blocker' || severity === 'high')) return 1;
    return problems.some(({ is }) => is === 'no-production') ? 3 : 0;
  },
});

function writeValidator(root: string, text: string): string[] {
  const file = join(root, VALIDATOR_FILE);
  const before = readOwn(file);
  if (before === text) return [];
  if (before !== null && !before.startsWith(VALIDATOR_MARK))
    throw new UserError(
      'file-not-ours',
      `${VALIDATOR_FILE} is there already, and Launch Ready did not write it.`,
      'Rename it, then run the command again.',
    );
  writeOwn(file, text);
  return [VALIDATOR_FILE];
}
