import { hash, scryptSync } from 'node:crypto';
import { join } from 'node:path';
import { VERSION } from '../../core/version.ts';
import type { KnownValue } from '../../redact/find/known-values.ts';
import { FINDABLE } from '../../redact/kinds.ts';
import { readOwn, writeOwn } from './files.ts';

/** Objects of git that were read and hold no secret, and packs that were looked into: they never change, so they are not read again. */
export interface Scanned {
  has(id: string): boolean;
  add(id: string): void;
}

/** Most that is read of the file, bytes: two million ids. */
const LIMIT = 100_000_000;

/**
 * What was read before with the same rules and the same known values: one that is secret today was none yesterday. Kept in git's own folder,
 * for a list beside the code may come from whoever wrote the code; without that folder all is read each time.
 */
export function readScanned(gitFolder: string | null, known: readonly KnownValue[]): Scanned & { save(): void } {
  const path = gitFolder === null ? null : join(gitFolder, 'launch-ready', 'scanned-objects.txt');
  const rules = rulesOf(known);
  const ids = path === null ? new Set<string>() : read(path, rules);
  const before = ids.size;
  return {
    has: (id) => ids.has(id),
    add: (id) => void ids.add(id),
    save() {
      if (path === null || ids.size === before) return;
      try {
        writeOwn(path, `${[rules, ...ids].join('\n')}\n`, 0o600);
      } catch {
        // A checkout that cannot be written to is read in full each time.
      }
    },
  };
}

function read(path: string, rules: string): Set<string> {
  try {
    const [version, ...ids] = (readOwn(path, LIMIT) ?? '').trimEnd().split('\n');
    return version === rules ? new Set(ids) : new Set();
  } catch {
    return new Set();
  }
}

/** Changes with the table of kinds, with each release, and with the known values; where there are any, slow to compute, so that nobody tries values out. */
function rulesOf(known: readonly KnownValue[]): string {
  const kinds = FINDABLE.map(({ id, find, scan }) => [id, find, scan]);
  const rules = hash('sha256', JSON.stringify([VERSION, kinds]));
  if (known.length === 0) return `rules ${rules}`;
  const values = JSON.stringify([rules, known.map(({ name, value }) => [name, value])]);
  return `rules ${scryptSync(values, 'launch-ready', 16).toString('hex')}`;
}
