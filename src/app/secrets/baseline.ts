import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { IgnoredSecret } from '../../core/config-secrets.ts';
import { UserError } from '../../core/errors.ts';
import type { FoundSecret } from '../../core/secret.ts';
import type { Workspace } from '../workspace.ts';
import { readMemory } from './memory.ts';
import { readOwn, writeOwn } from './files.ts';

/** The baseline: accepted secrets of a checkout, committed beside the code. */
export const BASELINE = '.launch-ready-secrets.json';

const entry = z.object({
  id: z.string(),
  kind: z.string(),
  /** Where it stood when it was accepted; a help for people, never compared. */
  at: z.string(),
  reason: z.string().min(8),
  owner: z.string().min(1),
  until: z.iso.date(),
});
const schema = z.object({
  schema: z.literal(1),
  /** Key of the hashes that the ids are: without it nobody can try values out, with it the same secret is known again after a move. */
  salt: z.string().regex(/^[a-f0-9]{32,}$/),
  ignore: z.array(entry),
});
export type Baseline = z.output<typeof schema>;

/** The baseline of a checkout. Without a file it is empty, with the salt that the checkout remembers, or a new one. */
export function readBaseline(workspace: Workspace): Baseline {
  const text = readOwn(join(workspace.root, BASELINE));
  if (text === null) return { schema: 1, salt: readMemory(workspace)?.salt ?? randomBytes(16).toString('hex'), ignore: [] };
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'baseline-broken',
    `${BASELINE} cannot be used: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'it is no baseline'}.`,
    'Restore it from git, or delete it and accept what is fine with `launch-ready secrets scan --accept`.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What is left of the found secrets, what was left out, and exceptions that have ended or that nothing answers to any more. */
export interface Judged {
  found: FoundSecret[];
  suppressed: (IgnoredSecret & { kind: string })[];
  ended: IgnoredSecret[];
}

/** Holds found secrets against the exceptions of the baseline and of the configuration. Pure. */
export function judgeFound(found: readonly FoundSecret[], ignored: readonly IgnoredSecret[], now: Date): Judged {
  const today = now.toISOString().slice(0, 10);
  const active = new Map(ignored.filter(({ until }) => until >= today).map((each) => [each.id, each]));
  const endedIds = new Map(ignored.filter(({ until }) => until < today).map((each) => [each.id, each]));
  return {
    found: found.filter(({ id }) => !active.has(id)),
    suppressed: found.flatMap(({ id, kind }) => {
      const exception = active.get(id);
      return exception ? [{ ...exception, kind }] : [];
    }),
    ended: found.flatMap(({ id }) => (active.has(id) ? [] : (endedIds.get(id) ?? []))),
  };
}

/** Accepts secrets: writes them into the baseline with reason, owner and end. Gives how many there are new. */
export function accept(
  workspace: Workspace,
  baseline: Baseline,
  { secrets, ...why }: { secrets: readonly FoundSecret[]; reason: string; owner: string; until: string },
): number {
  const ids = new Set(secrets.map(({ id }) => id));
  const added = secrets.map(({ id, kind, places }) => ({ id, kind, at: places[0]?.at ?? '', ...why }));
  const ignore = [...baseline.ignore.filter(({ id }) => !ids.has(id)), ...added].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  writeOwn(join(workspace.root, BASELINE), `${JSON.stringify({ ...baseline, ignore }, null, 2)}\n`);
  return added.length;
}
