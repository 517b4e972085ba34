import { createHmac } from 'node:crypto';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { commentsOf, parseDotenv } from '../../parsers/dotenv.ts';
import { exportedValues } from '../../parsers/env-export.ts';
import { isForDevelopers, isPublicName } from '../../parsers/env-name.ts';
import { ASSIGNED } from '../../redact/find/assigned.ts';
import { isDefaultPassword, isStandIn } from '../../redact/find/stand-in.ts';
import { secretsIn } from '../../redact/find/secrets-in.ts';
import { ENV_BYTES, isEnvFile } from './env-names.ts';
import { readText } from './list.ts';

/** What a value looks like; the value itself is never kept. */
export type Looks = 'empty' | 'stand-in' | 'local' | 'test' | 'secret' | 'plain';

export interface Value {
  name: string;
  line: number;
  looks: Looks;
  /** A keyed hash, to tell equal values of two environments; null where a platform shows the name alone. */
  digest: string | null;
  /** The kind of secret it is, such as "Stripe secret key". */
  kind: string | null;
}

/** A file of values, and the environment it is for; `example` for the one with names alone, `default` for a bare `.env`. */
export interface EnvFile {
  path: string;
  environment: string;
  tracked: boolean;
  values: Value[];
  /** What its comments say that names are for; of examples alone. */
  comments: ReadonlyMap<string, string>;
}

/** Names of files that show which variables there are, without real values. */
export const EXAMPLE =
  /^\.env(\.[\w-]+)*\.(example|sample|template|dist|defaults)$|^\.env\.(example|sample|template)(\.[\w-]+)*$|^(?:env\.(?:example|sample|template)|(?:example|sample|template)\.env)$|^\.dev\.vars\.(?:example|sample)$/;
/** Folders and files that are looked at. */
const FOLDERS = 300;
const FILES = 400;

/** One file of values as an environment; null where it cannot be read. */
export async function readEnvFile(
  root: string,
  path: string,
  { environment, salt, now }: { environment: string; salt: string; now: Date },
): Promise<EnvFile | null> {
  const text = await readText(root, path, ENV_BYTES);
  if (text === null) return null;
  const exported = exportedValues(text);
  const values = (exported ?? parseDotenv(text)).map(({ name, value, line }): Value => {
    if (value === null) return { name, line, looks: 'plain', digest: null, kind: null };
    // What only its name says is a secret says nothing of a value under a public name.
    const secret = secretsIn(Buffer.from(`${name}=${value}\n`, 'latin1'), now).find(({ rule }) => rule !== ASSIGNED.id);
    const looks = secret && !secret.says.includes('test mode') ? 'secret' : looksOf(value);
    return { name, line, looks, kind: secret?.kind ?? null, digest: createHmac('sha256', salt).update(value).digest('hex').slice(0, 24) };
  });
  const isExample = environment === 'example';
  return {
    path,
    environment: isExample ? environment : (pulledFor(text) ?? environment),
    tracked: false,
    values,
    comments: isExample ? commentsOf(text) : new Map(),
  };
}

/** The environment that `vercel env pull` wrote down; null for other files. */
function pulledFor(text: string): string | null {
  if (!text.startsWith('# Created by Vercel CLI')) return null;
  return /^VERCEL_(?:TARGET_)?ENV="?([\w-]{1,40})"?\s*$/m.exec(text.slice(0, ENV_BYTES))?.[1] ?? null;
}

function looksOf(value: string): Looks {
  if (value === '') return 'empty';
  if (/^[srp]k_test_/.test(value)) return 'test';
  if (/\b(localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b|\[::1\]/.test(value)) return 'local';
  const isBlank = /^<.*>$|^\$?\{.*\}$|^x{3,}$|^\.{3}$/i.test(value);
  return isBlank ||
    (value.length > 8 && /[a-z]/i.test(value) && isStandIn(value) && !/^https?:/.test(value)) ||
    (isDefaultPassword(value) && /change|your|example|placeholder/i.test(value))
    ? 'stand-in'
    : 'plain';
}

/** The environment that a file's name says it is for. */
export function environmentOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (EXAMPLE.test(name)) return 'example';
  const word =
    /^\.env\.([\w-]+)/.exec(name)?.[1] ??
    /^([\w-]+)\.env$/.exec(name)?.[1] ??
    (name.startsWith('.dev.vars') ? (/^\.dev\.vars\.([\w-]+)$/.exec(name)?.[1] ?? 'development') : 'default');
  return { prod: 'production', dev: 'development', local: 'development', stage: 'staging' }[word] ?? word;
}

/** Environment files: tracked ones that are no fixtures, and those beside every package. */
export async function envPaths(root: string, files: readonly string[], folders: readonly string[]): Promise<string[]> {
  const isWanted = (name: string): boolean => isEnvFile(name) || EXAMPLE.test(name.toLowerCase());
  const isFixture = (path: string): boolean => isForDevelopers(path) || /(^|\/)templates?\//.test(path);
  const paths = new Set(files.filter((path) => isWanted(path.slice(path.lastIndexOf('/') + 1)) && !isFixture(path)));
  for (const folder of folders.slice(0, FOLDERS)) {
    const entries = await opendir(join(root, folder)).catch(() => []);
    for await (const entry of entries)
      if (entry.isFile() && isWanted(entry.name)) paths.add(folder === '' ? entry.name : `${folder}/${entry.name}`);
  }
  return [...paths].toSorted().slice(0, FILES);
}

/** True for a value that a public prefix gives to every visitor although it is a secret. */
export function leaksByPrefix({ name, looks }: Value): boolean {
  return isPublicName(name) && looks === 'secret';
}
