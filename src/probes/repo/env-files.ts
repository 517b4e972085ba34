import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isEnvFile } from './env-names.ts';

/** Names of files that show which variables there are, without real values. */
export const EXAMPLE =
  /^\.env(\.[\w-]+)*\.(example|sample|template|dist|defaults)$|^\.env\.(example|sample|template)(\.[\w-]+)*$|^env\.example$/;

/** Environment files, tracked or not, at the root and beside every package.json. */
export async function envPaths(root: string, files: readonly string[]): Promise<string[]> {
  const folders = new Set([
    '',
    ...files.filter((path) => path.endsWith('/package.json')).map((path) => path.slice(0, -'/package.json'.length)),
  ]);
  const paths: string[] = [];
  for (const folder of [...folders].slice(0, 100)) {
    const entries = await opendir(join(root, folder)).catch(() => []);
    for await (const entry of entries) {
      const isWanted = entry.isFile() && (isEnvFile(entry.name) || EXAMPLE.test(entry.name));
      if (isWanted) paths.push(folder === '' ? entry.name : `${folder}/${entry.name}`);
    }
  }
  return paths.toSorted();
}
