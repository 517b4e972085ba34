import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../core/config-file.ts';
import { UserError } from '../core/errors.ts';
import { defineVerb } from '../core/verb.ts';
import { detect } from './init-detect.ts';
import { configText, type Detected } from './init-text.ts';
import { CONFIG_FILES, readTarget } from './target.ts';

const takes = z.strictObject({
  path: z.string().default('.').describe('The folder of the checkout').meta({ positional: true }),
  domain: z.string().optional().describe('The domain of the product; found in the files where they name it'),
  force: z.boolean().default(false).describe('Replace a launch-ready.yaml that is there'),
  print: z.boolean().default(false).describe('Only show what would be written'),
});

export interface Initialised {
  /** Absolute path of launch-ready.yaml. */
  file: string;
  /** What was written, or with `print` would be. */
  text: string;
  written: boolean;
  detected: Detected;
}

/** `launch-ready init`: writes a commented launch-ready.yaml with what can be found out, and everything else switched off. */
export const init = defineVerb<z.output<typeof takes>, Initialised>({
  name: 'init',
  does: 'Write a commented launch-ready.yaml with what can be found out',
  stage: 'audit',
  touches: 'network',
  takes,
  gives: z.custom<Initialised>(),
  examples: ['launch-ready init', 'launch-ready init --domain acme.com', 'launch-ready init --print', 'launch-ready init ../shop --force'],
  async run({ path, domain, force, print }, io, tell) {
    const root = resolve(path);
    if (!existsSync(root) || !statSync(root).isDirectory())
      throw new UserError('no-such-folder', `There is no folder ${path}.`, 'Give the folder of a checkout, such as `.`');
    const there = CONFIG_FILES.find((name) => existsSync(join(root, name)));
    const file = join(root, CONFIG_FILES[0]);
    if (there !== undefined && !print && !(force && there === CONFIG_FILES[0])) throw exists(there);
    const detected = await detect({ root, domain: domain === undefined ? undefined : domainOf(domain), io, tell });
    const text = configText(detected);
    // Whatever was found in files of strangers, only a file that reads back is written.
    parseConfig(text, file);
    if (!print) await write(file, text, force);
    tell({ is: 'done', text: print ? `Nothing was written; without --print it would be ${file}` : `Wrote ${file}` });
    return { file, text, written: !print, detected };
  },
  shows: ({ text }) => text,
});

function domainOf(typed: string): string {
  const { domain } = readTarget(typed, undefined);
  if (domain === undefined) throw new UserError('not-a-domain', `"${typed}" is not a domain.`, 'Try --domain acme.com');
  return domain;
}

/** Writes the file; without `force` never over one that came in the meantime. */
async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EEXIST') throw exists(CONFIG_FILES[0]);
    throw new UserError(
      'file-unwritable',
      `${file} cannot be written (${String(error.code)}).`,
      'Check that the folder is yours, or see the text with --print.',
    );
  }
}

function exists(name: string): UserError {
  return new UserError(
    'config-exists',
    `${name} exists already.`,
    name === CONFIG_FILES[0]
      ? 'See what init would write with --print, or replace it with --force.'
      : `Keep it, or delete it and run init again; --print shows what init would write.`,
  );
}
