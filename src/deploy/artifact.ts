import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { listFiles } from '../probes/repo/list.ts';

/** The files of an artifact and what each holds. */
export interface Artifact {
  /** Absolute path. */
  folder: string;
  /** Path to SHA-256, by path. */
  manifest: Readonly<Record<string, string>>;
  /** One hash for the whole tree. */
  hash: string;
}

const MOST = 50_000;
/** What is never sent: our own memory, version control, and files that hold the secrets of this machine. */
const KEPT_BACK = /(^|\/)(\.git|\.launch-ready)(\/|$)|(^|\/)\.env(\.(?!example$)[^/]*)?$/;

/**
 * Reads the artifact of a checkout: what git tracks where it is the checkout itself, every file where it is a folder that a build made.
 * Symbolic links are left out, and so is whatever may hold secrets.
 */
export async function readArtifact(io: Io, root: string, below: string): Promise<Artifact> {
  const folder = resolve(root, below);
  if (folder !== root && !folder.startsWith(`${root}/`))
    throw new UserError(
      'artifact-outside',
      `deploy.artifact leads out of the checkout: ${below}.`,
      'Name a folder below it, such as dist.',
    );
  const paths = folder === root ? (await listFiles(root, io.signal)).files : await walk(folder, below);
  const manifest: Record<string, string> = {};
  for (const path of paths.toSorted()) {
    if (KEPT_BACK.test(path)) continue;
    const about = await lstat(join(folder, path)).catch(() => null);
    if (about?.isFile()) manifest[path] = await hashFile(join(folder, path));
  }
  if (Object.keys(manifest).length === 0)
    throw new UserError(
      'nothing-to-deploy',
      `There is no file to deploy in ${below}.`,
      'Build first, or say in deploy.artifact where the build puts its files.',
    );
  const lines = Object.entries(manifest).map(([path, hash]) => `${hash}  ${path}\n`);
  return { folder, manifest, hash: createHash('sha256').update(lines.join('')).digest('hex') };
}

async function walk(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new UserError(
      'no-artifact',
      `There is no folder ${below} to deploy.`,
      'Build first, or correct deploy.artifact in launch-ready.yaml.',
    );
  });
  if (entries.length > MOST)
    throw new UserError('artifact-too-large', `${below} holds more than ${MOST} files.`, 'Deploy what the build made alone.');
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : []));
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer); // as: no encoding is set
  return hash.digest('hex');
}

/** Paths that two manifests do not share alike. */
export function differing(a: Artifact['manifest'], b: Artifact['manifest']): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).toSorted();
}
