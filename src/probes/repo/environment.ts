import { createHmac } from 'node:crypto';
import { parseDotenv } from '../../parsers/dotenv.ts';
import { isForDevelopers, isPublicName, providedBy } from '../../parsers/env-name.ts';
import { isPlatformFile, readPlatformFile } from '../../parsers/env-platform.ts';
import { isDefaultPassword, isStandIn } from '../../redact/find/stand-in.ts';
import { ASSIGNED } from '../../redact/find/assigned.ts';
import { secretsIn } from '../../redact/find/secrets-in.ts';
import { codeReader } from './code-reader.ts';
import { ENV_BYTES } from './env-names.ts';
import { envPaths, EXAMPLE } from './env-files.ts';
import { listFiles, readText } from './list.ts';

/** A read of a variable, and who needs it. */
export interface Read {
  name: string;
  file: string;
  line: number;
  optional: boolean;
  for: 'app' | 'developers' | 'pipeline';
  /** The platform that sets it by itself; null where the owner must. */
  provided: string | null;
}

/** What a value looks like; the value itself is never kept. */
export type Looks = 'empty' | 'stand-in' | 'local' | 'test' | 'secret' | 'plain';

export interface Value {
  name: string;
  line: number;
  looks: Looks;
  /** A keyed hash, to tell equal values of two environments. */
  digest: string;
  /** The kind of secret it is, such as "Stripe secret key". */
  kind: string | null;
}

/** A file of values, and the environment it is for; `example` for the one with names alone, `default` for a bare `.env`. */
export interface EnvFile {
  path: string;
  environment: string;
  tracked: boolean;
  values: Value[];
}

export interface Environment {
  reads: Read[];
  /** Variables that files of platforms set. */
  sets: { name: string; file: string; line: number; environment: string | null }[];
  files: EnvFile[];
  /** Reads whose name is known only when the code runs, and files that could not be read as code. */
  dynamic: { file: string; line: number }[];
  unread: string[];
  truncated: boolean;
}

/** Files of code, and those that a build or somebody else wrote. */
export const CODE = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
export const GENERATED = /(^|\/)(dist|build|out|vendor|coverage|\.output|\.vercel|\.svelte-kit)\/|\.min\.js$|\.d\.[cm]?ts$/;
/** Files of code that are parsed, and the largest. */
const CODE_FILES = 8_000;
const CODE_BYTES = 1_000_000;

/** What the code of a checkout reads, and what its files say is set. Values are read to be judged and hashed with `salt`, never kept. */
export async function readEnvironment(
  root: string,
  { signal, salt, now }: { signal: AbortSignal; salt: string; now: Date },
): Promise<Environment> {
  const listing = await listFiles(root, signal);
  const seen: Environment = { reads: [], sets: [], files: [], dynamic: [], unread: [], truncated: listing.truncated };
  const code = listing.files.filter((path) => CODE.test(path) && !GENERATED.test(path));
  seen.truncated ||= code.length > CODE_FILES;
  await using reader = codeReader(signal);
  for (const file of code.slice(0, CODE_FILES)) {
    signal.throwIfAborted();
    const text = await readText(root, file, CODE_BYTES);
    if (text === null || !/\benv\b/.test(text)) continue;
    const usage = await reader.variables(file, text);
    if (!usage.parsed) seen.unread.push(file);
    const who = isForDevelopers(file) ? 'developers' : 'app';
    seen.reads.push(...usage.reads.map((read): Read => ({ ...read, file, for: who, provided: providedBy(read.name, file) })));
    seen.dynamic.push(...usage.dynamic.map((line) => ({ file, line })));
  }
  for (const file of listing.files.filter(isPlatformFile)) {
    for (const use of readPlatformFile(file, (await readText(root, file, ENV_BYTES)) ?? '')) {
      if (use.is === 'set') seen.sets.push({ name: use.name, file, line: use.line, environment: use.environment });
      else
        seen.reads.push({
          name: use.name,
          file,
          line: use.line,
          optional: use.optional,
          for: use.for,
          provided: providedBy(use.name, file),
        });
    }
  }
  const tracked = new Set(listing.git ? listing.files : []);
  for (const path of await envPaths(root, listing.files)) {
    const file = await readEnvFile(root, path, { environment: environmentOf(path), salt, now });
    if (file) seen.files.push({ ...file, tracked: tracked.has(path) });
  }
  return seen;
}

/** One file of values as an environment; null where it cannot be read. */
export async function readEnvFile(
  root: string,
  path: string,
  { environment, salt, now }: { environment: string; salt: string; now: Date },
): Promise<EnvFile | null> {
  const text = await readText(root, path, ENV_BYTES);
  if (text === null) return null;
  const values = parseDotenv(text).map(({ name, value, line }): Value => {
    // What only its name says is a secret says nothing of a value under a public name.
    const secret = secretsIn(Buffer.from(`${name}=${value}\n`, 'latin1'), now).find(({ rule }) => rule !== ASSIGNED.id);
    const looks = secret && !secret.says.includes('test mode') ? 'secret' : looksOf(value);
    return { name, line, looks, kind: secret?.kind ?? null, digest: createHmac('sha256', salt).update(value).digest('hex').slice(0, 24) };
  });
  return { path, environment, tracked: false, values };
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
function environmentOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (EXAMPLE.test(name)) return 'example';
  const word =
    /^\.env\.([\w-]+)/.exec(name)?.[1] ?? /^([\w-]+)\.env$/.exec(name)?.[1] ?? (name.startsWith('.dev.vars') ? 'development' : 'default');
  return { prod: 'production', dev: 'development', stage: 'staging' }[word] ?? word;
}

/** True for a value that a public prefix gives to every visitor although it is a secret. */
export function leaksByPrefix({ name, looks }: Value): boolean {
  return isPublicName(name) && looks === 'secret';
}
