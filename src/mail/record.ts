import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A JSON file of what must be remembered; nothing where there is none. One that somebody broke is moved to `.broken`, so that nothing is lost. */
export function recall<T>(file: string, is: (value: unknown) => value is T): T | undefined {
  if (!existsSync(file)) return undefined;
  const value = parsed(readFileSync(file, 'utf8'));
  if (is(value)) return value;
  renameSync(file, `${file}.broken`);
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the file is moved away
  }
}

/** Writes a JSON file whole or not at all. */
export function remember(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}
