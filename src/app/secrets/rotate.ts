import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineVerb, type Tell } from '../../core/verb.ts';
import { isInRepository } from '../../probes/repo/list.ts';
import { redact } from '../../redact/redact.ts';
import { renderRotated } from '../../reports/secrets-rotated.ts';
import { openWorkspace, repoInput, type Workspace } from '../workspace.ts';
import type { InventoryEntry } from './list-secrets.ts';
import { readMemory, type Rotation, writeMemory } from './memory.ts';
import { rotationOf } from './rotation.ts';
import { hinders, stepped } from './step.ts';
import { type Taken, takeInventory } from './take.ts';
import { type Verified, verifySecrets } from './verify.ts';

const takes = z.strictObject({
  name: z.string().optional().describe('A name or id of the inventory; every key that leaked where left out').meta({ positional: true }),
  repo: repoInput,
  verify: z.boolean().default(false).describe('Show the old value to its own provider, by one read-only call, to see that it is refused'),
});

/** What became of one key. */
export interface Rotated {
  name: string;
  provider: string | null;
  was: InventoryEntry['state'];
  state: InventoryEntry['state'];
  by: InventoryEntry['by'];
  /** Why it went no further; null where nothing is left. */
  open: string | null;
  steps: string[];
  /** What the provider said of the old values, where it was asked. */
  verified: Verified[];
}

/** `launch-ready secrets rotate`: from a key that leaked to one that is refused, a step at a time, each looked at again. */
export const secretsRotate = defineVerb<z.output<typeof takes>, { rotated: Rotated[] }>({
  name: 'secrets rotate',
  does: 'Replace keys that leaked, step by step: new value in use, old one refused, history',
  stage: 'fix',
  touches: 'network',
  takes,
  gives: z.custom<{ rotated: Rotated[] }>(),
  examples: [
    'launch-ready secrets rotate',
    'launch-ready secrets rotate STRIPE_SECRET_KEY',
    'launch-ready secrets rotate STRIPE_SECRET_KEY --verify',
  ],
  async run({ name, repo, verify }, io, tell) {
    const workspace = openWorkspace(repo);
    const history = await isInRepository(workspace.root);
    const taken = await takeInventory(workspace, { history, io, tell });
    const chosen = taken.secrets.filter((each) =>
      name === undefined ? each.state === 'leaked' || each.state === 'rotated' : each.name === name,
    );
    if (name !== undefined && chosen.length === 0)
      throw new UserError(
        'no-such-secret',
        'There is no secret of that name or id.',
        'Take the name from `launch-ready secrets inventory`.',
      );
    const rotated: Rotated[] = [];
    for (const [at, entry] of chosen.entries())
      rotated.push(await walk(entry, { workspace, taken, verify, io, tell, count: `${at + 1} of ${chosen.length}` }));
    // What the history holds no longer is found by looking, never by asking.
    const looks = history && rotated.some(({ state }) => state === 'verified');
    const end = looks ? (await takeInventory(workspace, { history, io, tell })).secrets : [];
    return redact({ rotated: rotated.map((each) => finished(each, end)) }) as { rotated: Rotated[] }; // as: redacting keeps the shape
  },
  shows: ({ rotated }, page) => renderRotated(rotated, page),
  exit: ({ rotated }) => (rotated.some(({ state }) => state === 'leaked' || state === 'rotated') ? 1 : 0),
});

interface Walk {
  workspace: Workspace;
  taken: Taken;
  verify: boolean;
  io: Io;
  tell: Tell;
  count: string;
}

