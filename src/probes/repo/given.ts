import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Poured } from '../../redact/find/sieve.ts';
import { isEnvFile } from './env-names.ts';
import { walkFiles } from './list.ts';
import { read, TEXT_LIMITS, type Told, type Wanted } from './texts.ts';

/**
 * The texts of files and folders that a person named: logs, exports, archives, whatever git thinks of them. Folders are read in full, links
 * in them are not followed. What was handed out is seen by whoever has it, as the code is; environment files are this machine's own.
 */
export async function* givenTexts(paths: readonly string[], signal: AbortSignal, told: Told): AsyncGenerator<Poured> {
  for (const path of paths) {
    const real = await realpath(path);
    const isFolder = (await stat(real)).isDirectory();
    const root = isFolder ? real : dirname(real);
    const files = isFolder ? await walkFiles(root, signal, { most: TEXT_LIMITS.files, skipped: ['.git'] }) : [basename(real)];
    const wanted = files.toSorted().map((file): Wanted => ({ path: file, exposure: isEnvFile(file) ? 'local' : 'head' }));
    const named = (file: string): string => (isFolder ? `${path.replace(/[\\/]+$/, '')}/${file}` : path);
    for await (const text of read(root, wanted, signal, told))
      yield text.via === undefined ? { ...text, at: named(text.at) } : { ...text, via: named(text.via) };
  }
}
