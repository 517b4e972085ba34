import { readFileSync, realpathSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';

/** What a verb takes, as an agent gives it: a flag that names a file is the path of one; a flag of paths is left out, for whoever is at the keyboard; everything else is as it is. */
export function toolInput(takes: z.ZodType): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(shapeOf(takes))
        .filter(([, type]) => type.meta()?.['file'] !== 'path')
        .map(([name, type]) => [name, isFile(type) ? pathLike(type) : type]),
    ),
  );
}

/** The input of an agent as the verb takes it: files below `folder` are read. Throws a UserError for any other file. */
export function verbInput(takes: z.ZodType, given: Readonly<Record<string, unknown>>, folder: string): unknown {
  const shape = shapeOf(takes);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' && shape[name] && isFile(shape[name]) ? readBelow(folder, value) : value,
    ]),
  );
}

/** A file of the folder with its text; whatever lies outside, also behind a link, is not for an agent to name. */
function readBelow(folder: string, path: string): { name: string; text: string } {
  const full = resolve(folder, path);
  try {
    const real = realpathSync(full);
    const inside = relative(realpathSync(folder), real);
    if (inside.startsWith('..') || inside === '' || resolve(inside) === inside) throw outside(path);
    return { name: basename(path), text: readFileSync(join(realpathSync(folder), inside), 'utf8') };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'file-unreadable',
      `The file ${path} cannot be read.`,
      'Give the path of a file below the folder this server works in.',
    );
  }
}

function outside(path: string): UserError {
  return new UserError('file-outside', `The file ${path} is outside the folder this server works in.`, 'Copy it into the folder first.');
}

function pathLike(type: z.ZodType): z.ZodType {
  const path = z.string().describe(`${type.description ?? 'A file'}; a path below the folder this server works in`);
  return type.safeParse(undefined).success ? path.optional() : path;
}

function isFile(type: z.ZodType): boolean {
  return type.meta()?.['file'] === 'read';
}

function shapeOf(takes: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return (takes as z.ZodObject<Record<string, z.ZodType>>).shape; // as: every verb takes an object, which the generator relies on as well
}
