import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Workspace } from '../workspace.ts';
import { readOwn, writeOwn } from './files.ts';

/** How far the replacement of a leaked secret has come: the new value is in use, the old one is refused, and history holds it no longer. */
export const ROTATION = ['leaked', 'rotated', 'verified', 'purged'] as const;
export type Rotation = (typeof ROTATION)[number];

const schema = z.object({
  schema: z.literal(1),
  salt: z.string(),
  secrets: z.record(
    z.string(),
    z.object({
      state: z.enum(ROTATION),
      /** ISO date of the last step. */
      on: z.string(),
      /** Whether the step was seen, or is somebody's word. */
      by: z.enum(['seen', 'told']).optional(),
      /** Ids of its values that others have seen: once they are out of the files, history still holds them without their name. */
      ids: z.array(z.string()).optional(),
    }),
  ),
});
export type Memory = z.output<typeof schema>;

const file = ({ state }: Pick<Workspace, 'state'>): string => join(state, 'secrets.json');

/** What the checkout remembers of rotations; null where nothing was written yet. */
export function readMemory(workspace: Pick<Workspace, 'state'>): Memory | null {
  const text = readOwn(file(workspace));
  if (text === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // said below
  }
  throw new UserError(
    'memory-broken',
    `${file(workspace)} cannot be read as what Launch Ready wrote.`,
    'Restore it, or delete it to begin again.',
  );
}

/** Writes down how far the rotation of one secret is; the memory must be there, as every inventory leaves it. */
export function rememberRotation(
  workspace: Pick<Workspace, 'state'>,
  name: string,
  as: { state: Rotation; on: string; by: 'seen' | 'told' },
): void {
  const memory = readMemory(workspace);
  if (memory) writeMemory(workspace, { ...memory, secrets: { ...memory.secrets, [name]: { ...memory.secrets[name], ...as } } });
}

/** Writes down what is known of rotations; for this user alone. */
export function writeMemory(workspace: Pick<Workspace, 'state'>, memory: Memory): void {
  writeOwn(file(workspace), `${JSON.stringify(memory, null, 2)}\n`, 0o600);
}
