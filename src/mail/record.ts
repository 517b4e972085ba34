import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A JSON file of what must be remembered; nothing where there is none or somebody broke it. */
export function recall<T>(file: string, is: (value: unknown) => value is T): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return is(value) ? value : undefined;
  } catch {
    return undefined; // what cannot be read is begun again
  }
}

/** Writes a JSON file whole or not at all. */
export function remember(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}
