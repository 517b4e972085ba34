import { canonicalJson } from '../../core/bundle.ts';
import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { applyChange, undoIn } from '../../providers/cloudflare/apply.ts';
import { PROVIDER } from '../../providers/cloudflare/change-of.ts';
import { mustBeAllowed, mustNotVanish, type Removal } from '../../providers/cloudflare/guard.ts';
import { openZone, type OpenZone } from '../../providers/cloudflare/read.ts';
import { standingOf } from '../../providers/cloudflare/standing.ts';
import type { ZoneState } from '../../providers/cloudflare/state.ts';
import { redact } from '../../redact/redact.ts';
import type { Journal } from '../journal.ts';

/** What a run of changes works with. */
export interface Applying {
  io: Io;
  journal: Journal;
  tell: Tell;
  /** What may vanish altogether; nothing where left out. */
  mayRemove?: readonly Removal[];
  /** A zone that is open already, so that it is not read again. */
  open?: OpenZone;
}

/** What was done. */
export interface Applied {
  /** Changes that were sent now. */
  done: Change[];
  /** Changes of an earlier run that had been sent and not been written down; they are now. */
  found: Change[];
  /** The zone after it. */
  state: ZoneState;
  /** Requests it took, reading included. */
  calls: number;
}

/**
 * Carries changes of one zone out, each written into the journal before it is sent (`intends`) and after (`did`, with what takes it
 * back). Permissions and removals are judged before the first. What an earlier run left unsettled is settled first. It stops at the
 * first refusal, which the journal holds as `failed`; run again, it goes on there.
 */
export async function applyChanges(changes: readonly Change[], applying: Applying): Promise<Applied> {
  const { io, journal, tell } = applying;
  const zone = zoneOf(changes);
  if (zone === undefined) throw new Error('there is nothing to apply');
  const open = applying.open ?? (await openZone(io, zone));
  const found = settle(open.state, journal, io);
  mustBeAllowed(open.state, changes);
  mustNotVanish(open.state, changes, applying.mayRemove ?? []);
  mustBeUndoable(changes);
  const done: Change[] = [];
  for (const change of changes) {
    if (found.some((each) => each.id === change.id)) continue;
    await step(open, change, { io, journal, tell });
    done.push(change);
  }
  return { done, found, state: open.state, calls: open.client.calls() };
}

/** Takes everything of a zone back that the journal says was done, newest first, each step written down like any other. */
export async function undoChanges(zone: string, applying: Applying): Promise<Applied> {
  const { io, journal, tell } = applying;
  const open = applying.open ?? (await openZone(io, zone));
  const found = settle(open.state, journal, io);
  const done: Change[] = [];
  for (const { change, undo } of openSteps(journal, zone).toReversed()) {
    journal.write({ is: 'intends', change: undo }, io.now());
    try {
      await applyChange(open, undo);
    } catch (error) {
      close(undo, error, { io, journal });
      throw error;
    }
    journal.write({ is: 'undid', change }, io.now());
    tell({ is: 'done', text: undo.says });
    done.push(undo);
  }
  return { done, found, state: open.state, calls: open.client.calls() };
}

/** What stands and could be taken back, oldest first: the id of each change with its undo. */
export function openSteps(journal: Pick<Journal, 'lines'>, zone: string): { change: string; undo: Change }[] {
  const steps: { change: string; undo: Change }[] = [];
  for (const { entry } of journal.lines) {
    if (entry.is === 'did' && entry.undo.provider === PROVIDER && entry.undo.at.startsWith(`zone ${zone} `))
      steps.push({ change: entry.change, undo: entry.undo });
    if (entry.is !== 'undid') continue;
    const at = steps.findLastIndex((step) => step.change === entry.change);
    if (at !== -1) steps.splice(at, 1);
  }
  return steps;
}

async function step(open: OpenZone, change: Change, { io, journal, tell }: Applying): Promise<void> {
  journal.write({ is: 'intends', change }, io.now());
  try {
    const { undo } = await applyChange(open, change);
    journal.write({ is: 'did', change: change.id, undo }, io.now());
  } catch (error) {
    close(change, error, { io, journal });
    throw error;
  }
  tell({ is: 'done', text: change.says });
}

/** A refusal ends a step. Where the fate of a write is unsure the step stays open, and the next run looks what became of it. */
function close(change: Change, error: unknown, { io, journal }: Pick<Applying, 'io' | 'journal'>): void {
  if (!(error instanceof UserError) || (error.code !== 'edge-refused' && error.code !== 'edge-moved')) return;
  journal.write({ is: 'failed', change: change.id, why: error.message }, io.now());
}

/** Looks at what an earlier run had begun when it was broken off, or could not tell, and writes down what became of it. */
function settle(state: ZoneState, journal: Journal, io: Io): Change[] {
  const found: Change[] = [];
  for (const change of unsettled(journal, state.name)) {
    const undone = openSteps(journal, state.name).findLast((each) => each.undo.id === change.id);
    if (standingOf(state, change) !== 'after')
      journal.write({ is: 'failed', change: change.id, why: 'it was never carried out' }, io.now());
    else if (undone) journal.write({ is: 'undid', change: undone.change }, io.now());
    else {
      journal.write({ is: 'did', change: change.id, undo: undoIn(state, change) }, io.now());
      found.push(change);
    }
  }
  return found;
}

/** Changes that were intended and neither done, nor taken back, nor refused, oldest first. */
function unsettled(journal: Pick<Journal, 'lines'>, zone: string): Change[] {
  const waiting = new Map<string, Change>();
  for (const { entry } of journal.lines) {
    if (entry.is === 'intends' && entry.change.provider === PROVIDER && entry.change.at.startsWith(`zone ${zone} `))
      waiting.set(entry.change.id, entry.change);
    if (entry.is === 'did' || entry.is === 'failed') waiting.delete(entry.change);
    if (entry.is !== 'undid') continue;
    const undo = journal.lines.findLast((line) => line.entry.is === 'did' && line.entry.change === entry.change)?.entry;
    if (undo?.is === 'did') waiting.delete(undo.undo.id);
  }
  return [...waiting.values()];
}

/** The journal masks secrets, so what holds one could not be put back: it is refused before anything is sent. */
function mustBeUndoable(changes: readonly Change[]): void {
  const masked = changes.find((change) => canonicalJson(redact(change)) !== canonicalJson(change));
  if (masked)
    throw new UserError(
      'edge-secret',
      `${masked.at} holds something that looks like a secret, so it could not be written down and taken back. Nothing was changed.`,
      'Change this one in the Cloudflare dashboard.',
    );
}

function zoneOf(changes: readonly Change[]): string | undefined {
  const zones = new Set(changes.map(({ at }) => at.split(' ')[1]));
  if (zones.size > 1) throw new Error('changes of several zones');
  return [...zones][0];
}
