import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type Config, defaultConfig } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import { findConfig } from './target.ts';

/** The `repo` input of every verb that works on a checkout. */
export const repoInput = z.string().default('.').describe('The folder of the checkout, with its launch-ready.yaml');

/** A checkout with its configuration and the folder where Launch Ready keeps what it must remember. */
export interface Workspace {
  /** Absolute path. */
  root: string;
  /** `launch-ready.yaml` of the folder, or the defaults. */
  config: Config;
  /** `.launch-ready` below the root; made by whoever writes into it first. */
  state: string;
}

/** Opens the checkout that a verb was given. Throws a UserError where there is no such folder. */
export function openWorkspace(repo: string): Workspace {
  const root = resolve(repo);
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new UserError('no-such-folder', `There is no folder ${repo}.`, 'Give the folder of a checkout, such as `.`');
  return { root, config: findConfig(root)?.config ?? defaultConfig(), state: join(root, '.launch-ready') };
}

/** Makes the folder that Launch Ready keeps its memory in, out of git's sight, where it is not there yet. */
export function makeState(state: string): void {
  if (existsSync(state)) return;
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, '.gitignore'), '*\n');
}

/** The key by which a workspace proves that domains are its own: made once, and kept in its `.launch-ready`. */
export function controlKey(state: string): string {
  const file = join(state, 'control.key');
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    makeState(state);
    const key = randomBytes(24).toString('hex');
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    throw new UserError('no-control-key', `${file} cannot be kept: ${(error as Error).message}`, 'Check that the folder is yours.');
  }
}

/** Writes a file that the person asked for, its folder made where needed; throws a UserError where that is not possible. */
export function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError('file-unwritable', `${file} cannot be written: ${(error as Error).message}`, 'Check that the folder is yours.');
  }
}
