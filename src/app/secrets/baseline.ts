import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { IgnoredSecret } from '../../core/config-secrets.ts';
import { UserError } from '../../core/errors.ts';
import { EXPOSURES, type Exposure, type FoundSecret } from '../../core/secret.ts';
import { rootCommits } from '../../probes/repo/reachable.ts';
import { redactText } from '../../redact/redact.ts';
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
  /** Who could see it then: says which looks must find it again. */
  seen: z.enum(EXPOSURES).optional(),
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

/** What a checkout accepts. */
export interface Baseline {
  ignore: readonly z.output<typeof entry>[];
  /** The key of the ids; git is asked for it where nothing says it, which only a secret is worth. */
  salt: () => Promise<string>;
}

/**
 * The baseline of a checkout. Without a file it is empty, with the salt that the checkout remembers, or one made of its first commit: so ids
 * are the same in every clone, and mean nothing to whoever has none.
 */
export function readBaseline(workspace: Workspace, signal: AbortSignal): Baseline {
  const text = readOwn(join(workspace.root, BASELINE));
  if (text === null) {
    let salt: Promise<string> | undefined;
    return { salt: () => (salt ??= firstSalt(workspace, signal)), ignore: [] };
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) {
    const { salt, ignore } = parsed.data;
    return { salt: async () => salt, ignore };
  }
  const issue = parsed.error.issues[0];
  throw new UserError(
    'baseline-broken',
    `${BASELINE} cannot be used: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'it is no baseline'}.`,
    'Restore it from git, or delete it and accept what is fine with `launch-ready secrets scan --accept`.',
  );
}

async function firstSalt(workspace: Workspace, signal: AbortSignal): Promise<string> {
  const remembered = readMemory(workspace)?.salt;
  if (remembered !== undefined) return remembered;
  const commits = await rootCommits(workspace.root, signal);
  return commits === null
    ? randomBytes(16).toString('hex')
    : createHash('sha256').update(`launch-ready baseline ${commits}`).digest('hex').slice(0, 32);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** An exception, and who could see the secret when it was accepted. */
type Exception = IgnoredSecret & { seen?: Exposure | undefined };

/** What is left of the found secrets, what was left out, exceptions that have ended, and those that nothing answers to any more. */
export interface Judged {
  found: FoundSecret[];
  suppressed: (IgnoredSecret & { kind: string })[];
  ended: IgnoredSecret[];
  unused: IgnoredSecret[];
}

/** Holds found secrets against the exceptions of the baseline and of the configuration; `looked` is whose eyes were looked with. Pure. */
export function judgeFound(
  found: readonly FoundSecret[],
  ignored: readonly Exception[],
  { now, looked }: { now: Date; looked: ReadonlySet<Exposure> },
): Judged {
  const today = now.toISOString().slice(0, 10);
  const active = new Map(ignored.filter(({ until }) => until >= today).map((each) => [each.id, each]));
  const endedIds = new Map(ignored.filter(({ until }) => until < today).map((each) => [each.id, each]));
  const ids = new Set(found.map(({ id }) => id));
  const mustBeSeen = ({ seen }: Exception): boolean =>
    seen === undefined ? looked.has('head') && looked.has('history') : looked.has(seen);
  return {
    found: found.filter(({ id }) => !active.has(id)),
    suppressed: found.flatMap(({ id, kind }) => {
      const exception = active.get(id);
      return exception ? [{ ...exception, kind }] : [];
    }),
    ended: found.flatMap(({ id }) => (active.has(id) ? [] : (endedIds.get(id) ?? []))),
    unused: ignored.filter((each) => !ids.has(each.id) && mustBeSeen(each)),
  };
}

/** Accepts secrets: writes them into the baseline with reason, owner and end. Gives how many there are new. */
export async function accept(
  workspace: Workspace,
  baseline: Baseline,
  { secrets, ...why }: { secrets: readonly FoundSecret[]; reason: string; owner: string; until: string },
): Promise<number> {
  const ids = new Set(secrets.map(({ id }) => id));
  const added = secrets.map(({ id, kind, places, exposure }) => ({
    id,
    kind,
    at: redactText(places[0]?.at ?? ''),
    seen: exposure,
    ...why,
  }));
  const ignore = [...baseline.ignore.filter(({ id }) => !ids.has(id)), ...added].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  writeOwn(join(workspace.root, BASELINE), `${JSON.stringify({ schema: 1, salt: await baseline.salt(), ignore }, null, 2)}\n`);
  return added.length;
}
