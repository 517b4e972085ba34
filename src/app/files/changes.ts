import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { keepContent, keptContent, readTarget, replaceTarget } from '../../providers/files/disk.ts';
import { backOf, changeOf, type FilePatch, hashIn, hashOf, pathOf, PROVIDER } from '../../providers/files/patch.ts';
import type { Journal } from '../journal.ts';
import { makeState } from '../workspace.ts';

/** What file changes work with. */
export interface Filing {
  root: string;
  state: string;
  io: Pick<Io, 'now'>;
  journal: Journal;
  tell: Tell;
}

/**
 * Writes patches into the checkout, each in the journal before (`intends`) and after (`did`, with what takes it back). The former content
 * is kept in the state folder under its hash before anything is written. Throws a UserError `file-changed` where a file is not what the
 * patch was made for.
 */
export function applyPatches(patches: readonly FilePatch[], filing: Filing): Change[] {
  settleFiles(filing);
  return patches.map((patch) => {
    const { root, state, io, journal, tell } = filing;
    const change = changeOf(patch);
    makeState(state);
    if (patch.before !== null) keepContent(state, patch.before);
    journal.write({ is: 'intends', change }, io.now());
    try {
      replaceTarget(root, patch.path, { expected: hashIn(change.before), bytes: patch.after });
    } catch (error) {
      failed(change, error, filing);
      throw error;
    }
    journal.write({ is: 'did', change: change.id, undo: backOf(change) }, io.now());
    tell({ is: 'done', text: change.says });
    return change;
  });
}

/** Puts every file back that the journal says was changed, newest first. One that somebody else has changed since is left, and told. */
export function undoFiles(filing: Filing): { done: Change[]; left: string[] } {
  settleFiles(filing);
  const { root, state, io, journal, tell } = filing;
  const done: Change[] = [];
  const left: string[] = [];
  const stuck = new Set<string>();
  for (const { change, undo } of openFileSteps(journal).toReversed()) {
    const path = pathOf(undo);
    if (stuck.has(path)) continue;
    try {
      const hash = hashIn(undo.after);
      const bytes = hash === null ? null : keptContent(state, hash);
      mustBe(root, path, hashIn(undo.before));
      journal.write({ is: 'intends', change: undo }, io.now());
      replaceTarget(root, path, { expected: hashIn(undo.before), bytes });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      stuck.add(path);
      left.push(`${error.message} ${error.hint}`);
      continue;
    }
    journal.write({ is: 'undid', change }, io.now());
    tell({ is: 'done', text: undo.says });
    done.push(undo);
  }
  return { done, left };
}

/** File changes that stand, oldest first: the id of each with its undo. */
export function openFileSteps({ lines }: Pick<Journal, 'lines'>): { change: string; undo: Change }[] {
  const steps: { change: string; undo: Change }[] = [];
  for (const { entry } of lines) {
    if (entry.is === 'did' && entry.undo.provider === PROVIDER) steps.push({ change: entry.change, undo: entry.undo });
    if (entry.is !== 'undid') continue;
    const at = steps.findLastIndex((step) => step.change === entry.change);
    if (at !== -1) steps.splice(at, 1);
  }
  return steps;
}

/** Looks at what an earlier run had begun when it was broken off, and writes down what became of it. */
function settleFiles(filing: Filing): void {
  const { root, io, journal } = filing;
  for (const change of unsettled(journal)) {
    if (hashNow(root, pathOf(change)) !== hashIn(change.after)) {
      journal.write({ is: 'failed', change: change.id, why: 'it was never carried out' }, io.now());
      continue;
    }
    const undone = openFileSteps(journal).findLast((step) => step.undo.id === change.id);
    journal.write(undone ? { is: 'undid', change: undone.change } : { is: 'did', change: change.id, undo: backOf(change) }, io.now());
  }
}

function unsettled({ lines }: Pick<Journal, 'lines'>): Change[] {
  const waiting = new Map<string, Change>();
  for (const { entry } of lines) {
    if (entry.is === 'intends' && entry.change.provider === PROVIDER) waiting.set(entry.change.id, entry.change);
    if (entry.is === 'did' || entry.is === 'failed') waiting.delete(entry.change);
    if (entry.is !== 'undid') continue;
    const did = lines.findLast((line) => line.entry.is === 'did' && line.entry.change === entry.change)?.entry;
    if (did?.is === 'did') waiting.delete(did.undo.id);
  }
  return [...waiting.values()];
}

function mustBe(root: string, path: string, expected: string | null): void {
  if (hashNow(root, path) !== expected)
    throw new UserError('file-changed', `${path} was changed since, so it is not put back.`, 'Look at the file, and change it by hand.');
}

function hashNow(root: string, path: string): string | null {
  const bytes = readTarget(root, path);
  return bytes === null ? null : hashOf(bytes);
}

function failed(change: Change, error: unknown, { journal, io }: Filing): void {
  if (error instanceof UserError) journal.write({ is: 'failed', change: change.id, why: error.message }, io.now());
}