/** Leads one key on as far as it goes: nothing is believed that a look can refute. */
async function walk(entry: InventoryEntry, walking: Walk): Promise<Rotated> {
  const { name, provider, state: was } = entry;
  const verified: Verified[] = [];
  const told = (now: InventoryEntry, open: string | null): Rotated => ({
    name,
    provider,
    was,
    state: now.state,
    by: now.by,
    open,
    steps: now.steps,
    verified,
  });
  let { taken } = walking;
  let now = entry;
  if (now.state === 'leaked') {
    if (!(await isDone(walking, { entry: now, text: newKey(now, walking.count) }))) return told(now, 'It waits for its new key.');
    // What history holds has not changed.
    taken = await takeInventory(walking.workspace, { ...walking, history: false });
    now = found(taken.secrets, now);
    const hindrance = hinders(now, 'rotated', false);
    if (hindrance) return told(now, `${hindrance.message} ${hindrance.hint}`);
    now = write(now, taken, { ...walking, as: 'rotated', by: now.stored === 'new' ? 'seen' : 'told' });
  }
  if (now.state !== 'rotated') return told(now, null);
  const old = walking.taken.found.filter(({ id }) => entry.ids.includes(id));
  if (walking.verify) verified.push(...(await verifySecrets(old, walking.taken.valueOf, walking)));
  const live = verified.find(({ is }) => is === 'live');
  if (live) return told(now, `The old key still works: ${live.because}. Revoke it at ${now.console}`);
  const isRefused = verified.length > 0 && verified.every(({ is }) => is === 'refused');
  const text = `Old key ${walking.count}: ${name}. Revoke it at ${now.console}\n  ${rotationOf(provider).proof}\nDid you see it refused: done, or later?`;
  if (!isRefused && !(await isDone(walking, { entry: now, text }))) return told(now, 'Nobody has seen the old key refused.');
  return told(write(now, taken, { ...walking, as: 'verified', by: isRefused ? 'seen' : 'told' }), null);
}

function newKey({ name, provider, masked, livesIn, opens, console, breaks, steps }: InventoryEntry, count: string): string {
  const about = [provider ?? 'provider unknown', ...masked].join(', ');
  const where = livesIn.length === 0 ? '' : `\n  It lives in ${livesIn.slice(0, 5).join(', ')}.`;
  const list = steps.map((step, at) => `  ${at + 1}. ${step}`).join('\n');
  return `New key ${count}: ${name} (${about}). The old one opens ${opens}.${where}\n  What breaks meanwhile: ${breaks}\n  ${console}\n${list}\nIs the new value in use: done, or later?`;
}

/** True for a clear yes alone: silence is no proof. Where nobody can be asked it is later. */
async function isDone({ io }: Walk, { entry, text }: { entry: InventoryEntry; text: string }): Promise<boolean> {
  const { name, provider, steps } = entry;
  try {
    const hint = 'Do it, then run `launch-ready secrets rotate` again in a terminal.';
    return /^(?:y|yes|done|ok)$/i.test(await io.ask({ text, hint, task: { is: 'rotate', name, provider, steps } }));
  } catch (error) {
    if (error instanceof UserError && error.code === 'nobody-to-ask') return false;
    throw error;
  }
}

/** Writes a step down at once, so that a walk that is broken off goes on there. */
function write(
  entry: InventoryEntry,
  taken: Taken,
  { workspace, io, as, by }: Walk & { as: Rotation; by: 'seen' | 'told' },
): InventoryEntry {
  const before = readMemory(workspace) ?? taken.memory;
  const memory = stepped(before, entry, { as, by, on: io.now().toISOString().slice(0, 10) });
  writeMemory(workspace, memory);
  return found(taken.list(memory), entry);
}

/** The same key in another list: what leaked is remembered, so it is listed. */
function found(secrets: readonly InventoryEntry[], { name }: Pick<InventoryEntry, 'name'>): InventoryEntry {
  const entry = secrets.find((each) => each.name === name);
  if (!entry) throw new Error(`${name} is in no list`);
  return entry;
}

function finished(rotated: Rotated, secrets: readonly InventoryEntry[]): Rotated {
  const now = secrets.find(({ name }) => name === rotated.name);
  return now ? { ...rotated, state: now.state, by: now.by, steps: now.steps } : rotated;
}
